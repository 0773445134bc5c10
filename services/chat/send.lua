-- SPDX-License-Identifier: Apache-2.0
-- Appends a message. Blobs are as in common/store/stored.h: the row's place (id, sent) is put in front here.
-- Returns the id; or {id, time, duplicate} of the message that this call or client key has made before, with the
-- key's digest and the message where the digest is another; or a number of scripts.h or once.h.
-- include services/chat/scripts.h
-- include common/store/keys.h
-- include conversation/latest_of
-- include move
-- include once/known
-- include once/other
-- include once/judge
-- include once/find
-- include once/fence
-- include once/remember
local rel, msgs, chats, index, aged, latest, once = unpack(KEYS)
local blob, now, customer, staff, issued, retries, digest = unpack(ARGV)
local relation = redis.call('HMGET', rel, REL_MEMBER, REL_SENT, REL_FENCED)
local member, sent, stamp = relation[1], tonumber(relation[2] or 0), relation[3]
if not member then return SCRIPT_NO_RELATION end

local done = once and once_known(once, digest, msgs, STORED_MESSAGE_CALL, blob) or once_judge(stamp, issued, retries)
if not done and retries ~= '0' then done = once_find(msgs, STORED_MESSAGE_TIME, blob, issued, now) end
if done == ONCE_KEY_REUSED then return once_other(once, msgs) end
if done then return done end
once_fence(rel, REL_FENCED, stamp, issued, retries)

-- What is derived comes first: when a key of it is corrupt the script ends there, and no message was
-- sent.
if redis.call('ZADD', chats, 'GT', 'CH', now, customer) == 0 and
   ahead(redis.call('ZSCORE', chats, customer), now) then
  redis.call('ZADD', chats, now, customer)
end
move(index, aged, member, now)
local id = redis.call('LLEN', msgs) + 1
if not (sent >= 0 and sent < id) then return redis.error_reply('ERR sent is out of range') end
if staff == '1' then sent = sent + 1 end
local row = struct.pack(STORED_PLACE_FORMAT, id, sent) .. blob
redis.call('HSET', latest, customer, latest_of(row))
if staff == '1' then redis.call('HSET', rel, REL_SENT, sent) end
redis.call('RPUSH', msgs, row)
if once then once_remember(once, id, now, digest) end
return id
