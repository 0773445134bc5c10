-- SPDX-License-Identifier: Apache-2.0
-- The facts first: the source is part of the member.
-- include common/store/keys.h
-- include relation/summarize
local rel = KEYS[1]
local old = redis.call('HGET', rel, REL_MEMBER)
if not old then redis.call('HSET', rel, REL_SOURCE, 1) end
local changed = 0
for i = 5, #ARGV, 2 do
  local before = redis.call('HGET', rel, ARGV[i]) or ''
  if before ~= ARGV[i + 1] then changed = 1 end
  if ARGV[i + 1] == '' then redis.call('HDEL', rel, ARGV[i])
  else redis.call('HSET', rel, ARGV[i], ARGV[i + 1]) end
end
local member = old and string.match(old, '^%x+%u%d+')
if not old or ARGV[2] == '1' then member = ARGV[1] end
local source = tonumber(redis.call('HGET', rel, REL_SOURCE) or 0)
if source > 0 then member = member .. string.char(96 + source) end
redis.call('HSET', rel, REL_MEMBER, member)
if old ~= member then changed = 1 end
if old and old ~= member then
  for i = 2, 7 do
    local score = redis.call('ZSCORE', KEYS[i], old)
    if score then
      redis.call('ZREM', KEYS[i], old)
      redis.call('ZADD', KEYS[i], score, member)
    end
  end
end
local function place(index, ...) changed = changed + redis.call('ZADD', index, ...) end
place(KEYS[2], 'CH', 0, member)
place(KEYS[3], 'CH', redis.call('HGET', rel, REL_EXPECTED_PR) or 0, member)
for i = 3, 4 do
  if ARGV[i] ~= '' then
    place(KEYS[i + 1], 'GT', 'CH', ARGV[i], member)
    place(KEYS[i + 3], 'CH', 0, member)
  end
end
summarize(rel, KEYS[8])
return changed
