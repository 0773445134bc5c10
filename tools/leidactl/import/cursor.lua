-- SPDX-License-Identifier: Apache-2.0
-- include conversation/move_cursor
local id = math.min(ARGV[1], redis.call('LLEN', KEYS[2]))
if id <= tonumber(redis.call('HGET', KEYS[1], ARGV[2]) or 0) then return 0 end
local _, sent = struct.unpack(STORED_PLACE_FORMAT, redis.call('LINDEX', KEYS[2], id - 1))
move_cursor(KEYS[1], KEYS[3], ARGV[2], id, ARGV[3], sent)
return 1
