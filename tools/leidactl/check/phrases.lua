-- SPDX-License-Identifier: Apache-2.0
-- An id that is above the last one given would be given again once its phrase is deleted; where no id was given yet,
-- an import has made them all.
-- include common/store/keys.h
-- include relation/broken
local phrases = KEYS[1]
local cursor, entries = unpack(redis.call('HSCAN', phrases, ARGV[2], 'COUNT', 200))
local last, highest = redis.call('HGET', phrases, PHRASES_LAST), 0
found[1] = tonumber(cursor)
for i = 1, #entries, 2 do
  local field = entries[i]
  if string.match(field, '^[1-9]%d*$') and tonumber(field) < 2 ^ 53 then highest = math.max(highest, tonumber(field))
  elseif field ~= PHRASES_LAST and field ~= PHRASES_EDITED then broken('it has a phrase without an id: ', field) end
end
if last and (tonumber(last) or -1) < highest and mendable('its last id is ', last, ', not ', highest) then
  redis.call('HSET', phrases, PHRASES_LAST, string.format('%.0f', highest))
end
return found
