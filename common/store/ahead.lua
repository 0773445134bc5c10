-- SPDX-License-Identifier: Apache-2.0
-- Whether a time is of the future (common/store/row_time.h): ms, as numbers or decimal text. It asks for Redis'
-- clock only when `now`, the clock of whoever looks, does not do.
-- include common/store/row_time.h
local function ahead(time, now)
  if tonumber(time) <= now + ROW_TIME_AHEAD then return false end
  return tonumber(time) > redis.call('TIME')[1] * 1000 + ROW_TIME_AHEAD
end
