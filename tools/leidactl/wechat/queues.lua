-- SPDX-License-Identifier: Apache-2.0
-- What stands in a partition of the queues. KEYS its queues in and out, its dead items, its lease. Returns the
-- number of entries of in and the age of the oldest (ms; -1: there is none), the same of out, of dead, and 1 if
-- somebody holds the lease. A number of -1: what is there is of another type.
local function is(key, wanted)
  local found = redis.call('TYPE', key).ok
  return found == wanted or found == 'none'
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = {}
for place = 1, 3 do
  local is_ours = is(KEYS[place], 'stream')
  local first = is_ours and redis.call('XRANGE', KEYS[place], '-', '+', 'COUNT', 1)[1]
  table.insert(found, is_ours and redis.call('XLEN', KEYS[place]) or -1)
  table.insert(found, first and math.max(0, now - tonumber(string.match(first[1], '^%d+'))) or -1)
end
if not is(KEYS[4], 'hash') then
  table.insert(found, -1)
  return found
end
local holder, till = unpack(redis.call('HMGET', KEYS[4], 'holder', 'till'))
table.insert(found, holder and holder ~= '' and (tonumber(till) or 0) > now and 1 or 0)
return found
