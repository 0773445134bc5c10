-- SPDX-License-Identifier: Apache-2.0
-- include catalogue/rows
-- include catalogue/store
-- include catalogue/live
local good, all, stamp = pcall(catalogue_rows, KEYS[1])
if not good then return {} end
local rows = catalogue_live(all)
if ARGV[1] == '1' and #rows < #all then catalogue_store(KEYS[1], rows, stamp) end
for i, row in ipairs(rows) do rows[i] = row.id end
return rows
