-- SPDX-License-Identifier: Apache-2.0
-- A step puts down which lists of ids it has met; their number bounds the last step, which renames them. It leaves the
-- new rows to be counted (count.lua), and moves the mark of what get_new_log has given on by those in front of its row.
-- include tools/leidactl/common/scripts.h
-- include common/store/keys.h
-- include actions/parts
-- include actions/forget_index
-- include actions/halve
-- include parts/merge_rows
-- include parts/merge_lists
-- include parts/move_activities
local id, met, latest = redis.call('LLEN', new), {}, {}
local function list_id(name)
  met[name] = true
  redis.call('RPUSH', name .. ':merge', id)
end
local at, done = merge_rows(function(row, is_new)
  local action, customer = parts(row)
  id = redis.call('RPUSH', new, row)
  list_id(list .. KEYS_LOG_ACTION .. action)
  list_id(list .. KEYS_LOG_CUSTOMER .. customer)
  if is_new then latest[customer] = time_of(row) end
end)
if type(at) == 'table' then return at end
move_activities(latest)
for name in pairs(met) do redis.call('SADD', lists, name) end
if redis.call('SCARD', lists) > MERGE_LISTS_MAX then return -1 end
if not done then return at end

-- The index of customers holds ids, too. Services make it anew; most of it is forgotten before the last step.
local indexed = redis.call('HRANDFIELD', list .. KEYS_LOG_INDEXED, 50)
for _, customer in ipairs(indexed) do forget_index(list, customer) end
if #indexed == 50 then return at end
local names = redis.call('SMEMBERS', lists)
local read = tonumber(redis.call('HGET', list .. KEYS_LOG_GIVEN, LOG_GIVEN_READ) or 0)
local given = read > 0 and redis.call('LINDEX', list, read - 1)
if given then
  local before = halve(redis.call('LLEN', rows), function(number)
    return time_of(redis.call('LINDEX', rows, number)) < time_of(given)
  end)
  redis.call('HSET', list .. KEYS_LOG_GIVEN, LOG_GIVEN_READ, read + before)
end
redis.call('RENAME', rows, list .. KEYS_LOG_UNCOUNTED)
redis.call('UNLINK', list, place, lists, unpack(names))
redis.call('RENAME', new, list)
for _, name in ipairs(names) do redis.call('RENAME', name .. ':merge', name) end
return 0
