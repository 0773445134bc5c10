-- SPDX-License-Identifier: Apache-2.0
-- KEYS when a member got cards, newest first (ms of Redis' clock); ARGV the most in a minute, in an hour. Counts one
-- and returns 0; or, uncounted, the ms until there is room; -1: counted, but what was there was no list. Where
-- something else than a time of the past stands, all is forgotten: it is none of ours, or the clock has jumped.
-- include drop_foreign
-- include whole
local time = redis.call('TIME')
local mended = drop_foreign(KEYS[1], 'list')
local now, wait = time[1] * 1000 + math.floor(time[2] / 1000), 0
for i, span in ipairs({60000, 3600000}) do
  local ms = whole(redis.call('LINDEX', KEYS[1], ARGV[i] - 1) or '0')
  if not ms or ms > now + 1000 then
    redis.call('DEL', KEYS[1])
    ms = 0
  end
  wait = math.max(wait, ms + span - now)
end
if wait > 0 then return wait end
redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
redis.call('PEXPIRE', KEYS[1], 3600000)
return mended and -1 or 0
