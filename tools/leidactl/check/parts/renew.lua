-- SPDX-License-Identifier: Apache-2.0
-- Makes lists of ids anew from the whole log, 400 rows a step; true when they have taken the place of the old
-- ones. `begins` at the first step. All lists of actions together have names of their own, lest the renewal
-- of one of them should get in between. What the services append meanwhile comes in with the last step.
-- include actions/parts
local function renew(log, lists, list_of, begins)
  local new = #lists > 1 and ':new:all' or ':new'
  local place = lists[1] .. new .. ':at'
  for _, list in ipairs(begins and lists or {}) do redis.call('UNLINK', list .. new, place) end
  local from = tonumber(redis.call('GET', place) or 0)
  local rows = redis.call('LRANGE', log, from, from + 399)
  for i, row in ipairs(rows) do
    local list = #row >= STORED_ACTION_HEAD and list_of(parts(row))
    if list then redis.call('RPUSH', list .. new, from + i) end
  end
  redis.call('SET', place, from + #rows)
  if #rows == 400 then return false end
  redis.call('UNLINK', place, unpack(lists))
  for _, list in ipairs(lists) do
    if redis.call('EXISTS', list .. new) == 1 then redis.call('RENAME', list .. new, list) end
  end
  return true
end
