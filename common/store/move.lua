-- SPDX-License-Identifier: Apache-2.0
-- Moves a relation forward in a sorted index by time, and back where it stands in the future; one without the time goes
-- into `aged` as well (common/store/keys.h).
-- include ahead
local function move(index, aged, member, now)
  local at = redis.call('ZSCORE', index, member)
  if not at or tonumber(at) < tonumber(now) or ahead(at, now) then
    redis.call('ZADD', index, now, member)
  end
  if not at then redis.call('ZADD', aged, 0, member) end
end
