-- SPDX-License-Identifier: Apache-2.0
-- KEYS the lease of partition 0, when the last sweep began; ARGV the lease's number, when this one did (ms). Returns 1,
-- or 0 when the lease is another's.
if redis.call('HGET', KEYS[1], 'number') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
return 1
