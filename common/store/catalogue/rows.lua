-- SPDX-License-Identifier: Apache-2.0
-- Reads a catalogue (common/store/catalogue.h): its rows in their order, and its stamp. One that is damaged
-- ends the script before anything is changed.
-- include common/store/catalogue.h
local function catalogue_rows(key)
  local bytes, rows = redis.call('GET', key), {}
  if not bytes then return rows, 0 end
  local stamp, at = struct.unpack(CATALOGUE_STAMP_FORMAT, bytes)
  while at <= #bytes do
    local id, parent, call, pending, size = struct.unpack(CATALOGUE_ROW_FORMAT, bytes, at)
    local name = string.sub(bytes, at + CATALOGUE_ROW_HEAD, at + CATALOGUE_ROW_HEAD + size - 1)
    if #name < size then error('a name of the catalogue is cut') end
    rows[#rows + 1] = {id = id, parent = parent, call = call, pending = pending, name = name}
    at = at + CATALOGUE_ROW_HEAD + size
  end
  return rows, stamp
end
