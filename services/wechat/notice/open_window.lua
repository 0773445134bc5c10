-- SPDX-License-Identifier: Apache-2.0
-- KEYS a window; ARGV how many, until when (ms), ms of its life, when the sign of life was (ms), the field that keeps
-- the time of the last sign of its kind. Returns 1; HINT_MENDED: what was there was none. Whoever gives a sign has not
-- left the account. One that was told before changes nothing else; a window that lasts longer and has some left stays.
-- What is kept as any other thing counts as nothing, as does what clocks that differ do not explain.
-- include services/wechat/core/hint.h
-- include services/wechat/notice/window.h
-- include drop_foreign
-- include whole
local time = redis.call('TIME')
local latest = time[1] * 1000 + WINDOW_CLOCKS_MS
local function kept(text, most)
  local number = whole(text)
  return number and number <= most and number or 0
end
local mended = drop_foreign(KEYS[1], 'hash')
redis.call('HDEL', KEYS[1], 'gone')
local left, till, told = unpack(redis.call('HMGET', KEYS[1], 'left', 'till', ARGV[5]))
if kept(told, latest) >= tonumber(ARGV[4]) then return 1 end
redis.call('HSET', KEYS[1], ARGV[5], ARGV[4])
if kept(till, latest + WINDOW_LONGEST_MS) > tonumber(ARGV[2]) and kept(left, WINDOW_MOST) > 0 then return 1 end
redis.call('HSET', KEYS[1], 'left', ARGV[1], 'till', ARGV[2])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return mended and HINT_MENDED or 1
