-- SPDX-License-Identifier: Apache-2.0
-- KEYS what a staff user's people were told; ARGV who, an id. Returns 1; HINT_MENDED: what was told before was none.
-- What stands there as anything but a number counts as nothing.
-- include services/wechat/core/hint.h
-- include drop_foreign
-- include whole
local mended = drop_foreign(KEYS[1], 'hash')
local told = whole(redis.call('HGET', KEYS[1], ARGV[1]))
if not told or told < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return mended and HINT_MENDED or 1
