-- SPDX-License-Identifier: Apache-2.0
-- Counts the rows of a log (common/store/day_counts.h). Reading comes first, so that damage is met before anything
-- is written: count_read(log, day, customer, action, n) gives what count_write then takes. `day` is as "20261127".
-- include actions/counted
-- include common/store/keys.h
local function count_read(log, day, customer, action, n)
  local of_day, of_month = log .. KEYS_LOG_DAY .. day, log .. KEYS_LOG_MONTH .. string.sub(day, 1, 6)
  local total = 'd' .. string.sub(day, 7)
  local found = redis.call('HMGET', of_month, total, customer)
  local all, own = counted(found[1], action, n), counted(found[2], action, n)
  return of_month, total, all, customer, own, of_day, counted(redis.call('HGET', of_day, customer), action, n)
end
local function count_write(of_month, total, all, customer, own, of_day, own_day)
  if all ~= '' and own ~= '' and own_day ~= '' then
    redis.call('HSET', of_month, total, all, customer, own)
    redis.call('HSET', of_day, customer, own_day)
    return
  end
  for _, counter in ipairs({{of_month, total, all}, {of_month, customer, own}, {of_day, customer, own_day}}) do
    local key, field, value = unpack(counter)
    if value == '' then redis.call('HDEL', key, field) else redis.call('HSET', key, field, value) end
  end
end
