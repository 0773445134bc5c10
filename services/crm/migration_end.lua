-- SPDX-License-Identifier: Apache-2.0
-- Sets the mark and gives the lock back.
-- include common/store/form.h
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
if tonumber(redis.call('GET', KEYS[1]) or 0) >= tonumber(STORE_FORM) then return 0 end
redis.call('SET', KEYS[1], STORE_FORM)
return 1
