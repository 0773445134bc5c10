-- SPDX-License-Identifier: Apache-2.0
-- Reads a kept value, and takes the lease for its renewal if it is due. KEYS the value, the lease. ARGV a name
-- for the lease; now, ms; how long before its end it is due, ms; number and text of a value that is refused
-- (0 and '': none); 1 if the lease is wanted. Returns value, end (ms), number, when it is due (ms); 1 if the
-- lease was got; 2 if an administrator wants another value, which is told once (`force`, by leidactl); and 1 if
-- what was kept is none of ours: then it is gone, and there is none.
-- include services/wechat/api/kept.h
local kept, lease = unpack(KEYS)
local id, now, ahead, refused_gen, refused, wanted = unpack(ARGV)
local function whole(text) -- as it is written: nothing that only reads as a number, as 'nan', '1e300' or '007'
  local number = text and string.find(text, '^%d+$') and tonumber(text)
  return number and number < 2 ^ 53 - 1 and string.format('%.0f', number) == text and number or nil
end
local function take() -- a lease that lasts longer than any does is none of ours: nobody would end it
  if redis.call('SET', lease, id, 'NX', 'PX', KEPT_LEASE_MS) then return true end
  local left = redis.call('PTTL', lease)
  return (left < 0 or left > KEPT_LEASE_MS) and redis.call('SET', lease, id, 'PX', KEPT_LEASE_MS)
end
local stored = redis.pcall('HMGET', kept, 'token', 'expires_ms', 'gen', 'renew_ms', 'force')
local value, expires, gen, due, force = unpack(stored)
local is_none = not stored.err and not value and not expires and not gen
expires, gen, due = whole(expires), whole(gen), whole(due)
local is_ours = value and #value > 0 and #value <= KEPT_VALUE_MAX and not string.find(value, '[^!-~]') and
  expires and expires <= now + 2000 * KEPT_LIFE_S and gen and gen > 0
if not is_ours then value, expires, gen, due = '', 0, 0, nil end
if stored.err then
  redis.call('DEL', kept)
elseif not is_ours and not is_none then
  redis.call('HDEL', kept, 'token', 'expires_ms', 'gen', 'renew_ms')
end
if not due or due > expires + KEPT_WAIT_MS then due = expires - ahead end
local got, forced = 0, force == '1'
local refused_now = value == refused and gen == tonumber(refused_gen)
if wanted == '1' and (value == '' or forced or tonumber(now) >= due or refused_now) and take() then
  got = forced and 2 or 1
  if forced then redis.call('HDEL', kept, 'force') end
end
return {value, string.format('%.0f', expires), string.format('%.0f', gen), string.format('%.0f', due), got,
  is_ours and 0 or is_none and 0 or 1}
