-- SPDX-License-Identifier: Apache-2.0
-- include services/crm/migration_scripts.h
-- include common/store/form.h
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return MIGRATION_OTHERS end
redis.call('SET', KEYS[1], STORE_FORM)
return redis.call('DEL', KEYS[2])
