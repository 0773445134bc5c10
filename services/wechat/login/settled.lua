-- SPDX-License-Identifier: Apache-2.0
-- KEYS the claim of an openid; ARGV the claim as it is, and as it shall be, '' to give it up. Returns 1, also when
-- somebody else has settled it.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2]) end
end
return 1
