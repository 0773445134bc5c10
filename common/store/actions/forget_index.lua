-- SPDX-License-Identifier: Apache-2.0
-- The customer has no index any more (common/store/action_index.h).
-- include common/store/keys.h
-- include proto/action_names.h
local function forget_index(log, customer)
  local list = log .. KEYS_LOG_CUSTOMER .. customer .. KEYS_LOG_ACTION
  for action = 1, ACTION_COUNT do redis.call('UNLINK', list .. action) end
  redis.call('HDEL', log .. KEYS_LOG_INDEXED, customer)
end
