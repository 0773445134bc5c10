-- SPDX-License-Identifier: Apache-2.0
-- KEYS the marks of a partition, its lease; ARGV the lease's number, an item's name, 1 or 0 to mark or unmark, 2 to mark
-- in place of a reminder. Returns 1; 2: it is marked already; 0: the lease is another's.
if redis.call('HGET', KEYS[2], 'number') ~= ARGV[1] then return 0 end
if ARGV[3] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[2])
  return 1
end
if ARGV[3] == '2' then redis.call('HDEL', KEYS[1], ARGV[2]) end
if redis.call('HSETNX', KEYS[1], ARGV[2], '1') == 0 then return 2 end
return 1
