-- SPDX-License-Identifier: Apache-2.0
-- KEYS STORE_FORM_KEY; ARGV token, '1' if it does not matter whether the store is used already. Has nobody use any more
-- a store that a move with that token has filled, and gives 1; 0, and does nothing, where it is used.
-- include common/store/form.h
local form = redis.call('GET', KEYS[1])
if form ~= STORE_FORM_FILLED .. ARGV[1] and ARGV[2] ~= '1' then return 0 end
redis.call('SET', KEYS[1], STORE_FORM_FILLED .. 'back')
return 1
