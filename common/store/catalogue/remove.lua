-- SPDX-License-Identifier: Apache-2.0
-- include catalogue/rows
-- include catalogue/store
local rows, stamp = catalogue_rows(KEYS[1])
for i, row in ipairs(rows) do
  if row.id == tonumber(ARGV[1]) then
    table.remove(rows, i)
    catalogue_store(KEYS[1], rows, stamp)
    return 1
  end
end
return 0
