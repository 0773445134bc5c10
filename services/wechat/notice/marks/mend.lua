-- SPDX-License-Identifier: Apache-2.0
-- Marks that are of another type are taken away, and with them what was marked: nobody knows which messages of the
-- items that were there by then have gone. It is kept, ms by Redis' clock, and each of them counts as marked from then
-- on.
-- include drop_foreign
local function marks_mend(marks)
  if not drop_foreign(marks, 'hash') then return false end
  local time = redis.call('TIME')
  redis.call('HSET', marks, 'lost', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
  return true
end
