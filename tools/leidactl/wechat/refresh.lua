-- SPDX-License-Identifier: Apache-2.0
-- Has a kept token renewed by whoever needs it next. KEYS the token. ARGV how long one such wish keeps others off,
-- ms; 1 if WeChat can be told to give another one, 0 to let the stored one end. Returns the number of the stored one
-- and for how long, in ms, the wish is still refused: 0 if it was taken. Number 0: none is stored, or what is none
-- of the service's, in whose place it gets one when it needs it.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local gen, forced = unpack(redis.pcall('HMGET', KEYS[1], 'gen', 'forced_ms'))
gen = tonumber(string.match(gen or '', '^%d+$')) or 0
if gen == 0 or gen >= 2 ^ 53 then return {0, 0} end
local left = (tonumber(forced) or 0) + ARGV[1] - now
if left > 0 and left <= tonumber(ARGV[1]) then return {gen, left} end
redis.call('HSET', KEYS[1], 'forced_ms', string.format('%.0f', now))
if ARGV[2] == '1' then
  redis.call('HSET', KEYS[1], 'force', '1')
else
  redis.call('HSET', KEYS[1], 'expires_ms', '0', 'renew_ms', '0')
end
return {gen, 0}
