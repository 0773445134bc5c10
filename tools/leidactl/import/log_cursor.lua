-- SPDX-License-Identifier: Apache-2.0
-- include common/store/keys.h
local given = KEYS[2]
local id = math.min(ARGV[1], redis.call('LLEN', KEYS[1]))
if id <= tonumber(redis.call('HGET', given, LOG_GIVEN_READ) or 0) then return 0 end
redis.call('HSET', given, LOG_GIVEN_READ, id)
return 1
