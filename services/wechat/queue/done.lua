-- SPDX-License-Identifier: Apache-2.0
-- KEYS a queue, the lease of its partition, and of the partition's items the marks and those for later; ARGV the
-- lease's number, the item's id, its name. Returns 1, or 0 when the lease is another's.
-- What is of another type has nothing to remove, and keeps no item from its end: whoever adds to it mends it.
if redis.call('HGET', KEYS[2], 'number') ~= ARGV[1] then return 0 end
redis.call('XDEL', KEYS[1], ARGV[2])
redis.pcall('HDEL', KEYS[3], ARGV[3])
redis.pcall('HDEL', KEYS[4], ARGV[3])
return 1
