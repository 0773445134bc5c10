-- SPDX-License-Identifier: Apache-2.0
-- KEYS the rests of an account; ARGV a call, how long one that tries it has (ms). Returns what rests, for how many more
-- ms, how long in all, the errcode. What: 0 nothing; 1 it rests; 2 the rest is over, and who asks tries it. A rest that
-- lasts longer than it does in all is none of ours, or the clock has jumped: it is over. A key of another type is none
-- of ours either, and goes.
-- include drop_foreign
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
drop_foreign(KEYS[1], 'hash')
local till, length, errcode = (redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^(%d+) (%d+) (%-?%d+)$')
till, length, errcode = tonumber(till), tonumber(length), tonumber(errcode)
if not till or length < 1 or length > 2 ^ 32 or math.abs(errcode) > 2 ^ 32 then return {0, 0, 0, 0} end
local left = till - now
if left > 0 and left <= math.max(length, tonumber(ARGV[2])) then return {1, left, length, errcode} end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %.0f %.0f', now + ARGV[2], length, errcode))
return {2, 0, length, errcode}
