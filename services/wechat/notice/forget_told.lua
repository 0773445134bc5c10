-- SPDX-License-Identifier: Apache-2.0
-- KEYS what a staff user's people were told; ARGV who, what was read there. Removes it if it still is that; returns 1.
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
