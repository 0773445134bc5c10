-- SPDX-License-Identifier: Apache-2.0
-- Whether an item, whose name has the time when it was queued, counts as marked, since marks were lost (mend.lua).
-- include whole
local function marks_lost(marks, item)
  local lost, queued = whole(redis.call('HGET', marks, 'lost')), whole(string.match(item, ':(%d+)%-'))
  return lost and queued and queued <= lost and lost <= redis.call('TIME')[1] * 1000 + 1000
end
