-- SPDX-License-Identifier: Apache-2.0
-- Counts many rows with one read and one write of each hash: count_add each, then count_prepare reads, and count_apply
-- writes what it gave.
-- include common/store/keys.h
-- include actions/counted
local function count_add(hashes, log, day, customer, action)
  local of_month = log .. KEYS_LOG_MONTH .. string.sub(day, 1, 6)
  local places = {{log .. KEYS_LOG_DAY .. day, customer}, {of_month, customer}, {of_month, 'd' .. string.sub(day, 7)}}
  for _, place in ipairs(places) do
    local key, field = unpack(place)
    local fields = hashes[key] or {}
    local kinds = fields[field] or {}
    hashes[key], fields[field], kinds[action] = fields, kinds, (kinds[action] or 0) + 1
  end
end
local function count_prepare(hashes)
  local writes = {}
  for key, fields in pairs(hashes) do
    local names, words = {}, {key}
    for field in pairs(fields) do names[#names + 1] = field end
    local values = redis.call('HMGET', key, unpack(names))
    for i, field in ipairs(names) do
      local value = values[i]
      for action, n in pairs(fields[field]) do value = counted(value, action, n) end
      words[2 * i], words[2 * i + 1] = field, value
    end
    writes[#writes + 1] = words
  end
  return writes
end
local function count_apply(writes)
  for _, words in ipairs(writes) do redis.call('HSET', unpack(words)) end
end
