-- SPDX-License-Identifier: Apache-2.0
-- KEYS a customer's profile; ARGV a profile with the fields that are given, then names of fields to erase. Others stay.
-- Returns 1, or 0 when nothing changed or there is no such profile; an error when it cannot be read.
local old = redis.call('GET', KEYS[1])
if not old then return 0 end
local good, fields = pcall(cmsgpack.unpack, old)
if not good or type(fields) ~= 'table' then return redis.error_reply('ERR no profile') end
local changed = 0
for name, value in pairs(cmsgpack.unpack(ARGV[1])) do
  if fields[name] ~= value then fields[name], changed = value, 1 end
end
for i = 2, #ARGV do
  if fields[ARGV[i]] then fields[ARGV[i]], changed = nil, 1 end
end
if changed == 1 then redis.call('SET', KEYS[1], cmsgpack.pack(fields)) end
return changed
