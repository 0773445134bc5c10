-- SPDX-License-Identifier: Apache-2.0
-- KEYS to be copied; ARGV bytes. Gives of each key, in order, what DUMP gives of it (false: it is not there; of a large
-- one its size in memory, a number: DUMP without a script takes half the time), and how long it still lives, in ms (0:
-- for ever). Ends once it has given so many bytes: the others are to be asked for again.
-- include tools/leidactl/move/source.h
local out, bytes = {}, 0
for i = 1, #KEYS do
  local size = redis.call('MEMORY', 'USAGE', KEYS[i], 'SAMPLES', 3)
  local dump = size and size < SOURCE_LARGE and redis.call('DUMP', KEYS[i])
  local left = redis.call('PTTL', KEYS[i])
  out[2 * i - 1] = dump or size
  out[2 * i] = left < 0 and 0 or math.max(left, 1)
  bytes = bytes + (dump and #dump or 0)
  if bytes >= tonumber(ARGV[1]) then break end
end
return out
