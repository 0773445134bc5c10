-- SPDX-License-Identifier: Apache-2.0
-- Takes off a list of rows kept by time, actions or notes, what is later than `time`: gives it, oldest first,
-- and how many rows are left.
-- include time_of
local function take_later(key, time)
  local later, kept = {}, redis.call('LLEN', key)
  local done = false
  while kept > 0 and not done do
    local rows = redis.call('LRANGE', key, math.max(0, kept - 500), kept - 1)
    for i = #rows, 1, -1 do
      done = time_of(rows[i]) <= time
      if done then break end
      later[#later + 1] = rows[i]
      kept = kept - 1
    end
  end
  if #later > 0 then redis.call('LTRIM', key, 0, -#later - 1) end
  for i = 1, #later / 2 do later[i], later[#later + 1 - i] = later[#later + 1 - i], later[i] end
  return later, kept
end
