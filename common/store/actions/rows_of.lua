-- SPDX-License-Identifier: Apache-2.0
-- The rows of ids, which ascend, from the first on as far as ACTION_INDEX_WALKS takes; ids that are near each
-- other are read together.
-- include common/store/action_index.h
local function rows_of(log, ids)
  local rows, from, walks = {}, 1, 0
  while from <= #ids and walks < ACTION_INDEX_WALKS do
    local to = from
    while to < #ids and ids[to + 1] - ids[to] <= ACTION_INDEX_NEAR do to = to + 1 end
    local block = redis.call('LRANGE', log, ids[from] - 1, ids[to] - 1)
    for i = from, to do rows[i] = block[ids[i] - ids[from] + 1] end
    from, walks = to + 1, walks + 1
  end
  return rows
end
