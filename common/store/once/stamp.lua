-- SPDX-License-Identifier: Apache-2.0
-- Raises a stamp, a field of a hash whose value is `stamp`, to `issued`.
local function once_stamp(hash, field, stamp, issued)
  if not stamp or tonumber(stamp) < tonumber(issued) then redis.call('HSET', hash, field, issued) end
end
