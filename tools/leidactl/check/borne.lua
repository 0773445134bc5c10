-- SPDX-License-Identifier: Apache-2.0
-- Who bears one tag. KEYS bearers; ARGV[2] cursor, ARGV[3] tag, ARGV[4] key of the index. With the first slice the
-- number of them that the index has.
-- include relation/findings
-- include tags/known
local tag, tags = ARGV[3], ARGV[4]
local cursor, entries = unpack(redis.call('ZSCAN', KEYS[1], ARGV[2], 'COUNT', 200))
found[1] = tonumber(cursor)
for i = 1, #entries, 2 do
  local _, _, list = tags_known(tags .. KEYS_TAGS_OF, entries[i])
  local bears = list and string.find(',' .. list .. ',', ',' .. tag .. ',', 1, true)
  if not bears and mendable('customer ', entries[i], ' does not bear it') then
    redis.call('ZREM', KEYS[1], entries[i])
    tags_count(tags, tag)
  end
end
if ARGV[2] == '0' and tonumber(redis.call('ZSCORE', tags, tag) or 0) ~= redis.call('ZCARD', KEYS[1]) and
   mendable('its number in ', tags, ' is wrong') then
  tags_count(tags, tag)
end
return found
