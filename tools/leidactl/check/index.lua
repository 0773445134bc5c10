-- SPDX-License-Identifier: Apache-2.0
-- A time that stands under an old member goes over to the relation's own.
-- include relation/findings
-- include parts/is_future
-- include relation/right_member
local index = KEYS[1]
local timed = string.match(index, ':follow$') or string.match(index, ':activity$')
local cursor, entries = unpack(redis.call('ZSCAN', index, ARGV[2], 'COUNT', 200))
found[1] = tonumber(cursor)
for i = 1, #entries, 2 do
  local member, score = entries[i], entries[i + 1]
  local id = string.match(member, '^%x%x%x%x%x%x%x%x%u(%d+)%l?$')
  local right, own = nil, nil
  if id then right, own = right_member(ARGV[3] .. id) end
  if member ~= own and mendable('no relation has its entry ', member) then
    redis.call('ZREM', index, member)
    if right and not redis.call('ZSCORE', index, own) and not redis.call('ZSCORE', index, right) then
      redis.call('ZADD', index, score, right)
      if timed then redis.call('ZADD', index .. ':aged', 0, right) end
    end
  elseif timed and is_future(score) and mendable('its entry ', member, ' is dated in the future') then
    redis.call('ZADD', index, now, member)
  end
end
return found
