-- SPDX-License-Identifier: Apache-2.0
-- KEYS the claim; ARGV the staff user. Returns 1, or 0 when it is another's. Each use makes it last anew: it
-- must not end before what the world remembers of the use.
-- include common/store/once.h
local known = redis.call('GET', KEYS[1])
if known and not string.match(known, '^%d+$') then return redis.error_reply('ERR no claim') end
if known and known ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ONCE_CLIENT_KEY_S)
return 1
