-- SPDX-License-Identifier: Apache-2.0
-- KEYS a queue, the lease of its partition, of the partition's items the marks, those for later and the dead; ARGV the
-- lease's number, the item's id, its name, person, record, why, kind. Returns 1; 0 when the lease is another's; 2: the
-- dead had ids that were no times, and got others.
-- include stream/append
-- What is of another type has nothing to remove, and keeps no item from its end: whoever adds to it mends it.
if redis.call('HGET', KEYS[2], 'number') ~= ARGV[1] then return 0 end
local added = stream_append(KEYS[5], '', {}, 'p', ARGV[4], 'r', ARGV[5], 'w', ARGV[6], 'k', ARGV[7])
redis.call('XDEL', KEYS[1], ARGV[2])
redis.pcall('HDEL', KEYS[3], ARGV[3])
redis.pcall('HDEL', KEYS[4], ARGV[3])
return added
