-- SPDX-License-Identifier: Apache-2.0
-- KEYS the marks of a partition, its lease; ARGV the lease's number, an item's name, 1 or 0 to mark or unmark, 2 to
-- mark in place of a reminder. Returns 1; 2: it is marked already, or counts as that; HINT_MENDED: the same, the marks
-- were none; 0: the lease is another's.
-- include services/wechat/core/hint.h
-- include marks/mend
-- include marks/lost
if redis.call('HGET', KEYS[2], 'number') ~= ARGV[1] then return 0 end
local mended = marks_mend(KEYS[1]) and HINT_MENDED
if ARGV[3] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[2])
  return mended or 1
end
if ARGV[3] == '2' then redis.call('HDEL', KEYS[1], ARGV[2]) end
local is_new = redis.call('HSETNX', KEYS[1], ARGV[2], '1') == 1
return mended or is_new and not marks_lost(KEYS[1], ARGV[2]) and 1 or 2
