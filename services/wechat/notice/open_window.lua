-- SPDX-License-Identifier: Apache-2.0
-- KEYS a window; ARGV how many, until when (ms), ms of its life, when the sign of life was (ms). Returns 1. A sign that
-- was told before changes nothing; a window that lasts longer and has some left stays.
local left, till, at = unpack(redis.call('HMGET', KEYS[1], 'left', 'till', 'at'))
if (tonumber(at) or 0) >= tonumber(ARGV[4]) then return 1 end
redis.call('HSET', KEYS[1], 'at', ARGV[4])
if (tonumber(till) or 0) > tonumber(ARGV[2]) and (tonumber(left) or 0) > 0 then return 1 end
redis.call('HSET', KEYS[1], 'left', ARGV[1], 'till', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
