-- SPDX-License-Identifier: Apache-2.0
-- KEYS the marks of a partition, its lease; ARGV the lease's number, an item's name, the card that it is told by.
-- Returns the card that was kept first; HINT_MENDED: this one, the marks were none; 0: the lease is another's.
-- include services/wechat/core/hint.h
-- include marks/mend
if redis.call('HGET', KEYS[2], 'number') ~= ARGV[1] then return 0 end
local mended = marks_mend(KEYS[1])
redis.call('HSETNX', KEYS[1], ARGV[2], ARGV[3])
return mended and HINT_MENDED or redis.call('HGET', KEYS[1], ARGV[2])
