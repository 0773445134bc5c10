-- SPDX-License-Identifier: Apache-2.0
-- Gives out the rows behind the mark, up to `most`, and moves it: returns {rows before them, rows}, or a number of
-- once.h. A call is given one range once: a later try gets what an earlier one did. That there was nothing is
-- remembered for later tries too, lest one of them that comes late should take what nobody waits for any more.
-- include common/store/keys.h
-- include once/judge
-- include once/fence
local given, log, once = unpack(KEYS)
local most, issued, retries = unpack(ARGV)
local read, stamp = unpack(redis.call('HMGET', given, LOG_GIVEN_READ, LOG_GIVEN_FENCED))
local refused = once_judge(stamp, issued, retries)
if refused then return refused end

local count = redis.call('LLEN', log)
local from = tonumber(string.match(read or '0', '^%d+$'))
if not from or from > count or read and tonumber(read) ~= 0 and string.sub(read, 1, 1) == '0' then
  return redis.error_reply('ERR the mark is none of the log')
end
local to = math.min(from + most, count)
local known = retries ~= '0' and redis.call('GET', once)
if known then
  from, to = string.match(known, '^(%d+) (%d+)$')
  if not from then return redis.error_reply('ERR no record of a call') end
else
  once_fence(given, LOG_GIVEN_FENCED, stamp, issued, retries)
  if to > from or retries ~= '0' then
    redis.call('SET', once, string.format('%.0f %.0f', from, to), 'EX', ONCE_RECORD_S)
  end
  if to > from then redis.call('HSET', given, LOG_GIVEN_READ, to) end
end
return {tonumber(from), tonumber(to) > tonumber(from) and redis.call('LRANGE', log, from, to - 1) or {}}
