-- SPDX-License-Identifier: Apache-2.0
-- What stands in a partition of the queues. KEYS its queues in and out, its dead items, its lease. Returns the
-- number of entries of in and the age of the oldest (ms; -1: there is none), the same of out, of dead, and 1 if
-- somebody holds the lease.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = {}
for place = 1, 3 do
  local first = redis.call('XRANGE', KEYS[place], '-', '+', 'COUNT', 1)[1]
  table.insert(found, redis.call('XLEN', KEYS[place]))
  table.insert(found, first and math.max(0, now - tonumber(string.match(first[1], '^%d+'))) or -1)
end
local holder, till = unpack(redis.call('HMGET', KEYS[4], 'holder', 'till'))
table.insert(found, holder and holder ~= '' and (tonumber(till) or 0) > now and 1 or 0)
return found
