-- SPDX-License-Identifier: Apache-2.0
-- KEYS a customer's profile; ARGV the profile, openid. Returns 1; 0 when it was made before, for the same openid; 2
-- when the id is another's.
if redis.call('SET', KEYS[1], ARGV[1], 'NX') then return 1 end
local good, fields = pcall(cmsgpack.unpack, redis.call('GET', KEYS[1]))
if good and type(fields) == 'table' and fields.openid == ARGV[2] then return 0 end
return 2
