-- SPDX-License-Identifier: Apache-2.0
-- Puts a dead item back into its queue, as a new one. KEYS dead items, the queues out and in. ARGV its id, and 1 if it
-- is only to be deleted. Returns 1; 0: there is no such item.
local item = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not item then return 0 end
if ARGV[2] ~= '1' then
  local words, queue = {}, KEYS[2]
  for place = 1, #item[2], 2 do
    local name = item[2][place]
    if name == 'k' and item[2][place + 1] == 'inbound' then queue = KEYS[3] end
    if name == 'p' or name == 'r' then
      table.insert(words, name)
      table.insert(words, item[2][place + 1])
    end
  end
  if #words ~= 4 then return redis.error_reply('ERR it is no item as the service writes it: drop it') end
  redis.call('XADD', queue, '*', unpack(words))
end
redis.call('XDEL', KEYS[1], ARGV[1])
return 1
