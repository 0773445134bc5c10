-- SPDX-License-Identifier: Apache-2.0
-- KEYS to be copied; ARGV bytes. Gives of each key, in order, what DUMP gives of it (false: it is not there) and how long
-- it still lives, in ms (0: for ever). Ends once it has given so many bytes: the others are to be asked for again.
local out, bytes = {}, 0
for i = 1, #KEYS do
  local dump = redis.call('DUMP', KEYS[i])
  local left = redis.call('PTTL', KEYS[i])
  out[2 * i - 1] = dump
  out[2 * i] = left < 0 and 0 or math.max(left, 1)
  bytes = bytes + (dump and #dump or 0)
  if bytes >= tonumber(ARGV[1]) then break end
end
return out
