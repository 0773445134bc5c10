-- SPDX-License-Identifier: Apache-2.0
-- Messages of one staff user, by any of their customers, oldest first in each conversation.
-- include common/store/keys.h
-- include conversation/latest_of
local chats, follow, follow_aged, activity, activity_aged, latest = unpack(KEYS)
local relations, conversations = ARGV[1], ARGV[2]
local parts = 4

-- All of them must have their relation before anything is written.
local talks = {}
for i = 3, #ARGV, parts do
  local customer = ARGV[i]
  if not talks[customer] then
    local member, sent = unpack(redis.call('HMGET', relations .. customer, REL_MEMBER, REL_SENT))
    if not member then return redis.error_reply('ERR no relation ' .. relations .. customer) end
    local msgs = conversations .. customer
    talks[customer] = {member = member, sent = tonumber(sent or 0), msgs = msgs, id = redis.call('LLEN', msgs)}
  end
end

local function later(talk, name, time)
  if not talk[name] or tonumber(time) > tonumber(talk[name]) then talk[name] = time end
end
for i = 3, #ARGV, parts do
  local talk, from_staff, time = talks[ARGV[i]], ARGV[i + 1] == '1', ARGV[i + 2]
  talk.id = talk.id + 1
  if from_staff then talk.sent = talk.sent + 1 end
  talk.row = struct.pack(STORED_PLACE_FORMAT, talk.id, talk.sent) .. ARGV[i + 3]
  redis.call('RPUSH', talk.msgs, talk.row)
  later(talk, 'last', time)
  later(talk, from_staff and 'follow' or 'activity', time)
end

local function move(index, aged, talk, time)
  if not time then return end
  redis.call('ZADD', index, 'GT', time, talk.member)
  redis.call('ZADD', aged, 0, talk.member)
end
for customer, talk in pairs(talks) do
  redis.call('HSET', latest, customer, latest_of(talk.row))
  redis.call('HSET', relations .. customer, REL_SENT, talk.sent)
  redis.call('ZADD', chats, 'GT', talk.last, customer)
  move(follow, follow_aged, talk, talk.follow)
  move(activity, activity_aged, talk, talk.activity)
end
return 1
