-- SPDX-License-Identifier: Apache-2.0
-- What is kept of a conversation for the list of all, found and made anew from the messages and the relation, where
-- it is not as it must be.
-- include common/store/keys.h
-- include conversation/latest_of
-- include relation/findings
local function check_copies(rel, msgs, latest, cursors, customer)
  local newest = redis.call('LINDEX', msgs, -1)
  if newest and redis.call('HGET', latest, customer) ~= latest_of(newest) and
     mendable('its newest message is out of date in the list of conversations') then
    redis.call('HSET', latest, customer, latest_of(newest))
  end
  local read, seen = unpack(redis.call('HMGET', rel, REL_READ_USER, REL_SEEN_USER))
  local right = read and struct.pack(CURSOR_FORMAT, tonumber(read) or 0, tonumber(seen or 0) or 0)
  if redis.call('HGET', cursors, customer) == right or
     not mendable('its cursor is out of date in the list of conversations') then return end
  if right then redis.call('HSET', cursors, customer, right) else redis.call('HDEL', cursors, customer) end
end
