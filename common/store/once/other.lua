-- SPDX-License-Identifier: Apache-2.0
-- What a client's key did whose digest is another (ONCE_KEY_REUSED of once_known): {id, time, 1, its digest, the
-- row}. Whether that is the same content, spelt otherwise, the service judges. The row is empty where there is none.
local function once_other(once, rows)
  local id, time, digest = string.match(redis.call('GET', once), '^(%d+) (%d+) (%x+)$')
  return {tonumber(id), tonumber(time), 1, digest, redis.call('LINDEX', rows, id - 1) or ''}
end
