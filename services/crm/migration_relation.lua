-- SPDX-License-Identifier: Apache-2.0
-- Before the mark a relation
-- - kept when it began in `created` besides the member; had a member without the source, and no summary;
-- - was fenced for the day after a failover: as the stamp that `fenced` is now, such a time of the future would
--   send every first try of that day on a detour. No gateway's clock is so far ahead (decision 0007).
-- include common/store/keys.h
-- include common/store/once.h
-- include migration/fence
-- include relation/check
local fenced = tonumber(redis.call('HGET', rel, REL_FENCED))
if fenced and fenced > (redis.call('TIME')[1] + ONCE_RECORD_S - ONCE_RETRY_S) * 1000 then
  redis.call('HDEL', rel, REL_FENCED)
end
if redis.call('HEXISTS', rel, REL_MEMBER) == 1 then redis.call('HDEL', rel, 'created') end
return check_relation()
