-- SPDX-License-Identifier: Apache-2.0
-- KEYS a window; ARGV now (ms). Takes one of what is left; returns 1, or 0 when there is nothing.
local left, till = unpack(redis.call('HMGET', KEYS[1], 'left', 'till'))
if (tonumber(left) or 0) <= 0 or (tonumber(till) or 0) <= tonumber(ARGV[1]) then return 0 end
redis.call('HINCRBY', KEYS[1], 'left', -1)
return 1
