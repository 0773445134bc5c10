-- SPDX-License-Identifier: Apache-2.0
-- KEYS ids:KIND, next:{ids:KIND}; ARGV how many. Gives the first id; ids that were taken are never given again.
local listed = tonumber(redis.call('ZREVRANGE', KEYS[1], 0, 0)[1] or 0)
local taken = tonumber(redis.call('GET', KEYS[2]) or 0)
local first = math.max(listed, taken) + 1
local last = first + ARGV[1] - 1
if last > 9007199254740991 then return redis.error_reply('ERR no id is left') end
redis.call('SET', KEYS[2], string.format('%.0f', last))
return first
