-- SPDX-License-Identifier: Apache-2.0
-- What the summary of a relation (common/store/summary.h) must be by its hash; nothing if it must have none.
-- include common/store/summary.h
local function summary_of(rel)
  local fields = redis.call('HMGET', rel, REL_NAME, REL_EXPECTED_TIME, REL_ARTICLE, REL_TITLE, REL_MEMO_NAME)
  local summary, known = '', false
  for i = 1, 5 do
    local text = fields[i] or ''
    known = known or text ~= ''
    summary = summary .. struct.pack(SUMMARY_SIZE_FORMAT, #text) .. text
  end
  return known and summary or nil
end
