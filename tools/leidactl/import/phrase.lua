-- SPDX-License-Identifier: Apache-2.0
-- A text is kept once. The id that another line gives it is not used for another phrase either: whoever has it would
-- delete that one.
-- include common/store/keys.h
-- include phrases/look
local phrases, id, text = KEYS[1], tonumber(ARGV[1]), ARGV[2]
local count, highest, there = phrases_look(phrases, text)
if there then
  if id > highest then redis.call('HSET', phrases, PHRASES_LAST, ARGV[1]) end
  return 0
end
if count > PHRASES_MAX and (id == 0 or redis.call('HEXISTS', phrases, ARGV[1]) == 0) then
  return 0 -- the import has seen that the text is among those that were not read
end
if id == 0 then id = math.max(highest, ARGV[3]) + 1 end
id = string.format('%.0f', id)
local before = redis.call('HGET', phrases, id)
if before == text then return 0 end
if not before and count >= PHRASES_MAX then return redis.error_reply('ERR others added phrases: no room is left') end
redis.call('HSET', phrases, id, text)
return 1
