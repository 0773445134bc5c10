-- SPDX-License-Identifier: Apache-2.0
-- include common/store/keys.h
-- include common/store/stored.h
local member = redis.call('HGET', KEYS[1], REL_MEMBER)
if not member then return redis.error_reply('ERR no relation ' .. KEYS[1]) end
local sent = (redis.call('HGET', KEYS[1], REL_SENT) or 0) + ARGV[1]
local id = redis.call('LLEN', KEYS[2]) + 1
redis.call('RPUSH', KEYS[2], struct.pack(STORED_PLACE_FORMAT, id, sent) .. ARGV[2])
redis.call('HSET', KEYS[1], REL_SENT, sent)
redis.call('ZADD', KEYS[3], 'GT', ARGV[3], ARGV[4])
redis.call('ZADD', KEYS[4], 'GT', ARGV[3], member)
redis.call('ZADD', KEYS[5], 0, member)
return id
