-- SPDX-License-Identifier: Apache-2.0
-- KEYS what somebody was shown; ARGV a staff user, up to which message they have read for themselves, were told before,
-- are shown now (0: none), the first that they are not shown whole (0: none), when (ms), seconds of its life. Returns
-- 1; HINT_MENDED: what was there was none. What was missed before is of no account once they have read it, or are told
-- of it anew.
-- include services/wechat/core/hint.h
-- include drop_foreign
-- include whole
local staff, read, told, id, missed, time, life = unpack(ARGV)
local mended = drop_foreign(KEYS[1], 'hash')
local before = whole(redis.call('HGET', KEYS[1], staff .. ':missed')) or 0
if not (before > tonumber(read) and before <= tonumber(told)) then
  before = tonumber(missed)
  redis.call('HSET', KEYS[1], staff .. ':missed', missed)
end
if before == 0 then redis.call('HDEL', KEYS[1], staff .. ':missed') end
if id ~= '0' and (before == 0 or tonumber(id) < before) then redis.call('HSET', KEYS[1], staff, id .. ':' .. time) end
redis.call('EXPIRE', KEYS[1], life)
return mended and HINT_MENDED or 1
