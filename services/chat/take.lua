-- SPDX-License-Identifier: Apache-2.0
-- Hands out the messages after `from` up to `to`, if the cursor still stands at `from`: returns 1. Of more
-- than `sure` messages only as many as fit into `bytes`: returns what it hands out ("from to"). A call is
-- given one range once: when it has been given one, returns that; 0 when the cursor has moved; or a number of
-- once.h.
-- include services/chat/scripts.h
-- include common/store/keys.h
-- include parts/fit
-- include parts/sent_at
-- include conversation/move_cursor
-- include once/judge
-- include once/fence
local rel, msgs, once, cursors = unpack(KEYS)
local read, seen, from, to, sure, bytes, cost, issued, retries = unpack(ARGV)
local relation = redis.call('HMGET', rel, REL_MEMBER, read, REL_FENCED)
if cursors then redis.call('HLEN', cursors) end -- ends here what is corrupt: nothing is changed
if not relation[1] then return SCRIPT_NO_RELATION end
local stamp = relation[3]
local refused = once_judge(stamp, issued, retries)
if refused then return refused end
once_fence(rel, REL_FENCED, stamp, issued, retries)

if (relation[2] or '0') ~= from then return redis.call('GET', once) or 0 end
local measured = to - from > tonumber(sure)
if measured then
  to = string.format('%.0f', from + fit(msgs, tonumber(from), to - 1, tonumber(bytes), cost))
end
local row = to ~= from and redis.call('LINDEX', msgs, to - 1)
if to ~= from and not row then return 0 end
local sent = row and sent_at(row)
local known = redis.call('SET', once, from .. ' ' .. to, 'NX', 'GET', 'EX', ONCE_RECORD_S)
if known then return known end
if row then move_cursor(rel, cursors, read, to, seen, sent) end
return measured and from .. ' ' .. to or 1
