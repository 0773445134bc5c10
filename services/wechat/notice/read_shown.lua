-- SPDX-License-Identifier: Apache-2.0
-- KEYS what somebody was shown. Returns all of it; HINT_MENDED: it was none, and nothing was shown.
-- include services/wechat/core/hint.h
-- include drop_foreign
if drop_foreign(KEYS[1], 'hash') then return HINT_MENDED end
return redis.call('HGETALL', KEYS[1])
