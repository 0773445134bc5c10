-- SPDX-License-Identifier: Apache-2.0
-- KEYS the phrases of a staff user, the record of the call. ARGV issued, retries, text. As with fields.lua every
-- try leaves the stamp. Returns 1, or a number of phrase_results.h or once.h. An id is never given again: it is above
-- all that are there and above the last that was given.
-- include common/store/keys.h
-- include services/crm/phrase_results.h
-- include once/judge
-- include once/stamp
-- include phrases/look
local phrases, once = unpack(KEYS)
local issued, retries, text = unpack(ARGV)
local count, highest, there = phrases_look(phrases, text) -- what is corrupt ends here: nothing is changed
local stamp = redis.call('HGET', phrases, PHRASES_EDITED)
if highest > 2 ^ 53 - 1 then return redis.error_reply('ERR no id of a phrase') end

if redis.call('EXISTS', once) == 1 then return 1 end
local refused = once_judge(stamp, issued, retries)
if refused then return refused end
once_stamp(phrases, PHRASES_EDITED, stamp, issued)
if there then return PHRASE_THERE end
if count >= PHRASES_MAX or highest == 2 ^ 53 - 1 then return PHRASES_FULL end
local id = string.format('%.0f', highest + 1)
redis.call('HSET', phrases, id, text, PHRASES_LAST, id)
redis.call('SET', once, '1', 'EX', ONCE_RECORD_S)
return 1
