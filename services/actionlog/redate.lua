-- SPDX-License-Identifier: Apache-2.0
-- Dates the rows at the log's end that are of the future, and the activities of relations that are, to now,
-- 50 of each: they have happened by now. The oldest go first, so that the log stays in the order of time.
-- Returns how many are still to come.
-- include common/store/row_time.h
-- include time_of
-- include parts/halve
local log, activity = unpack(KEYS)
local now = math.max(ARGV[1], redis.call('TIME')[1] * 1000)
local limit, count = now + ROW_TIME_AHEAD, redis.call('LLEN', log)
local first = halve(count, function(place) return time_of(redis.call('LINDEX', log, place)) <= limit end)
local stop = math.min(first + 50, count)
for place = first, stop - 1 do
  local row = redis.call('LINDEX', log, place)
  redis.call('LSET', log, place, struct.pack(STORED_TIME_FORMAT, now) .. string.sub(row, STORED_TIME_SIZE + 1))
end
local later = string.format('(%.0f', limit)
local members = redis.call('ZRANGE', activity, later, '+inf', 'BYSCORE', 'LIMIT', 0, 50)
for _, member in ipairs(members) do redis.call('ZADD', activity, now, member) end
return count - stop + redis.call('ZCOUNT', activity, later, '+inf')
