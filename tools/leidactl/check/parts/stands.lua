-- SPDX-License-Identifier: Apache-2.0
-- Finds an id in a list, by halving unless it stands behind the last one that was found there.
local places = {}
local function stands(list, id)
  local low, high = 0, redis.call('LLEN', list) - 1
  local middle = places[list] and places[list] + 1
  while low <= high do
    middle = middle or math.floor((low + high) / 2)
    local at = tonumber(redis.call('LINDEX', list, middle)) or 0
    if at == id then
      places[list] = middle
      return true
    end
    if at > 0 and at < id then low = middle + 1 else high = middle - 1 end
    middle = nil
  end
end
