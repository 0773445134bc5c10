-- SPDX-License-Identifier: Apache-2.0
-- KEYS STORE_FORM_KEY, STORE_FORM_MOVED_KEY; ARGV what the latter holds. Takes it back that the store has moved there,
-- and gives 1; 0 where it has not.
-- include common/store/form.h
if redis.call('GET', KEYS[1]) ~= STORE_FORM_MOVED or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], STORE_FORM)
redis.call('DEL', KEYS[2])
return 1
