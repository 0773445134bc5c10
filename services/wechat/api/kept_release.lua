-- SPDX-License-Identifier: Apache-2.0
-- Gives a lease back. KEYS the lease. ARGV its name. Returns 1; 0 if it has become another's.
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
