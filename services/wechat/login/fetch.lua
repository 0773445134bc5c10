-- SPDX-License-Identifier: Apache-2.0
-- KEYS a login code; ARGV call. Returns what it stands for, once, or false.
local record, call = unpack(redis.call('HMGET', KEYS[1], 'record', 'call'))
if not record then return false end
if call and call ~= ARGV[1] then return false end
if not call then redis.call('HSET', KEYS[1], 'call', ARGV[1]) end
return record
