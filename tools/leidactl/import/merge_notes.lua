-- SPDX-License-Identifier: Apache-2.0
-- include parts/merge_rows
local at, done = merge_rows(function(row) redis.call('RPUSH', new, row) end)
if not done then return at end
redis.call('UNLINK', list, rows, place)
redis.call('RENAME', new, list)
return 0
