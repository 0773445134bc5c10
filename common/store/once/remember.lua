-- SPDX-License-Identifier: Apache-2.0
-- Remembers what a client's key did. By a format: `..` would write a number of more than 14
-- digits with an exponent, and rounded.
-- include common/store/once.h
local function once_remember(once, id, time, digest)
  redis.call('SET', once, string.format('%.0f %.0f ', id, time) .. digest, 'EX', ONCE_CLIENT_KEY_S)
end
