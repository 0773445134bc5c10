-- SPDX-License-Identifier: Apache-2.0
-- KEYS the reminder that somebody got last; ARGV the name of one, seconds that it keeps others off. Returns the name of
-- the one that does: this one, when none did. HINT_MENDED: this one, what was there was none, or without an end.
-- include services/wechat/core/hint.h
-- include drop_foreign
local mended = drop_foreign(KEYS[1], 'string')
local life = redis.call('PTTL', KEYS[1])
if life == -1 or life > ARGV[2] * 1000 then mended = redis.call('DEL', KEYS[1]) == 1 end
local before = redis.call('SET', KEYS[1], ARGV[1], 'NX', 'GET', 'EX', ARGV[2])
return mended and HINT_MENDED or before or ARGV[1]
