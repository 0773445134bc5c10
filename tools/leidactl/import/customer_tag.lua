-- SPDX-License-Identifier: Apache-2.0
-- include common/store/keys.h
local company, tag = ARGV[1], ARGV[2]
local list = redis.call('HGET', KEYS[1], company)
local before = list
if not list then
  list = ARGV[3] ~= '1' and redis.call('HGET', KEYS[1], '0') or ''
end
if tag ~= '0' and not (',' .. list .. ','):find(',' .. tag .. ',', 1, true) then
  list = list == '' and tag or list .. ',' .. tag
end
redis.call('HSET', KEYS[1], company, list)
if list ~= before then redis.call('HINCRBY', KEYS[1], TAGGED_VERSION, 1) end
return list == before and 0 or 1
