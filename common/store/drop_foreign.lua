-- SPDX-License-Identifier: Apache-2.0
-- A key of another type than the one it shall be of is none of ours: takes it away. Returns whether it was one.
local function drop_foreign(key, wanted)
  local found = redis.call('TYPE', key).ok
  if found == wanted or found == 'none' then return false end
  redis.call('DEL', key)
  return true
end
