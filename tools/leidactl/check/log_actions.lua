-- SPDX-License-Identifier: Apache-2.0
-- include common/store/keys.h
-- include proto/action_names.h
-- include relation/findings
-- include parts/renew
local log, begins = KEYS[1], ARGV[2] == '0'
local lists, listed, count = {}, 0, redis.call('LLEN', log)
for action = 1, ACTION_COUNT do
  lists[action] = log .. KEYS_LOG_ACTION .. action
  listed = listed + redis.call('LLEN', lists[action])
end
local wrong = begins and listed ~= count
if (not begins or wrong and mendable('its lists of actions have ', listed, ' rows, not ', count)) and
   not renew(log, lists, function(action) return lists[action] end, begins) then
  found[1] = -1
end
return found
