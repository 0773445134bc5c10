-- SPDX-License-Identifier: Apache-2.0
-- What there is of a staff user's phrases: how many, the highest id that was ever given, and whether this text is among
-- them. Of more than PHRASES_MAX, which imports took once, nothing else is read. Ends what runs where the last id is
-- corrupt.
-- include common/store/keys.h
local function phrases_look(phrases, text)
  local fields, count, there = redis.call('HLEN', phrases), 0, false
  local highest = tonumber(redis.call('HGET', phrases, PHRASES_LAST) or 0) + 0
  if fields > PHRASES_MAX + PHRASES_FIELDS then return fields - PHRASES_FIELDS, highest, false end
  local entries = redis.call('HGETALL', phrases)
  for i = 1, #entries, 2 do
    local id = tonumber(entries[i])
    if id then count, highest, there = count + 1, math.max(highest, id), there or entries[i + 1] == text end
  end
  return count, highest, there
end
