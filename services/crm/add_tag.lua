-- SPDX-License-Identifier: Apache-2.0
-- Gives a customer a tag beside those that they have. KEYS the tags of a customer, the record of the call; ARGV
-- company, tag, issued, retries. As with tags.lua every try leaves the stamp. Returns 1, or a number of once.h.
-- include common/store/keys.h
-- include once/judge
-- include once/stamp
local tagged, once = unpack(KEYS)
local company, tag, issued, retries = unpack(ARGV)
local stamp, own, stock = unpack(redis.call('HMGET', tagged, TAGGED_EDITED, company, '0'))
if redis.call('EXISTS', once) == 1 then return 1 end
local refused = once_judge(stamp, issued, retries)
if refused then return refused end
local list = own or stock or ''
redis.call('HINCRBY', tagged, TAGGED_VERSION, 1) -- ends here when it is corrupt
once_stamp(tagged, TAGGED_EDITED, stamp, issued)
redis.call('SET', once, '1', 'EX', ONCE_RECORD_S)
redis.call('HSET', tagged, company, list == '' and tag or list .. ',' .. tag)
return 1
