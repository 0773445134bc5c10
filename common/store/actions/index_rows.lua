-- SPDX-License-Identifier: Apache-2.0
-- Brings the customer's index (common/store/action_index.h) on by up to `most` rows of the `count` that there are;
-- returns how many are still to come.
-- include actions/rows_of
-- include actions/forget_index
-- include common/store/stored.h
local function index_rows(log, customer, count, most)
  if count <= ACTION_INDEX_FROM then return 0 end
  local indexed, list = log .. KEYS_LOG_INDEXED, log .. KEYS_LOG_CUSTOMER .. customer
  local covered = tonumber(redis.call('HGET', indexed, customer) or 0)
  if covered > count then
    forget_index(log, customer)
    covered = 0
  end
  local ids = redis.call('LRANGE', list, covered, covered + most - 1)
  local rows = rows_of(log, ids)
  for i, row in ipairs(rows) do
    redis.call('RPUSH', list .. KEYS_LOG_ACTION .. string.byte(row, STORED_ACTION_OF + 1), ids[i])
  end
  redis.call('HSET', indexed, customer, covered + #rows)
  return count - covered - #rows
end
