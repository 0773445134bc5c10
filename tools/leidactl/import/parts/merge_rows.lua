-- SPDX-License-Identifier: Apache-2.0
-- Takes up to 199 rows, in the order of time, a stored one before one of its time: calls push(row, is_new)
-- for each. Gives how many there are in the new list then, and whether there are no more; or an error alone.
-- The last argument is what the step before gave. What is of the future may be dated anew while it is copied.
-- include common/store/row_time.h
-- include time_of
-- include parts/merge_names
local function merge_rows(push)
  local from, taken = unpack(redis.call('HMGET', place, 'from', 'taken'))
  from, taken = tonumber(from or 0), tonumber(taken or 0)
  if from + taken ~= tonumber(ARGV[#ARGV]) then
    return redis.error_reply('ERR another import merges rows into ' .. list)
  end
  local olds = redis.call('LRANGE', list, from, from + 198)
  local news = redis.call('LRANGE', rows, taken, taken + 198)
  local limit, old, fresh = redis.call('TIME')[1] * 1000 + ROW_TIME_AHEAD, 1, 1
  for _, row in ipairs(olds) do
    if time_of(row) > limit then
      return redis.error_reply('ERR ' .. list .. ' has rows of the future: run check --repair')
    end
  end
  while (olds[old] or news[fresh]) and old + fresh <= 200 do
    if olds[old] and (not news[fresh] or time_of(olds[old]) <= time_of(news[fresh])) then
      push(olds[old], false)
      old = old + 1
    else
      push(news[fresh], true)
      fresh = fresh + 1
    end
  end
  from, taken = from + old - 1, taken + fresh - 1
  redis.call('HSET', place, 'from', from, 'taken', taken)
  return from + taken, not olds[old] and not news[fresh] and old + fresh <= 200
end
