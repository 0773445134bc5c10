-- SPDX-License-Identifier: Apache-2.0
-- KEYS the phrases of a staff user, the record of the call. ARGV issued, retries, text. As with fields.lua every
-- try leaves the stamp. Returns 1, or a number of phrase_results.h or once.h. An id is never given again: it is above
-- all that are there and above the last that was given.
-- include common/store/keys.h
-- include services/crm/phrase_results.h
-- include once/judge
-- include once/stamp
local phrases, once = unpack(KEYS)
local issued, retries, text = unpack(ARGV)
local last, stamp = unpack(redis.call('HMGET', phrases, PHRASES_LAST, PHRASES_EDITED))
local count, highest = 0, tonumber(last or 0) + 0 -- ends here when it is corrupt: nothing is changed
if redis.call('EXISTS', once) == 1 then return 1 end
local refused = once_judge(stamp, issued, retries)
if refused then return refused end
once_stamp(phrases, PHRASES_EDITED, stamp, issued)
if redis.call('HLEN', phrases) > PHRASES_MAX + PHRASES_FIELDS then return PHRASES_FULL end
local entries = redis.call('HGETALL', phrases)
for i = 1, #entries, 2 do
  local id = tonumber(entries[i])
  if id and entries[i + 1] == text then return PHRASE_THERE end
  if id then count, highest = count + 1, math.max(highest, id) end
end
if count >= PHRASES_MAX or highest >= 2 ^ 53 - 1 then return PHRASES_FULL end -- that is the largest id there is
local id = string.format('%.0f', highest + 1)
redis.call('HSET', phrases, id, text, PHRASES_LAST, id)
redis.call('SET', once, '1', 'EX', ONCE_RECORD_S)
return 1
