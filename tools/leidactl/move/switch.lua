-- SPDX-License-Identifier: Apache-2.0
-- KEYS STORE_FORM_KEY, STORE_FORM_MOVED_KEY; ARGV the beginning of a channel's name, then "TOKEN ADDRESS". Marks the
-- store as moved, and gives 1, if somebody is subscribed to the channel whose name ends with how many changes the store
-- has seen: whoever copied it says so that all is copied, and nothing has been written since (docs/decisions/0041).
-- Else gives 0.
-- include common/store/form.h
local changes = string.match(redis.call('INFO', 'persistence'), 'rdb_changes_since_last_save:(%d+)')
if redis.call('PUBSUB', 'NUMSUB', ARGV[1] .. changes)[2] == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('SET', KEYS[1], STORE_FORM_MOVED)
return 1
