-- SPDX-License-Identifier: Apache-2.0
-- Marks that are of another type are taken away, and with them what was marked: nobody knows which messages of the
-- items that were there by then have gone. It is kept, ms by Redis' clock, and each of them counts as marked from then
-- on.
-- include drop_foreign
-- include whole
local function marks_mend(marks)
  if not drop_foreign(marks, 'hash') then return false end
  local time = redis.call('TIME')
  redis.call('HSET', marks, 'lost', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
  return true
end
-- Whether that is so of an item, whose name has the time when it was queued.
local function marks_lost(marks, item)
  local lost, queued = whole(redis.call('HGET', marks, 'lost')), whole(string.match(item, ':(%d+)%-'))
  return lost and queued and queued <= lost and lost <= redis.call('TIME')[1] * 1000 + 1000
end
