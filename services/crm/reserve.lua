-- SPDX-License-Identifier: Apache-2.0
-- Puts a new tag into the catalogue of a company, not to be seen yet, in the group for such tags, which is put
-- in too if neither the company nor the stock has one. KEYS catalogue; ARGV call, issued, retries, the first of
-- two ids, the stock's group or 0, name. Gives the tag's id and the group's, 0 if that is the stock's; or 0 when
-- the name is taken, CATALOGUE_FULL, or a number of once.h.
-- include catalogue/rows
-- include catalogue/store
-- include catalogue/live
-- include once/judge
local call, issued, retries, id, stock, name = unpack(ARGV)
local all, stamp = catalogue_rows(KEYS[1])
local rows, now = catalogue_live(all, call, name)
local group, own, taken = nil, nil, false
for _, row in ipairs(rows) do
  if row.call == call and row.name == name then own = row end
  if row.parent == 0 and row.name == CATALOGUE_CUSTOM then group = row end
  taken = taken or row.name == name
end
if own then return {own.id, group and own.parent == group.id and group.id or 0} end
local refused = once_judge(stamp, issued, retries)
if refused then return refused end
if retries ~= '0' and tonumber(issued) > stamp then
  stamp = tonumber(issued)
  catalogue_store(KEYS[1], all, stamp)
end
if taken then return 0 end
local makes_group = not group and stock == '0'
if #rows + (makes_group and 2 or 1) > CATALOGUE_TAGS_MAX then return CATALOGUE_FULL end
if makes_group then
  group = {id = id + 1, parent = 0, call = call, pending = now, name = CATALOGUE_CUSTOM}
  rows[#rows + 1] = group
end
local parent = group and group.id or tonumber(stock)
rows[#rows + 1] = {id = tonumber(id), parent = parent, call = call, pending = now, name = name}
catalogue_store(KEYS[1], rows, stamp)
return {tonumber(id), group and group.id or 0}
