-- SPDX-License-Identifier: Apache-2.0
-- KEYS what a staff user's people were told; ARGV who, the id up to which, the one before it, by which reminder. They
-- were not told by that reminder after all: goes back, once for each reminder, unless they were told more since.
-- Returns 1; HINT_MENDED: what they were told was none.
-- include services/wechat/core/hint.h
-- include drop_foreign
local who, id, before, reminder = unpack(ARGV)
if drop_foreign(KEYS[1], 'hash') then return HINT_MENDED end
if redis.call('HGET', KEYS[1], who .. ':back') == reminder then return 1 end
redis.call('HSET', KEYS[1], who .. ':back', reminder)
if redis.call('HGET', KEYS[1], who) == id then redis.call('HSET', KEYS[1], who, before) end
return 1
