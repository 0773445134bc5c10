-- SPDX-License-Identifier: Apache-2.0
-- What a script of check or of a migration gives: `found`, a number and then what it tells of. mendable()
-- tells of what is derived, and is true if that is to be mended (ARGV[1] is '1').
local found = {0}
local function mendable(...)
  found[#found + 1] = '+' .. table.concat({...})
  return ARGV[1] == '1'
end
