-- SPDX-License-Identifier: Apache-2.0
-- include relation/broken
-- include parts/is_future
-- include time_of
local from = tonumber(ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 0 then
  broken('there is no relation for it')
  return found
end
local rows = redis.call('LRANGE', KEYS[2], from, from + 199)
for i, row in ipairs(rows) do
  if #row < STORED_NOTE_HEAD then
    broken('row ', from + i, ' is damaged')
  elseif is_future(time_of(row)) and mendable('row ', from + i, ' is dated in the future') then
    redis.call('LSET', KEYS[2], from + i - 1, struct.pack(STORED_TIME_FORMAT, now) .. row:sub(STORED_TIME_SIZE + 1))
  end
end
if #rows == 200 then found[1] = from + 200 end
return found
