-- SPDX-License-Identifier: Apache-2.0
-- False while the customer's list is being made anew.
-- include parts/renew
-- include actions/forget_index
local function mend_customer(log, list, customer, id, begins)
  if (tonumber(redis.call('LINDEX', list, -1) or 0) or id) < id then
    redis.call('RPUSH', list, id)
    return true
  end
  local done = renew(log, {list}, function(_, of) return of == customer and list end, begins)
  if done then forget_index(log, customer) end
  return done
end
