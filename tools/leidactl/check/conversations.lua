-- SPDX-License-Identifier: Apache-2.0
-- include relation/findings
-- include parts/is_future
local cursor, entries = unpack(redis.call('ZSCAN', KEYS[1], ARGV[2], 'COUNT', 200))
found[1] = tonumber(cursor)
for i = 1, #entries, 2 do
  local key = ARGV[3] .. entries[i]
  if redis.call('EXISTS', key) == 0 then
    if mendable('it has an entry for ', key, ', which is not there') then redis.call('ZREM', KEYS[1], entries[i]) end
  elseif is_future(entries[i + 1]) and mendable('its entry ', entries[i], ' is dated in the future') then
    redis.call('ZADD', KEYS[1], now, entries[i])
  end
end
return found
