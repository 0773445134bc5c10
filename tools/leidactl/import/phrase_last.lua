-- SPDX-License-Identifier: Apache-2.0
-- include common/store/keys.h
local phrases, id = KEYS[1], ARGV[1]
if tonumber(id) <= tonumber(redis.call('HGET', phrases, PHRASES_LAST) or 0) then return 0 end
redis.call('HSET', phrases, PHRASES_LAST, id)
return 1
