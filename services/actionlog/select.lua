-- SPDX-License-Identifier: Apache-2.0
-- Returns {total, rows of the page, oldest first, ids of those that rows.lua is to bring}, or a number of
-- scripts.h.
-- include services/actionlog/scripts.h
-- include common/store/keys.h
-- include common/store/action_index.h
-- include time_of
-- include actions/halve
-- include actions/rows_of
local log, of_customer, of_action, rel = unpack(KEYS)
local customer, action, from, to, skip, length = unpack(ARGV)
skip, length = tonumber(skip), tonumber(length)
if customer ~= '0' and redis.call('HEXISTS', rel, REL_MEMBER) == 0 then return SCRIPT_NO_RELATION end

-- The list to page through: the rows themselves, or an index (ids of rows). Of a customer with few rows and
-- an action all rows are looked at.
local list = customer ~= '0' and of_customer or action ~= '0' and of_action or log
local count = redis.call('LLEN', list)
local both = customer ~= '0' and action ~= '0'
local few = both and count <= ACTION_INDEX_FROM
if both and not few then
  if tonumber(redis.call('HGET', log .. KEYS_LOG_INDEXED, customer) or 0) ~= count then return SCRIPT_NOT_INDEXED end
  list = of_customer .. KEYS_LOG_ACTION .. action
  count = redis.call('LLEN', list)
end

-- Where the days begin and end (exclusive): the log is in the order of time, its indexes in that of ids.
local function place_of(time)
  time = tonumber(time)
  local before = halve(redis.call('LLEN', log), function(place)
    return time_of(redis.call('LINDEX', log, place)) < time
  end)
  if list == log then return before end
  return halve(count, function(place) return tonumber(redis.call('LINDEX', list, place)) <= before end)
end
local first = from ~= '' and place_of(from) or 0
local last = to ~= '' and place_of(to) or count

local page = {}
if few then
  local wanted, fitting = struct.pack(STORED_ACTION_OF_FORMAT, action, customer), {}
  local ids = first < last and redis.call('LRANGE', list, first, last - 1) or {}
  for _, row in ipairs(rows_of(log, ids)) do
    if string.sub(row, STORED_ACTION_OF + 1, STORED_ACTION_OF + #wanted) == wanted then fitting[#fitting + 1] = row end
  end
  local stop = #fitting - skip
  for i = math.max(1, stop - length + 1), stop do page[#page + 1] = fitting[i] end
  return {#fitting, page, {}}
end

local stop = last - skip
local start = math.max(first, stop - length)
if start < stop then page = redis.call('LRANGE', list, start, stop - 1) end
local rest = {}
if list ~= log then page, rest = rows_of(log, page), page end
return {math.max(0, last - first), page, {unpack(rest, #page + 1)}}
