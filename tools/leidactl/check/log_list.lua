-- SPDX-License-Identifier: Apache-2.0
-- include parts/renew
-- include actions/forget_index
-- include parts/look_at_ids
local list, log = unpack(KEYS)
local from, customer, action = tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local function belongs(of, who) return (of == action or who == customer) and list end
local function mend(begins)
  if not renew(log, {list}, belongs, begins) then found[1] = -1
  elseif customer ~= '0' then forget_index(log, customer) end
end
if from < 0 then
  mend(false)
  return found
end
look_at_ids(log, list, from, belongs, function(place, text)
  if mendable('its entry ', place, ' is wrong: ', text) then mend(true) end
end)
return found
