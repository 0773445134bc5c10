-- SPDX-License-Identifier: Apache-2.0
-- include relation/findings
local cursor, entries = unpack(redis.call('HSCAN', KEYS[1], ARGV[2], 'COUNT', 200))
found[1] = tonumber(cursor)
for i = 1, #entries, 2 do
  local key = ARGV[3] .. entries[i]
  if redis.call('EXISTS', key) == 0 and mendable('it has an entry for ', key, ', which is not there') then
    redis.call('HDEL', KEYS[1], entries[i])
  end
end
return found
