-- SPDX-License-Identifier: Apache-2.0
-- KEYS a queue, the lease of its partition, its marks, its dead items; ARGV the lease's number, the item's id, person,
-- record, why, kind. Returns 1, or 0 when the lease is another's.
if redis.call('HGET', KEYS[2], 'number') ~= ARGV[1] then return 0 end
redis.call('XADD', KEYS[4], '*', 'p', ARGV[3], 'r', ARGV[4], 'w', ARGV[5], 'k', ARGV[6])
redis.call('XDEL', KEYS[1], ARGV[2])
redis.call('HDEL', KEYS[3], ARGV[2])
return 1
