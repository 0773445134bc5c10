-- SPDX-License-Identifier: Apache-2.0
-- Appends an entry of these words to a stream. Ids go on from the greatest one that there was, whoever wrote it: where
-- that is no time (a day ahead of Redis' clock), or the last one there can be, entries with such ids get new ones, in
-- their order; in `hashes`, which name entries by `family` and id, too. Returns 1; 2: that was done.
local function stream_append(stream, family, hashes, ...)
  local most = redis.call('TIME')[1] * 1000 + 86400000
  local id = redis.pcall('XADD', stream, '*', ...)
  if type(id) == 'table' and not string.find(id.err, 'exhausted the last possible ID', 1, true) then
    id = redis.call('XADD', stream, '*', ...) -- which ends the script
  end
  if type(id) == 'string' and tonumber(string.match(id, '^%d+')) <= most then return 1 end
  local ahead = redis.call('XRANGE', stream, string.format('%.0f', most), '+')
  for _, entry in ipairs(ahead) do redis.call('XDEL', stream, entry[1]) end
  local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  redis.call('XSETID', stream, last and last[1] or '0-0')
  if type(id) == 'table' then table.insert(ahead, {'', {...}}) end
  for _, entry in ipairs(ahead) do
    local words = math.min(#entry[2], 1000) -- of ours there are few; Lua cannot hand over any number
    local name, new = family .. entry[1], family .. redis.call('XADD', stream, '*', unpack(entry[2], 1, words))
    for _, hash in ipairs(hashes) do
      local value = redis.pcall('HGET', hash, name)
      if type(value) == 'string' then
        redis.call('HSET', hash, new, value)
        redis.call('HDEL', hash, name)
      end
    end
  end
  return 2
end
