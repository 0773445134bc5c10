-- SPDX-License-Identifier: Apache-2.0
-- By halving the first of so many places, which are in order, that is no longer before what is looked for;
-- `count` when there is none.
local function halve(count, is_before)
  local low, high = 0, count
  while low < high do
    local middle = math.floor((low + high) / 2)
    if is_before(middle) then low = middle + 1 else high = middle end
  end
  return low
end
