-- SPDX-License-Identifier: Apache-2.0
-- What the index of tags has of a customer, and its number of those who bear a tag made anew.
-- include common/store/keys.h
-- Gives company, version and list; nothing when the index has nothing of the customer.
local function tags_known(of, customer)
  local known = redis.call('HGET', of, customer)
  if known then return string.match(known, '^(%d+):(%d+):([%d,]*)$') end
end
local function tags_count(tags, id)
  local count = redis.call('ZCARD', tags .. KEYS_TAGS_BEARERS .. id)
  if count == 0 then redis.call('ZREM', tags, id) else redis.call('ZADD', tags, count, id) end
end
