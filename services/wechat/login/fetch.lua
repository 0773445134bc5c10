-- SPDX-License-Identifier: Apache-2.0
-- KEYS a login code; ARGV call, SHA-256 of a cookie. Returns {what it stands for, 1 if the cookie is that of the
-- browser that logged in}, once, or 0.
local record, call, cookie = unpack(redis.call('HMGET', KEYS[1], 'record', 'call', 'cookie'))
if not record then return 0 end
if call and call ~= ARGV[1] then return 0 end
if not call then redis.call('HSET', KEYS[1], 'call', ARGV[1]) end
return {record, cookie == ARGV[2] and 1 or 0}
