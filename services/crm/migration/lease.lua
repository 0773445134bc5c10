-- SPDX-License-Identifier: Apache-2.0
-- Has the lock last from now on for as long as a lease; gives when that ends.
-- include services/crm/migration_scripts.h
-- include migration/clock
local function lease(lock, holder)
  local ends = clock() + MIGRATION_LEASE_MS
  redis.call('SET', lock, holder, 'PXAT', string.format('%.0f', ends))
  return ends
end
