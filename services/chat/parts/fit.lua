-- SPDX-License-Identifier: Apache-2.0
-- Adds up the sizes of rows, a block at a time, and says how many of those at first..last of the list fit
-- into `left` bytes, each with `cost` on top: counted from the end when `newest`, at least one. The rows are
-- given to `take`.
local function fit(msgs, first, last, left, cost, newest, take)
  local count = 0
  while first <= last do
    local from = newest and math.max(first, last - 15) or first
    local block = redis.call('LRANGE', msgs, from, math.min(last, from + 15))
    if #block == 0 then break end
    for i = 1, #block do
      local row = block[newest and #block + 1 - i or i]
      left = left - #row - cost
      if left < 0 and count > 0 then return count end
      count = count + 1
      if take then take(count, row) end
    end
    if newest then last = from - 1 else first = from + 16 end
  end
  return count
end
