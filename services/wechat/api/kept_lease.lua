-- SPDX-License-Identifier: Apache-2.0
-- Reads a kept value, and takes the lease for its renewal if it is due. KEYS the value, the lease. ARGV a name
-- for the lease; now, ms; how long before its end it is due, ms; number and text of a value that is refused
-- (0 and '': none); 1 if the lease is wanted. Returns value, end (ms), number, when it is due (ms), and 1 if the
-- lease was got; 2 if an administrator wants another value, which is told once (`force`, by leidactl).
-- include services/wechat/api/kept.h
local kept, lease = unpack(KEYS)
local id, now, ahead, refused_gen, refused, wanted = unpack(ARGV)
local stored = redis.call('HMGET', kept, 'token', 'expires_ms', 'gen', 'renew_ms', 'force')
local value, expires, gen = stored[1] or '', tonumber(stored[2]) or 0, tonumber(stored[3]) or 0
local due = tonumber(stored[4]) or expires - ahead
local is_ours = due <= expires + KEPT_WAIT_MS -- which what is no number is not
if not is_ours then due = expires - ahead end
local got, forced = 0, stored[5] == '1'
local refused_now = value == refused and gen == tonumber(refused_gen)
if wanted == '1' and (value == '' or forced or tonumber(now) >= due or refused_now) and
    redis.call('SET', lease, id, 'NX', 'PX', KEPT_LEASE_MS) then
  got = forced and 2 or 1
  if forced then redis.call('HDEL', kept, 'force') end
end
return {value, string.format('%.0f', expires), string.format('%.0f', gen), string.format('%.0f', due), got}
