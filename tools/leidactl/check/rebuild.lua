-- SPDX-License-Identifier: Apache-2.0
-- include catalogue/store
local key = KEYS[1]
local found = redis.call('TYPE', key).ok == 'string' and redis.call('GET', key) or ''
if found ~= ARGV[1] then return -1 end
local rows = {}
for i = 2, #ARGV, 3 do
  rows[#rows + 1] = {id = tonumber(ARGV[i]), parent = tonumber(ARGV[i + 1]), call = string.rep('\0', 8), pending = 0,
                     name = ARGV[i + 2]}
end
catalogue_store(key, rows, redis.call('TIME')[1] * 1000) -- the stamp: no call of before is applied twice
return 1
