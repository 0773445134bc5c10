-- SPDX-License-Identifier: Apache-2.0
-- What get_new_log has given ends with the log at the latest.
-- include common/store/keys.h
-- include relation/findings
local given, log = unpack(KEYS)
local read, count = redis.call('HGET', given, LOG_GIVEN_READ), redis.call('LLEN', log)
local number = read and tonumber(string.match(read, '^%d+$') or '')
if read and (not number or number > count or string.format('%.0f', number) ~= read) and
   mendable('its mark is ', read, ', but the log has ', count, ' rows') then
  redis.call('HSET', given, LOG_GIVEN_READ, count)
end
return found
