-- SPDX-License-Identifier: Apache-2.0
-- KEYS a window; ARGV when they left the account (ms). Returns 1; HINT_MENDED: what was there was none. Nothing when
-- they gave a sign then or since; what clocks that differ do not explain is none.
-- include services/wechat/core/hint.h
-- include services/wechat/notice/window.h
-- include drop_foreign
-- include whole
local latest = redis.call('TIME')[1] * 1000 + WINDOW_CLOCKS_MS
local mended = drop_foreign(KEYS[1], 'hash')
for _, sign in ipairs({'said', 'did'}) do
  local at = whole(redis.call('HGET', KEYS[1], sign)) or 0
  if at >= tonumber(ARGV[1]) and at <= latest then return 1 end
end
redis.call('HDEL', KEYS[1], 'left', 'till', 'said', 'did')
redis.call('HSET', KEYS[1], 'gone', ARGV[1])
redis.call('PERSIST', KEYS[1])
return mended and HINT_MENDED or 1
