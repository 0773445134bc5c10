-- SPDX-License-Identifier: Apache-2.0
-- KEYS a lease; ARGV who wants it, ms. Returns its number, or 0 while another has it; less than 0: -its number, and
-- what was there is of another type and gone. One that lasts longer than any lease does is none of ours, or the clock
-- has jumped: it is free.
-- include drop_foreign
local is_foreign = drop_foreign(KEYS[1], 'hash')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local holder, number, till = unpack(redis.call('HMGET', KEYS[1], 'holder', 'number', 'till'))
local left = (tonumber(till) or 0) - now
if holder and holder ~= ARGV[1] and left > 0 and left <= 2 * ARGV[2] then return 0 end
number = tonumber(number) or 0
if not (number >= 0 and number < 2 ^ 53 - 1) then number = 0 end
if holder ~= ARGV[1] or number == 0 then number = math.floor(number) + 1 end
local ends = string.format('%.0f', now + ARGV[2])
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'number', string.format('%.0f', number), 'till', ends)
return is_foreign and -number or number
