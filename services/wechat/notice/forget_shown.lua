-- SPDX-License-Identifier: Apache-2.0
-- KEYS what somebody was shown; ARGV pairs of a field and its value. Removes those that are as they were; returns 1.
for i = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then redis.call('HDEL', KEYS[1], ARGV[i]) end
end
return 1
