-- SPDX-License-Identifier: Apache-2.0
-- KEYS the tags of a customer, the record of the call. As with fields.lua every try leaves the stamp. Returns
-- 1, or a number of once.h.
-- include common/store/keys.h
-- include once/judge
-- include once/stamp
local tagged, once = unpack(KEYS)
local company, tags, issued, retries = unpack(ARGV)
local stamp = redis.call('HGET', tagged, TAGGED_EDITED)
if redis.call('EXISTS', once) == 1 then return 1 end
local refused = once_judge(stamp, issued, retries)
if refused then return refused end
redis.call('HINCRBY', tagged, TAGGED_VERSION, 1) -- ends here when it is corrupt
once_stamp(tagged, TAGGED_EDITED, stamp, issued)
redis.call('SET', once, '1', 'EX', ONCE_RECORD_S)
redis.call('HSET', tagged, company, tags)
return 1
