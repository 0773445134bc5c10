-- SPDX-License-Identifier: Apache-2.0
-- include common/store/keys.h
-- include parts/look_at_ids
-- include actions/forget_index
local list, log = unpack(KEYS)
local from = tonumber(ARGV[2])
local customer, action = string.match(list, KEYS_LOG_CUSTOMER .. '(%d+)' .. KEYS_LOG_ACTION .. '(%d+)$')
if redis.call('HEXISTS', log .. KEYS_LOG_INDEXED, customer) == 0 then
  if mendable('the customer has no index') then redis.call('UNLINK', list) end
  return found
end
local function fits(of, who) return of == tonumber(action) and who == customer end
look_at_ids(log, list, from, fits, function(place, text)
  if mendable('its entry ', place, ' is wrong: ', text) then forget_index(log, customer) end
end)
return found
