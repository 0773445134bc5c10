-- SPDX-License-Identifier: Apache-2.0
-- Lets a tag and its group be seen. KEYS catalogue; ARGV call, the tag's id. Gives 1, or ONCE_LATE when the tag
-- was given up meanwhile.
-- include common/store/once.h
-- include catalogue/rows
-- include catalogue/store
local rows, stamp = catalogue_rows(KEYS[1])
local tag
for _, row in ipairs(rows) do
  if row.id == tonumber(ARGV[2]) and row.call == ARGV[1] then tag = row end
end
if not tag then return ONCE_LATE end
if tag.pending == 0 then return 1 end
for _, row in ipairs(rows) do
  if row.id == tag.id or row.id == tag.parent then row.pending = 0 end
end
catalogue_store(KEYS[1], rows, stamp)
return 1
