-- SPDX-License-Identifier: Apache-2.0
-- KEYS ids:KIND, next:{ids:KIND}; ARGV how many. Gives the first id; ids that were taken are never given again.
local listed = tonumber(redis.call('ZREVRANGE', KEYS[1], 0, 0)[1] or 0)
local taken = tonumber(redis.call('GET', KEYS[2]) or 0)
local used = math.max(listed, taken)
if used > 9007199254740991 - ARGV[1] then return redis.error_reply('ERR no id is left') end -- before it is rounded
redis.call('SET', KEYS[2], string.format('%.0f', used + ARGV[1]))
return used + 1
