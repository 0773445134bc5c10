-- SPDX-License-Identifier: Apache-2.0
-- KEYS a window. Gives one back that was taken for nothing; returns 1.
if redis.call('HEXISTS', KEYS[1], 'left') == 1 then redis.call('HINCRBY', KEYS[1], 'left', 1) end
return 1
