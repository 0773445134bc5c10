-- SPDX-License-Identifier: Apache-2.0
-- Dates rows of the future, which future.lua has found, and 50 of the activities of relations that are, to `now`:
-- they have happened by now. Each row is counted on `today` instead of its day; behind `first`, its place, stand a time
-- and a day for each row. One that has another time by now is left. Returns how many activities are still to come.
-- include common/store/row_time.h
-- include time_of
-- include actions/parts
-- include actions/count
local log, activity = unpack(KEYS)
local now, today, first = unpack(ARGV)
local packed = struct.pack(STORED_TIME_FORMAT, now)
for i = 4, #ARGV, 2 do
  local place = first + (i - 4) / 2
  local row = redis.call('LINDEX', log, place)
  if row and time_of(row) == tonumber(ARGV[i]) then
    local action, customer = parts(row)
    local off = {count_read(log, ARGV[i + 1], customer, action, -1)}
    count_read(log, today, customer, action, 1) -- is not damaged either
    count_write(unpack(off))
    count_write(count_read(log, today, customer, action, 1))
    redis.call('LSET', log, place, packed .. string.sub(row, STORED_TIME_SIZE + 1))
  end
end
local later = string.format('(%.0f', now + ROW_TIME_AHEAD)
local members = redis.call('ZRANGE', activity, later, '+inf', 'BYSCORE', 'LIMIT', 0, 50)
for _, member in ipairs(members) do redis.call('ZADD', activity, now, member) end
return redis.call('ZCOUNT', activity, later, '+inf')
