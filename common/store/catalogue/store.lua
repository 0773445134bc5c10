-- SPDX-License-Identifier: Apache-2.0
-- Writes a catalogue: rows as catalogue_rows gives them, and a stamp.
-- include common/store/catalogue.h
local function catalogue_store(key, rows, stamp)
  local parts = {struct.pack(CATALOGUE_STAMP_FORMAT, stamp)}
  for _, row in ipairs(rows) do
    parts[#parts + 1] =
      struct.pack(CATALOGUE_ROW_FORMAT, row.id, row.parent, row.call, row.pending, #row.name) .. row.name
  end
  redis.call('SET', key, table.concat(parts))
end
