-- SPDX-License-Identifier: Apache-2.0
-- The value of counters (common/store/day_counts.h) with `n` more of an action; empty when nothing is left.
-- include common/store/day_counts.h
local function counted(counts, action, n)
  counts = counts or ''
  if #counts % DAY_COUNT_SIZE ~= 0 then error('counters are damaged') end
  for at = 1, #counts, DAY_COUNT_SIZE do
    if string.byte(counts, at + DAY_COUNT_SIZE - 1) % DAY_COUNT_KINDS == action - 1 then
      local number = struct.unpack(DAY_COUNT_FORMAT, counts, at) + n * DAY_COUNT_KINDS
      local packed = number >= DAY_COUNT_KINDS and struct.pack(DAY_COUNT_FORMAT, number) or ''
      return string.sub(counts, 1, at - 1) .. packed .. string.sub(counts, at + DAY_COUNT_SIZE)
    end
  end
  return n > 0 and counts .. struct.pack(DAY_COUNT_FORMAT, n * DAY_COUNT_KINDS + action - 1) or counts
end
