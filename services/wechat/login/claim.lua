-- SPDX-License-Identifier: Apache-2.0
-- KEYS a state; ARGV SHA-256 of the cookie, SHA-256 of the code, call, seconds. Returns 0: none for this browser and
-- code; {1, record}: this call asks; {2, record}: another one does; {3, record, outcome}: it has.
local cookie, code, call, record, outcome =
  unpack(redis.call('HMGET', KEYS[1], 'cookie', 'code', 'call', 'record', 'outcome'))
if not cookie or cookie ~= ARGV[1] then return 0 end
if not code then
  redis.call('HSET', KEYS[1], 'code', ARGV[2], 'call', ARGV[3])
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  return {1, record}
end
if code ~= ARGV[2] then return 0 end
if outcome then return {3, record, outcome} end
if call == ARGV[3] then return {1, record} end
return {2, record}
