-- SPDX-License-Identifier: Apache-2.0
-- What stands in a queue, a page of it, and what is known of items that failed. KEYS the queue, its partition's items
-- that are for later; ARGV from which id on, how many, the queue's family, how many ms a pause lasts at most. Returns
-- {id, fields, tries, ms until the next one} for each item; 0: the queue has begun anew, and its ids with it. What is
-- kept as anything else counts as nothing.
local function padded(id)
  local ms, number = string.match(id, '^(%d+)-(%d+)$')
  return string.rep('0', 20 - #ms) .. ms .. string.rep('0', 20 - #number) .. number
end
local function begins_anew(after)
  local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
  for place = 1, #info, 2 do
    if info[place] == 'last-generated-id' then return padded(info[place + 1]) < padded(after) end
  end
  return true -- it is gone
end
local page = redis.pcall('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
if #page == 0 and ARGV[1] ~= '-' then return begins_anew(string.sub(ARGV[1], 2)) and 0 or {} end
if #page == 0 then return page end -- or an error
local time, names = redis.call('TIME'), {}
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for place, entry in ipairs(page) do names[place] = ARGV[3] .. ':' .. entry[1] end
local later = redis.pcall('HMGET', KEYS[2], unpack(names))
for place, entry in ipairs(page) do
  local tries, due = string.match(later[place] or '', '^(%d%d?) (%d+)$')
  entry[3] = tonumber(tries) or 0
  entry[4] = math.max(0, math.min(ARGV[4], (tonumber(due) or 0) - now))
end
return page
