-- SPDX-License-Identifier: Apache-2.0
-- KEYS the marks of a partition, its lease; ARGV the lease's number, an item's name, now (ms). Marks that its reminder
-- is about to be sent, and returns now; or when an earlier try was; less than 0: now, but the marks were none; 0: the
-- lease is another's.
-- include marks/mend
-- include whole
if redis.call('HGET', KEYS[2], 'number') ~= ARGV[1] then return 0 end
local mended = marks_mend(KEYS[1])
local begun = whole(redis.call('HGET', KEYS[1], ARGV[2]))
if begun and begun > 1 then return begun end -- 1: of a message
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return (mended and -1 or 1) * ARGV[3]
