-- SPDX-License-Identifier: Apache-2.0
-- KEYS what a staff user's people were told; ARGV who, an id. Returns 1.
local told = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0) or 0
if told < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 1
