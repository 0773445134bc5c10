-- SPDX-License-Identifier: Apache-2.0
-- Each row must be in the list of its customer, and the lists of actions must together be as long as the log.
-- What else they hold is for log_list.lua to find.
-- include common/store/keys.h
-- include relation/broken
-- include parts/is_future
-- include parts/stands
-- include parts/mend_customer
-- include time_of
local log, from = KEYS[1], tonumber(ARGV[2])
local mending = from < 0
if mending then from = -from - 1 end
local rows = redis.call('LRANGE', log, from, from + ARGV[3] - 1)
for i, row in ipairs(rows) do
  local id = from + i
  if #row < STORED_ACTION_HEAD then
    broken('row ', id, ' is damaged')
  else
    if is_future(time_of(row)) and mendable('row ', id, ' is dated in the future') then
      redis.call('LSET', log, id - 1, struct.pack(STORED_TIME_FORMAT, now) .. row:sub(STORED_TIME_SIZE + 1))
    end
    local _, customer = parts(row)
    local list = log .. KEYS_LOG_CUSTOMER .. customer
    if not stands(list, id) and (mending or mendable('row ', id, ' is not in ', list)) and
       not mend_customer(log, list, customer, id, not mending) then
      found[1] = -id
      return found
    end
    if mending then -- the end of a renewal has cost enough: the rows behind are for the next run
      found[1] = id
      return found
    end
  end
end
if #rows > 0 then found[1] = from + #rows end
return found
