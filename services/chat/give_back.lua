-- SPDX-License-Identifier: Apache-2.0
-- Undoes the handing out of the messages after `from` up to `to`, unless the cursor has moved on: returns 1.
-- include parts/sent_at
-- include conversation/move_cursor
local rel, msgs, once, cursors = unpack(KEYS)
local read, seen, from, to = unpack(ARGV)
if redis.call('HGET', rel, read) ~= to then return 1 end
local row = from ~= '0' and redis.call('LINDEX', msgs, from - 1)
move_cursor(rel, cursors, read, from, seen, row and sent_at(row) or 0)
redis.call('DEL', once)
return 1
