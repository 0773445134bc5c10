-- SPDX-License-Identifier: Apache-2.0
-- KEYS a lease; ARGV who wants it, ms. Returns its number, or 0 while another has it.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local holder, number, till = unpack(redis.call('HMGET', KEYS[1], 'holder', 'number', 'till'))
if holder and holder ~= ARGV[1] and tonumber(till) > now then return 0 end
number = tonumber(number or 0)
if holder ~= ARGV[1] then number = number + 1 end
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'number', number, 'till', string.format('%.0f', now + ARGV[2]))
return number
