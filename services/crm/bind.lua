-- SPDX-License-Identifier: Apache-2.0
-- KEYS the relation, the sorted indexes `created` and `expected_pr`, the summaries, the record of the call, the
-- relation of the superior if there is one. ARGV age member, source, article ('' for none), how many superiors to
-- follow. Returns 2 when this call has made the relation, maybe by an earlier try; 1 when it was there before.
-- include common/store/keys.h
-- include common/store/once.h
-- include relation/leads_to
-- include relation/summarize
local rel, created, chances, summaries, once, superior = unpack(KEYS)
local member, source, article, most = unpack(ARGV)
if redis.call('HEXISTS', rel, REL_MEMBER) == 1 then return redis.call('EXISTS', once) + 1 end

-- Ends the script when a key is of another type, before anything is changed.
for _, index in ipairs({created, chances}) do redis.call('ZCARD', index) end
redis.call('HLEN', summaries)
local stands = superior and redis.call('HEXISTS', superior, REL_MEMBER) == 1 and
               leads_to(superior, string.match(rel, '%d+$'), tonumber(most)) == false

redis.call('HSET', rel, REL_MEMBER, member, REL_SOURCE, source)
if stands then redis.call('HSET', rel, REL_SUPERIOR, string.match(superior, '%d+$')) end
if article ~= '' then redis.call('HSET', rel, REL_ARTICLE, article) end
redis.call('ZADD', created, 0, member)
redis.call('ZADD', chances, redis.call('HGET', rel, REL_EXPECTED_PR) or 0, member)
summarize(rel, summaries)
redis.call('SET', once, '1', 'EX', ONCE_RECORD_S)
return 2
