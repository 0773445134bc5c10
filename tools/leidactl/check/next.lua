-- SPDX-License-Identifier: Apache-2.0
-- The last id that was taken. One below the highest listed is sound: an import brings ids of its own.
-- include relation/findings
local key, known = KEYS[2], tonumber(ARGV[2])
local listed = tonumber(redis.pcall('ZREVRANGE', KEYS[1], 0, 0)[1] or 0) or 0
local kind = redis.call('TYPE', key).ok
local text = kind == 'none' and '0' or kind == 'string' and redis.call('GET', key) or ''
local taken = string.match(text, '^%d+$') and tonumber(text)
local wrong
if not taken or taken > 9007199254740991 then
  wrong = mendable('it is no id')
elseif math.max(taken, listed) < known then
  wrong = mendable('it is behind ', string.match(key, '{ids:(%a+)}'), ' ', ARGV[2])
end
if wrong then redis.call('SET', key, string.format('%.0f', math.max(listed, known))) end
return found
