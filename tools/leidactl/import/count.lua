-- SPDX-License-Identifier: Apache-2.0
-- Counts the first of the rows that were merged and are not counted yet, on the days that are given. Returns 0; -1, and
-- nothing is done, when there are not so many as `length` any more: another import counts them.
-- include common/store/keys.h
-- include actions/parts
-- include actions/count
local log, rows = KEYS[1], KEYS[1] .. KEYS_LOG_UNCOUNTED
if redis.call('LLEN', rows) ~= tonumber(ARGV[1]) then return -1 end
for i = 2, #ARGV do
  local action, customer = parts(redis.call('LPOP', rows))
  count_write(count_read(log, ARGV[i], customer, action, 1))
end
return 0
