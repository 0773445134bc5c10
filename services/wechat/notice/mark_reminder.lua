-- SPDX-License-Identifier: Apache-2.0
-- KEYS the marks of a partition, its lease; ARGV the lease's number, an item's name, now (ms). Marks that its reminder is
-- about to be sent, and returns now; or when an earlier try was; 0: the lease is another's.
if redis.call('HGET', KEYS[2], 'number') ~= ARGV[1] then return 0 end
local begun = tonumber(redis.call('HGET', KEYS[1], ARGV[2]) or 0) or 0
if begun > 1 and begun < 2^53 then return begun end -- 1: of a message
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return tonumber(ARGV[3])
