-- SPDX-License-Identifier: Apache-2.0
-- Looks at a slice of a list of ids, which ascend: `fits` judges what each row is of. Calls `wrong` for the
-- first entry that has no such row, and returns; else sets where the next slice begins.
-- include relation/findings
-- include actions/parts
-- include actions/rows_of
local function look_at_ids(log, list, from, fits, wrong)
  local before = from > 0 and tonumber(redis.call('LINDEX', list, from - 1)) or 0
  local ids = redis.call('LRANGE', list, from, from + 199)
  for i, text in ipairs(ids) do
    local id = tonumber(text) or 0
    if id <= before or id % 1 ~= 0 then return wrong(from + i, text) end
    before = id
  end
  local rows = rows_of(log, ids)
  for i, row in ipairs(rows) do
    if #row < STORED_ACTION_HEAD or not fits(parts(row)) then return wrong(from + i, ids[i]) end
  end
  if #ids > 0 and #rows == 0 then return wrong(from + 1, ids[1]) end
  if #rows < #ids or #ids == 200 then found[1] = from + #rows end
end
