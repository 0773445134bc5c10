-- SPDX-License-Identifier: Apache-2.0
-- KEYS a window. Gives one back that was taken for nothing; returns 1; HINT_MENDED: what was there was none.
-- include services/wechat/core/hint.h
-- include drop_foreign
-- include whole
if drop_foreign(KEYS[1], 'hash') then return HINT_MENDED end
if whole(redis.call('HGET', KEYS[1], 'left')) then redis.call('HINCRBY', KEYS[1], 'left', 1) end
return 1
