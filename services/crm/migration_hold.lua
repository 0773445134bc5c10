-- SPDX-License-Identifier: Apache-2.0
-- Only a lock that was held all along: what its holder has read meanwhile is still so.
-- include services/crm/migration_scripts.h
-- include migration/lease
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return MIGRATION_OTHERS end
return lease(KEYS[2], ARGV[1])
