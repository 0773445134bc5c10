-- SPDX-License-Identifier: Apache-2.0
-- The digits are those of common/store/credential.h.
local old = redis.call('GET', KEYS[1]) or ''
local digit = old:sub(1, 1)
local enabled, scheme, token = ARGV[1], ARGV[2], ARGV[3]
if enabled == '' then enabled = (digit == '0' or digit == '3') and '0' or '1' end
if scheme == '' then scheme = (digit == '2' or digit == '3') and 'hmac' or 'any' end
if token == '' then token = #old > 1 and old:sub(2) or ARGV[4] end
if scheme == 'hmac' then digit = enabled == '1' and '2' or '3' else digit = enabled end
if old == digit .. token then return {token, 0} end
redis.call('SET', KEYS[1], digit .. token)
return {token, 1}
