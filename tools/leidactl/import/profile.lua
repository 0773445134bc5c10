-- SPDX-License-Identifier: Apache-2.0
-- What is stored and cannot be read is replaced.
local old = redis.call('GET', KEYS[1])
local good, fields = pcall(cmsgpack.unpack, old or '')
if not good or type(fields) ~= 'table' then
  redis.call('SET', KEYS[1], ARGV[1])
  return 1
end
local changed = 0
for name, value in pairs(cmsgpack.unpack(ARGV[1])) do
  if fields[name] ~= value then fields[name], changed = value, 1 end
end
if changed == 1 then redis.call('SET', KEYS[1], cmsgpack.pack(fields)) end
return changed
