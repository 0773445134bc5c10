-- SPDX-License-Identifier: Apache-2.0
-- Moves a cursor forward to `id`, never back: returns 1; or SCRIPT_NOT_MOVED or another number of scripts.h, or
-- one of once.h. Tries of one call may name different ids, for a page is read anew on each. So a later try claims
-- its number before it reads, with the id 0, which moves nothing: no try before it then marks what came later and was
-- never shown.
-- include services/chat/scripts.h
-- include common/store/keys.h
-- include parts/sent_at
-- include conversation/move_cursor
-- include once/judge
-- include once/fence
local rel, msgs, once, cursors = unpack(KEYS)
local read, seen, id, issued, retries = unpack(ARGV)
local relation = redis.call('HMGET', rel, REL_MEMBER, read, REL_FENCED)
if cursors then redis.call('HLEN', cursors) end -- ends here what is corrupt: nothing is changed
if not relation[1] then return SCRIPT_NO_RELATION end
local stamp = relation[3]
local refused = once_judge(stamp, issued, retries)
if refused then return refused end
once_fence(rel, REL_FENCED, stamp, issued, retries)
if retries ~= '0' then
  local above = tonumber(redis.call('GET', once) or 0) - retries
  if above > 0 or above == 0 and id == '0' then return ONCE_PASSED end
  if id == '0' then redis.call('SET', once, retries, 'EX', ONCE_RECORD_S) end
end

local at = tonumber(relation[2] or 0)
if tonumber(id) <= at and at <= redis.call('LLEN', msgs) then return SCRIPT_NOT_MOVED end
local row = redis.call('LINDEX', msgs, id - 1)
if not row then return SCRIPT_NO_SUCH_ID end
local sent = sent_at(row)
if tonumber(id) <= at or sent > tonumber(id) then
  return redis.error_reply('ERR a cursor or a row is out of range')
end
move_cursor(rel, cursors, read, id, seen, sent)
return 1
