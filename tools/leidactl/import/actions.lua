-- SPDX-License-Identifier: Apache-2.0
-- Rows that are later than the first of the batch give way: they come off the log and its lists, and go in
-- again among the batch. New ones are counted on their days; the mark of what get_new_log has given follows its row.
-- include common/store/keys.h
-- include time_of
-- include parts/take_later
-- include actions/parts
-- include actions/index_rows
-- include actions/count_many
-- include parts/move_activities
local log, hashes = KEYS[1], {}
for i = 2, #ARGV, 2 do
  local action, customer = parts(ARGV[i])
  count_add(hashes, log, ARGV[i + 1], customer, action)
end
local counters = count_prepare(hashes)
local later, id = take_later(log, time_of(ARGV[2]))
local cut, kept = {}, id
for _, row in ipairs(later) do
  local action, customer = parts(row)
  local of_customer, of_action = log .. KEYS_LOG_CUSTOMER .. customer, log .. KEYS_LOG_ACTION .. action
  if not cut[of_customer] then forget_index(log, customer) end
  cut[of_customer] = (cut[of_customer] or 0) + 1
  cut[of_action] = (cut[of_action] or 0) + 1
end
for list, count in pairs(cut) do redis.call('LTRIM', list, 0, -count - 1) end

local read = tonumber(redis.call('HGET', log .. KEYS_LOG_GIVEN, LOG_GIVEN_READ) or 0)
local function push(row)
  local action, customer = parts(row)
  id = id + 1
  redis.call('RPUSH', log, row)
  redis.call('RPUSH', log .. KEYS_LOG_ACTION .. action, id)
  index_rows(log, customer, redis.call('RPUSH', log .. KEYS_LOG_CUSTOMER .. customer, id), 8)
  return customer
end
local at, last = 1, {}
local function push_later()
  push(later[at])
  if kept + at == read then redis.call('HSET', log .. KEYS_LOG_GIVEN, LOG_GIVEN_READ, id) end
  at = at + 1
end
for i = 2, #ARGV, 2 do
  local time = time_of(ARGV[i])
  while later[at] and time_of(later[at]) <= time do push_later() end
  last[push(ARGV[i])] = time
end
while later[at] do push_later() end
count_apply(counters)
move_activities(last)
return id
