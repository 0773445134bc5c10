-- SPDX-License-Identifier: Apache-2.0
-- Writes a value that was got under a lease, and gives the lease back. KEYS the value, the lease. ARGV the name
-- of the lease; the number of the value before; value; its end and when it is due, ms. Returns its number; 0 if
-- lease or value have become another's, or none of ours.
local kept, lease = unpack(KEYS)
local id, gen, value, expires, due = unpack(ARGV)
if redis.pcall('GET', lease) ~= id then return 0 end
redis.call('DEL', lease)
local stored = redis.pcall('HGET', kept, 'gen')
if type(stored) == 'table' or (tonumber(stored) or 0) ~= tonumber(gen) then return 0 end
local next_gen = tonumber(gen) + 1
redis.call('HSET', kept, 'token', value, 'expires_ms', expires, 'renew_ms', due, 'gen', string.format('%.0f', next_gen))
return next_gen
