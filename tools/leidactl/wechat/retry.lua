-- SPDX-License-Identifier: Apache-2.0
-- Puts a dead item back into its queue, as a new one. KEYS dead items, the queues out and in, of the partition's items
-- the marks and those for later. ARGV its id, and 1 if it is only to be deleted. Returns 1; 0: there is no such item;
-- 2: the queue had ids that were no times, and got others.
-- include stream/append
local item = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not item then return 0 end
local added = 1
if ARGV[2] ~= '1' then
  local words, queue, family = {}, KEYS[2], 'out'
  for place = 1, #item[2], 2 do
    local name = item[2][place]
    if name == 'k' and item[2][place + 1] == 'inbound' then queue, family = KEYS[3], 'in' end
    if name == 'p' or name == 'r' then
      table.insert(words, name)
      table.insert(words, item[2][place + 1])
    end
  end
  if #words ~= 4 then return redis.error_reply('ERR it is no item as the service writes it: drop it') end
  added = stream_append(queue, family .. ':', {KEYS[4], KEYS[5]}, unpack(words))
end
redis.call('XDEL', KEYS[1], ARGV[1])
return added
