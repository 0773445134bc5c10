-- SPDX-License-Identifier: Apache-2.0
-- Forgets what an import that was killed has left.
-- include parts/merge_lists
local left = {new, rows, place, lists}
for _, name in ipairs(redis.call('SMEMBERS', lists)) do left[#left + 1] = name .. ':merge' end
return redis.call('UNLINK', unpack(left))
