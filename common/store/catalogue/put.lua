-- SPDX-License-Identifier: Apache-2.0
-- include catalogue/rows
-- include catalogue/store
-- include catalogue/live
local all, stamp = catalogue_rows(KEYS[1])
local rows = catalogue_live(all)
local id, parent, name = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local row
local place = #rows + 1
for i, one in ipairs(rows) do
  if one.id == id then row = one end
  if one.id > id and i < place then place = i end
end
if row and row.parent == parent and row.name == name and row.pending == 0 then return 0 end
if not row then
  if #rows >= CATALOGUE_TAGS_MAX then return CATALOGUE_FULL end
  row = {id = id, call = string.rep('\0', 8)}
  table.insert(rows, place, row)
end
row.parent, row.name, row.pending = parent, name, 0
catalogue_store(KEYS[1], rows, stamp)
return 1
