-- SPDX-License-Identifier: Apache-2.0
-- KEYS a lease; ARGV who has it. Returns 1.
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then redis.call('HSET', KEYS[1], 'holder', '', 'till', 0) end
return 1
