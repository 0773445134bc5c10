-- SPDX-License-Identifier: Apache-2.0
-- KEYS a window; ARGV now (ms). Takes one of what is left; returns 1; 0 when there is nothing, 2 when they have left
-- the account; HINT_MENDED: what was there was none. What is no number of ours counts as nothing.
-- include services/wechat/core/hint.h
-- include services/wechat/notice/window.h
-- include drop_foreign
-- include whole
if drop_foreign(KEYS[1], 'hash') then return HINT_MENDED end
local left, till, gone = unpack(redis.call('HMGET', KEYS[1], 'left', 'till', 'gone'))
if whole(gone) then return 2 end
left = whole(left) or 0
if left == 0 or left > WINDOW_MOST or (whole(till) or 0) <= tonumber(ARGV[1]) then return 0 end
redis.call('HINCRBY', KEYS[1], 'left', -1)
return 1
