-- SPDX-License-Identifier: Apache-2.0
-- Counts the first of the rows that were merged and are not counted yet, on the days that are given. Returns 0; -1, and
-- nothing is done, when there are not so many as `length` any more: another import counts them.
-- include common/store/keys.h
-- include actions/parts
-- include actions/count_many
local log, rows = KEYS[1], KEYS[1] .. KEYS_LOG_UNCOUNTED
if redis.call('LLEN', rows) ~= tonumber(ARGV[1]) then return -1 end
local hashes = {}
for i, row in ipairs(redis.call('LRANGE', rows, 0, #ARGV - 2)) do
  local action, customer = parts(row)
  count_add(hashes, log, ARGV[i + 1], customer, action)
end
count_apply(count_prepare(hashes))
redis.call('LTRIM', rows, #ARGV - 1, -1)
return 0
