-- SPDX-License-Identifier: Apache-2.0
-- Sets a cursor of a relation, its fields `read` and `seen`, and in `cursors` the copy of the staff user's: first, so
-- that a key of another type ends it here. Without `cursors` it is the customer's.
-- include common/store/stored.h
local function move_cursor(rel, cursors, read, at, seen, sent)
  if cursors then redis.call('HSET', cursors, string.match(rel, '%d+$'), struct.pack(CURSOR_FORMAT, at, sent)) end
  redis.call('HSET', rel, read, at, seen, sent)
end
