-- SPDX-License-Identifier: Apache-2.0
-- KEYS who is bound to a customer; ARGV the staff user to add, how many there may be for that (-1: any number). None
-- ever goes, so as many are the same. Returns 1, or 0 when there are others by now.
local bound, staff, count = KEYS[1], ARGV[1], tonumber(ARGV[2])
if count >= 0 and redis.call('SISMEMBER', bound, staff) == 0 and redis.call('SCARD', bound) ~= count then return 0 end
redis.call('SADD', bound, staff)
return 1
