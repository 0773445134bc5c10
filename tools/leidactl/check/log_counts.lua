-- SPDX-License-Identifier: Apache-2.0
-- Judges fields of counters by what the first `length` rows of the log come to, of which `last` is the last, and by the
-- rows behind them. Gives -1 when the log is not that one any more, or has too many rows behind them for one run.
-- include common/store/keys.h
-- include relation/findings
-- include time_of
-- include actions/parts
-- include actions/counted
-- include common/store/day_counts.h
local log, counters = unpack(KEYS)
local length, last = tonumber(ARGV[2]), ARGV[3]
local count = redis.call('LLEN', log)
if count < length or count > length + 1000 then return {-1} end
if length > 0 and redis.call('LINDEX', log, length - 1) ~= last then return {-1} end

local all, by_customer = {}, {}
for _, row in ipairs(count > length and redis.call('LRANGE', log, length, -1) or {}) do
  if #row >= STORED_ACTION_HEAD then
    local action, customer = parts(row)
    local entry = {time_of(row), action}
    by_customer[customer] = by_customer[customer] or {}
    table.insert(by_customer[customer], entry)
    table.insert(all, entry)
  end
end
local function ordered(value)
  local numbers = {}
  for at = 1, #value, DAY_COUNT_SIZE do numbers[#numbers + 1] = string.sub(value, at, at + DAY_COUNT_SIZE - 1) end
  table.sort(numbers)
  return table.concat(numbers)
end
for i = 4, #ARGV, 4 do
  local field, expected, from, to = unpack(ARGV, i, i + 3)
  for _, entry in ipairs(string.sub(field, 1, 1) == 'd' and all or by_customer[field] or {}) do
    if entry[1] >= tonumber(from) and entry[1] < tonumber(to) then expected = counted(expected, entry[2], 1) end
  end
  if ordered(redis.call('HGET', counters, field) or '') ~= ordered(expected) and
     mendable('its field ', field, ' is not what the log comes to') then
    if expected == '' then redis.call('HDEL', counters, field) else redis.call('HSET', counters, field, expected) end
  end
end
return found
