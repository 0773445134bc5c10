-- SPDX-License-Identifier: Apache-2.0
-- Takes the lock, or holds it longer, if the store is of an older form.
-- include services/crm/migration_scripts.h
-- include common/store/form.h
local form = tonumber(redis.call('GET', KEYS[1]) or 0)
if not form or form >= tonumber(STORE_FORM) or redis.call('DBSIZE') == 0 then return MIGRATION_NOT_DUE end
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return MIGRATION_OTHERS end
redis.call('SET', KEYS[2], ARGV[1], 'PX', MIGRATION_LOCKED_MS)
return MIGRATION_MINE
