-- SPDX-License-Identifier: Apache-2.0
-- Tags that nobody bears any more. KEYS the index of tags; ARGV[2] cursor.
-- include relation/findings
-- include common/store/keys.h
local cursor, entries = unpack(redis.call('ZSCAN', KEYS[1], ARGV[2], 'COUNT', 200))
found[1] = tonumber(cursor)
for i = 1, #entries, 2 do
  if redis.call('EXISTS', KEYS[1] .. KEYS_TAGS_BEARERS .. entries[i]) == 0 and
     mendable('nobody bears tag ', entries[i]) then
    redis.call('ZREM', KEYS[1], entries[i])
  end
end
return found
