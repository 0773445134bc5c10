-- SPDX-License-Identifier: Apache-2.0
-- Sets fields of counters if the log still has `length` rows. Else a service uses the store by now: another instance
-- has brought it forward, and what was counted here is of before.
-- include migration/fence
local log, counters = unpack(KEYS)
if redis.call('LLEN', log) ~= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', counters, unpack(ARGV, 2, #ARGV - 1))
return 1
