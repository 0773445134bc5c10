-- SPDX-License-Identifier: Apache-2.0
-- The time of Redis, ms.
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
