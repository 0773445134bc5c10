-- SPDX-License-Identifier: Apache-2.0
-- What is derived of a relation, found and made anew from its hash in one run: for `leidactl check`, and for
-- what brings an older store forward (decision 0028). KEYS relation, the sorted indexes in the order of
-- relation_order_t, summaries, messages (or none: whether they are there is not asked then); ARGV[1] '1' to
-- mend, ARGV[2] customer id. Gives `found`.
-- include relation/broken
-- include relation/leads_to
-- include relation/right_member
-- include relation/summary_of
local rel, created, pr, follow, activity, follow_aged, activity_aged, summaries, msgs = unpack(KEYS)
local stands -- the member that it has in the sorted indexes
local function place(index, name, score)
  local at = redis.call('ZSCORE', index, stands)
  if not score then
    if at and mendable('it is in the order ', name, ' without a time') then
      redis.call('ZREM', index, stands)
    end
  elseif tonumber(at) ~= score and
         mendable('it is at ', at or 'no place', ' of the order ', name, ', not ', score) then
    redis.call('ZADD', index, score, stands)
  end
end
local function take_member(member)
  redis.call('HSET', rel, REL_MEMBER, member)
  for i = 2, 7 do
    local score = redis.call('ZSCORE', KEYS[i], stands)
    if score then redis.call('ZADD', KEYS[i], score, member) end
    redis.call('ZREM', KEYS[i], stands)
  end
  stands = member
end
local function check_summary()
  local summary = summary_of(rel)
  if (redis.call('HGET', summaries, ARGV[2]) or nil) == summary or
     not mendable('its summary is out of date') then return end
  if summary then redis.call('HSET', summaries, ARGV[2], summary)
  else redis.call('HDEL', summaries, ARGV[2]) end
end
local function check_relation()
  local member, own = right_member(rel)
  if not member then
    broken(own and 'its member ' .. own .. ' is damaged' or 'it has no member')
    return found
  end
  stands = own
  if own ~= member and mendable('its member is ', own, ', not ', member) then take_member(member) end
  local sent, read_u, read_c, expected, superior =
    unpack(redis.call('HMGET', rel, REL_SENT, REL_READ_USER, REL_READ_CUSTOMER, REL_EXPECTED_PR, REL_SUPERIOR))
  place(created, 'created', 0)
  place(pr, 'expected_pr', tonumber(expected or 0))
  place(follow_aged, 'follow:aged', redis.call('ZSCORE', follow, stands) and 0)
  place(activity_aged, 'activity:aged', redis.call('ZSCORE', activity, stands) and 0)
  check_summary()
  if superior and leads_to(keys_beside(rel) .. superior, ARGV[2]) then broken('its superiors lead back to it') end
  if msgs and redis.call('EXISTS', msgs) == 0 and math.max(sent or 0, read_u or 0, read_c or 0) > 0 then
    broken('its messages are gone')
  end
  return found
end
