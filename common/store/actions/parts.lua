-- SPDX-License-Identifier: Apache-2.0
-- The action of a row of the log, a number, and its customer, a text.
-- include common/store/stored.h
local function parts(row)
  local action, customer = struct.unpack(STORED_ACTION_OF_FORMAT, row, STORED_ACTION_OF + 1)
  return action, string.format('%.0f', customer)
end
