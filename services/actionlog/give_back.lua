-- SPDX-License-Identifier: Apache-2.0
-- Undoes the giving of the rows behind `from` up to `to`, unless the mark has moved on: returns 1.
-- include common/store/keys.h
local given, once = unpack(KEYS)
local from, to = unpack(ARGV)
if redis.call('HGET', given, LOG_GIVEN_READ) ~= to then return 1 end
redis.call('HSET', given, LOG_GIVEN_READ, from)
redis.call('DEL', once)
return 1
