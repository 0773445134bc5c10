-- SPDX-License-Identifier: Apache-2.0
-- Reads the conversations at first..last, latest message first, or those of the customers who are named (ids with a
-- space between them). Returns {how many there are in all, ids of the customers, conversations}: of each what the
-- relation says, how many messages there are and the newest, or an error of Redis where a key of it is of another
-- type. There are as many as have messages that fit into `bytes` together, one at least: who asks names the other
-- customers then, so that the page stays the one that was found first.
-- include common/store/keys.h
local chats, relations, messages = unpack(KEYS)
local first, last, bytes, named = unpack(ARGV)
local ids, found, left = {}, {}, tonumber(bytes)
for id in string.gmatch(named, '%d+') do ids[#ids + 1] = id end
if #ids == 0 then ids = redis.call('ZREVRANGE', chats, first, last) end
for i, id in ipairs(ids) do
  local newest = redis.pcall('LINDEX', messages .. id, -1)
  left = left - (type(newest) == 'string' and #newest or 0)
  if left < 0 and i > 1 then break end
  found[i] = {
    redis.pcall('HMGET', relations .. id, REL_MEMBER, REL_READ_USER, REL_SEEN_USER, REL_NAME, REL_MEMO_NAME),
    redis.pcall('LLEN', messages .. id), newest,
  }
end
return {redis.call('ZCARD', chats), ids, found}
