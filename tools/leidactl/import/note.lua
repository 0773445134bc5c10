-- SPDX-License-Identifier: Apache-2.0
-- include common/store/keys.h
-- include parts/take_later
local member = redis.call('HGET', KEYS[1], REL_MEMBER)
if not member then return redis.error_reply('ERR no relation ' .. KEYS[1]) end
if ARGV[1] ~= '' then
  local later = take_later(KEYS[2], tonumber(ARGV[2]))
  redis.call('RPUSH', KEYS[2], ARGV[1])
  for _, row in ipairs(later) do redis.call('RPUSH', KEYS[2], row) end
end
redis.call('ZADD', KEYS[3], 'GT', ARGV[2], member)
return redis.call('ZADD', KEYS[4], 0, member)
