-- SPDX-License-Identifier: Apache-2.0
-- KEYS the rests of an account; ARGV a call, how long it rests (ms; 0: no longer), the errcode, 1 where this one has
-- tried whether the rest is over. Returns 1, or 0 where one that another began goes on.
-- include drop_foreign
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
drop_foreign(KEYS[1], 'hash')
if ARGV[2] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return 1
end
local till = tonumber((redis.call('HGET', KEYS[1], ARGV[1]) or ''):match('^(%d+) ')) or 0
if ARGV[4] == '0' and till > now and till <= now + 2 ^ 32 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %s %s', now + ARGV[2], ARGV[2], ARGV[3]))
redis.call('PEXPIRE', KEYS[1], 86400000)
return 1
