-- SPDX-License-Identifier: Apache-2.0
-- A follow-up: a note, the time, and a field's new value if the note tells of one. The summaries are given where
-- the field is one of them. Returns 1, 0 without a relation, or a number of once.h.
-- include common/store/keys.h
-- include move
-- include once/judge
-- include once/find
-- include once/fence
-- include relation/summarize
local rel, follow, aged, chances, notes, summaries = unpack(KEYS)
local now, note, issued, retries, field, value = unpack(ARGV)
local relation = redis.call('HMGET', rel, REL_MEMBER, REL_FENCED)
local member, stamp = relation[1], relation[2]
if not member then return 0 end

-- Ends the script when a key is of another type, before anything is changed.
for _, set in ipairs({follow, aged, chances}) do redis.call('ZSCORE', set, member) end
redis.call('LLEN', notes)
if summaries then redis.call('HLEN', summaries) end

local refused = once_judge(stamp, issued, retries)
if refused then return refused end
local found = retries ~= '0' and once_find(notes, STORED_NOTE_TIME, note, issued, now)
if found then return found == ONCE_LATE and ONCE_LATE or 1 end
once_fence(rel, REL_FENCED, stamp, issued, retries)

if field then redis.call('HSET', rel, field, value) end
if field == REL_EXPECTED_PR then redis.call('ZADD', chances, value, member) end
move(follow, aged, member, now)
redis.call('RPUSH', notes, note)
if summaries then summarize(rel, summaries) end
return 1
