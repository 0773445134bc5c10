-- SPDX-License-Identifier: Apache-2.0
-- Appends a row (common/store/stored.h) and counts it on `day`, which ends at `day_end`. Returns {id, time, duplicate}
-- of the row; {time} when that is of a later day: nothing was done, the script has to be told that day; or a number of
-- scripts.h or once.h.
-- include services/actionlog/scripts.h
-- include common/store/keys.h
-- include time_of
-- include move
-- include actions/index_rows
-- include actions/count
-- include once/known
-- include once/judge
-- include once/find
-- include once/fence
-- include once/remember
local rel, log, of_customer, of_action, index, aged, once = unpack(KEYS)
local row, now, issued, retries, customer, day, day_end, digest = unpack(ARGV)
local relation = redis.call('HMGET', rel, REL_MEMBER, REL_FENCED)
local member, stamp = relation[1], relation[2]
if not member then return SCRIPT_NO_RELATION end

local done = once and once_known(once, digest, log, STORED_ACTION_CALL, row) or once_judge(stamp, issued, retries)
if not done and retries ~= '0' then done = once_find(log, STORED_ACTION_TIME, row, issued, now) end
if done then return done end

-- Rows are in the order of time: one that is older than the last, by another clock, takes its time.
local last, time = redis.call('LINDEX', log, -1), tonumber(now)
local last_time = last and time_of(last) or time
if last_time > time then
  if ahead(last_time, time) then return SCRIPT_AHEAD end
  time = last_time
  row = string.sub(last, 1, STORED_TIME_SIZE) .. string.sub(row, STORED_TIME_SIZE + 1)
end
if time >= tonumber(day_end) then return {time} end
local counters = {count_read(log, day, customer, string.byte(row, STORED_ACTION_OF + 1), 1)}
once_fence(rel, REL_FENCED, stamp, issued, retries)

-- The index of a customer who had many rows before there was one follows by eight rows.
move(index, aged, member, now)
local id = redis.call('RPUSH', log, row)
local count = redis.call('RPUSH', of_customer, id)
redis.call('RPUSH', of_action, id)
index_rows(log, customer, count, 8)
count_write(unpack(counters))
if once then once_remember(once, id, time, digest) end
return {id, time, 0}
