-- SPDX-License-Identifier: Apache-2.0
-- include catalogue/rows
local rows, stamp = catalogue_rows(KEYS[1])
local id, parent, name = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local row
for _, one in ipairs(rows) do
  if one.id == id then row = one end
end
if row and row.parent == parent and row.name == name and row.pending == 0 then return 0 end
if not row then
  if #rows >= CATALOGUE_TAGS_MAX then
    return redis.error_reply('ERR ' .. KEYS[1] .. ' has ' .. #rows .. ' tags, as many as it may')
  end
  row = {id = id, call = string.rep('\0', 8)}
  rows[#rows + 1] = row
end
row.parent, row.name, row.pending = parent, name, 0
catalogue_store(KEYS[1], rows, stamp)
return 1
