-- SPDX-License-Identifier: Apache-2.0
-- KEYS a window; ARGV how many, until when (ms), ms of its life. Returns 1. One that lasts longer and has some left stays.
local left, till = unpack(redis.call('HMGET', KEYS[1], 'left', 'till'))
if tonumber(till or 0) > tonumber(ARGV[2]) and tonumber(left or 0) > 0 then return 1 end
redis.call('HSET', KEYS[1], 'left', ARGV[1], 'till', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
