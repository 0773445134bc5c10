-- SPDX-License-Identifier: Apache-2.0
-- Keeps that an item failed. KEYS its queue, the lease of its partition, the partition's items that are for later;
-- ARGV the lease's number, the item's id, its name, how often it failed, ms until the next try. Returns 1, or 0 when
-- the lease is another's or the item is gone.
-- include drop_foreign
if redis.call('HGET', KEYS[2], 'number') ~= ARGV[1] then return 0 end
if #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 0 then return 0 end
local time = redis.call('TIME')
local due = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[5]
drop_foreign(KEYS[3], 'hash')
redis.call('HSET', KEYS[3], ARGV[3], string.format('%d %.0f', ARGV[4], due))
return 1
