-- SPDX-License-Identifier: Apache-2.0
-- Nobody is given a lock that is there, not even who has it: what was sent before may still be under way.
-- ARGV[2]: how many keys there are on the other masters of a cluster.
-- include services/crm/migration_scripts.h
-- include common/store/form.h
-- include migration/lease
local form = tonumber(redis.call('GET', KEYS[1]) or 0)
if not form or form >= tonumber(STORE_FORM) or redis.call('DBSIZE') + ARGV[2] == 0 then return MIGRATION_NOT_DUE end
if redis.call('EXISTS', KEYS[2]) == 1 then return MIGRATION_OTHERS end
return lease(KEYS[2], ARGV[1])
