-- SPDX-License-Identifier: Apache-2.0
-- KEYS a window; ARGV now (ms). Takes one of what is left; returns 1, or 0 when there is nothing. What is no number of
-- ours counts as nothing.
-- include services/wechat/notice/window.h
local left, till = unpack(redis.pcall('HMGET', KEYS[1], 'left', 'till'))
left = tonumber(string.match(left or '', '^%d$'))
if not left or left == 0 or left > WINDOW_MOST or (tonumber(till) or 0) <= tonumber(ARGV[1]) then return 0 end
redis.call('HINCRBY', KEYS[1], 'left', -1)
return 1
