-- SPDX-License-Identifier: Apache-2.0
-- What is wrong with the index of a customer is mended by having none: the service makes it anew.
-- include common/store/keys.h
-- include relation/findings
-- include actions/forget_index
local indexed, log = unpack(KEYS)
local cursor, entries = unpack(redis.call('HSCAN', indexed, ARGV[2], 'COUNT', 20))
found[1] = tonumber(cursor)
for i = 1, #entries, 2 do
  local list, listed = log .. KEYS_LOG_CUSTOMER .. entries[i], 0
  for action = 1, ACTION_COUNT do listed = listed + redis.call('LLEN', list .. KEYS_LOG_ACTION .. action) end
  if (listed ~= tonumber(entries[i + 1]) or listed > redis.call('LLEN', list)) and
     mendable('the index of customer ', entries[i], ' has ', listed, ' rows, not ', entries[i + 1]) then
    forget_index(log, entries[i])
  end
end
return found
