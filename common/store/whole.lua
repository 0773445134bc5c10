-- SPDX-License-Identifier: Apache-2.0
-- A number as services write it, as stored_read_number reads it: 0..2^53 - 1, digits without a zero in front. nil for
-- anything else, such as the nan, inf, 1e300 and 0x10 that tonumber takes, or nothing at all.
local function whole(stored)
  if type(stored) ~= 'string' or #stored > 16 or not string.find(stored, '^%d+$') then return nil end
  local number = tonumber(stored)
  if number >= 2 ^ 53 or string.format('%.0f', number) ~= stored then return nil end
  return number
end
