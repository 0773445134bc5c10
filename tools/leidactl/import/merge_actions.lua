-- SPDX-License-Identifier: Apache-2.0
-- A step puts down which lists of ids it has met; their number bounds the last step, which renames them.
-- include tools/leidactl/common/scripts.h
-- include common/store/keys.h
-- include actions/parts
-- include actions/forget_index
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
redis.call('UNLINK', list, rows, place, lists, unpack(names))
redis.call('RENAME', new, list)
for _, name in ipairs(names) do redis.call('RENAME', name .. ':merge', name) end
return 0
