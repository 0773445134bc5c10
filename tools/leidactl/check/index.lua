-- SPDX-License-Identifier: Apache-2.0
-- A time that stands under an old member goes over to the relation's own.
-- include relation/findings
-- include parts/is_future
-- include relation/right_member
local order = KEYS[1]
local timed = string.match(order, ':follow$') or string.match(order, ':activity$')
local cursor, entries = unpack(redis.call('ZSCAN', order, ARGV[2], 'COUNT', 200))
found[1] = tonumber(cursor)
for i = 1, #entries, 2 do
  local member, score = entries[i], entries[i + 1]
  local id = string.match(member, '^%x%x%x%x%x%x%x%x%u(%d+)%l?$')
  local right, own = nil, nil
  if id then right, own = right_member(ARGV[3] .. id) end
  if member ~= own and mendable('no relation has its entry ', member) then
    redis.call('ZREM', order, member)
    if right and not redis.call('ZSCORE', order, own) and not redis.call('ZSCORE', order, right) then
      redis.call('ZADD', order, score, right)
      if timed then redis.call('ZADD', order .. ':aged', 0, right) end
    end
  elseif timed and is_future(score) and mendable('its entry ', member, ' is dated in the future') then
    redis.call('ZADD', order, now, member)
  end
end
return found
