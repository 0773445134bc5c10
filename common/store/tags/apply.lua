-- SPDX-License-Identifier: Apache-2.0
-- The index of the tags that a staff user's customers bear (common/store/keys.h): what it has of a customer,
-- and how it is brought to what the customer's own key says. That one is on another slot, so whoever changed
-- it, or found it changed, reads it and then each world that it concerns is told: a version that grows with
-- each change lets the newest win in whatever order they come.
-- include tags/known
local function tags_split(list)
  local ids, set = {}, {}
  for id in string.gmatch(list, '%d+') do ids[#ids + 1], set[id] = id, true end
  return ids, set
end
local function tags_apply(tags, of, customer, to, now)
  local _, _, before = tags_known(of, customer)
  local ids, wanted = tags_split(to.list)
  for _, id in ipairs((tags_split(before or ''))) do
    if not wanted[id] then
      redis.call('ZREM', tags .. KEYS_TAGS_BEARERS .. id, customer)
      tags_count(tags, id)
    end
  end
  for _, id in ipairs(ids) do
    redis.call('ZADD', tags .. KEYS_TAGS_BEARERS .. id, 'NX', now, customer)
    tags_count(tags, id)
  end
  redis.call('HSET', of, customer, to.company .. ':' .. to.version .. ':' .. to.list)
end
