-- SPDX-License-Identifier: Apache-2.0
-- Makes the summary of a relation anew.
-- include relation/summary_of
local function summarize(rel, summaries)
  local summary, id = summary_of(rel), string.match(rel, '%d+$')
  if summary then redis.call('HSET', summaries, id, summary)
  else redis.call('HDEL', summaries, id) end
end
