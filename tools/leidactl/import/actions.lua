-- SPDX-License-Identifier: Apache-2.0
-- Rows that are later than the first of the batch give way: they come off the log and its lists, and go in
-- again among the batch.
-- include common/store/keys.h
-- include time_of
-- include parts/take_later
-- include actions/parts
-- include actions/index_rows
-- include parts/move_activities
local log = KEYS[1]
local later, id = take_later(log, time_of(ARGV[2]))
local cut = {}
for _, row in ipairs(later) do
  local action, customer = parts(row)
  local of_customer, of_action = log .. KEYS_LOG_CUSTOMER .. customer, log .. KEYS_LOG_ACTION .. action
  if not cut[of_customer] then forget_index(log, customer) end
  cut[of_customer] = (cut[of_customer] or 0) + 1
  cut[of_action] = (cut[of_action] or 0) + 1
end
for list, count in pairs(cut) do redis.call('LTRIM', list, 0, -count - 1) end

local function push(row)
  local action, customer = parts(row)
  id = id + 1
  redis.call('RPUSH', log, row)
  redis.call('RPUSH', log .. KEYS_LOG_ACTION .. action, id)
  index_rows(log, customer, redis.call('RPUSH', log .. KEYS_LOG_CUSTOMER .. customer, id), 8)
end
local at, last = 1, {}
for i = 2, #ARGV do
  local time = time_of(ARGV[i])
  while later[at] and time_of(later[at]) <= time do
    push(later[at])
    at = at + 1
  end
  push(ARGV[i])
  last[select(2, parts(ARGV[i]))] = time
end
for i = at, #later do push(later[i]) end
move_activities(last)
return id
