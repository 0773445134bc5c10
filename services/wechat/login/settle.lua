-- SPDX-License-Identifier: Apache-2.0
-- KEYS a state; ARGV call, outcome, seconds. Returns whether the state is still there, and this call's.
if redis.call('HGET', KEYS[1], 'call') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'outcome', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
