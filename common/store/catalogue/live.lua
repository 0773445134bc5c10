-- SPDX-License-Identifier: Apache-2.0
-- Leaves out the rows that calls have begun and nobody goes on with: that were not heard of for as long as records of
-- calls are kept. The tag that `call` makes stays in any case, and so does a group of one that stays. Gives the
-- others, in their order, and the time, ms.
-- include common/store/once.h
local function catalogue_live(rows, call, name)
  local now, live, wanted = redis.call('TIME')[1] * 1000, {}, {}
  for _, row in ipairs(rows) do
    local heard = row.pending == 0 or row.pending > now - ONCE_RECORD_S * 1000
    if heard or row.call == call and row.name == name then wanted[row.id], wanted[row.parent] = true, true end
  end
  for _, row in ipairs(rows) do
    if wanted[row.id] then live[#live + 1] = row end
  end
  return live, now
end
