-- SPDX-License-Identifier: Apache-2.0
-- KEYS the phrases of a staff user, the record of the call. ARGV issued, retries, id. As with fields.lua every
-- try leaves the stamp. Returns 1, or a number of phrase_results.h or once.h. What was the highest id stays so.
-- include common/store/keys.h
-- include services/crm/phrase_results.h
-- include once/judge
-- include once/stamp
local phrases, once = unpack(KEYS)
local issued, retries, id = unpack(ARGV)
local last, stamp, text = unpack(redis.call('HMGET', phrases, PHRASES_LAST, PHRASES_EDITED, id))
last = tonumber(last or 0) + 0 -- ends here when it is corrupt: nothing is changed
if redis.call('EXISTS', once) == 1 then return 1 end
local refused = once_judge(stamp, issued, retries)
if refused then return refused end
if not text then return PHRASE_MISSING end
once_stamp(phrases, PHRASES_EDITED, stamp, issued)
if last < tonumber(id) then redis.call('HSET', phrases, PHRASES_LAST, id) end
redis.call('HDEL', phrases, id)
redis.call('SET', once, '1', 'EX', ONCE_RECORD_S)
return 1
