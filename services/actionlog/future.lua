-- SPDX-License-Identifier: Apache-2.0
-- Looks for the rows at the log's end that are of the future: returns {now, place of the first, up to 25 times}. `now`
-- is not before the row in front of them, so that the log stays in the order of time.
-- include common/store/row_time.h
-- include time_of
-- include actions/halve
local log = KEYS[1]
local now = math.max(ARGV[1], redis.call('TIME')[1] * 1000)
local limit = now + ROW_TIME_AHEAD
local first = halve(redis.call('LLEN', log), function(place)
  return time_of(redis.call('LINDEX', log, place)) <= limit
end)
if first > 0 then now = math.max(now, time_of(redis.call('LINDEX', log, first - 1))) end
local times = {}
for i, row in ipairs(redis.call('LRANGE', log, first, first + 24)) do times[i] = time_of(row) end
return {now, first, times}
