-- SPDX-License-Identifier: Apache-2.0
-- Moves the last activities of customers to the given times. KEYS[2] and [3] the sorted index and its aged members;
-- ARGV[1] the prefix of the relations' keys.
-- include common/store/keys.h
local function move_activities(times)
  for customer, time in pairs(times) do
    local member = redis.call('HGET', ARGV[1] .. customer, REL_MEMBER)
    redis.call('ZADD', KEYS[2], 'GT', string.format('%.0f', time), member)
    redis.call('ZADD', KEYS[3], 0, member)
  end
end
