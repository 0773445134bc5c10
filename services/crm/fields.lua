-- SPDX-License-Identifier: Apache-2.0
-- KEYS the relation, the record of the call, the summaries, the relation of the superior if there is one.
-- ARGV issued, retries, then field, value, field, value … ('' removes). Every try leaves the stamp, so that a
-- late one does not undo what was issued after it, even if no other try of it was applied. Returns 1, 0
-- without a relation, 2 for a superior above whom the customer stands, 3 for one with so many superiors that this is
-- not known, or a number of once.h.
-- include common/store/keys.h
-- include once/judge
-- include once/stamp
-- include relation/leads_to
-- include relation/summarize
local rel, once, summaries, superior = unpack(KEYS)
local issued, retries = ARGV[1], ARGV[2]
local relation = redis.call('HMGET', rel, REL_MEMBER, REL_EDITED)
redis.call('HLEN', summaries) -- these two end here what is corrupt: nothing is changed
local circle = false
if superior then circle = leads_to(superior, string.match(rel, '%d+$')) end
local stamp = relation[2]
if not relation[1] then return 0 end
if redis.call('EXISTS', once) == 1 then return 1 end
local refused = once_judge(stamp, issued, retries)
if refused then return refused end
once_stamp(rel, REL_EDITED, stamp, issued)
if superior and redis.call('HEXISTS', superior, REL_MEMBER) == 0 then return 0 end
if circle then return 2 end
if circle == nil then return 3 end
redis.call('SET', once, '1', 'EX', ONCE_RECORD_S)

local set, clear = {}, {}
for i = 3, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    clear[#clear + 1] = ARGV[i]
  else
    set[#set + 1] = ARGV[i]
    set[#set + 1] = ARGV[i + 1]
  end
end
if #set > 0 then redis.call('HSET', rel, unpack(set)) end
if #clear > 0 then redis.call('HDEL', rel, unpack(clear)) end
summarize(rel, summaries)
return 1
