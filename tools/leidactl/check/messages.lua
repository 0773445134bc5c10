-- SPDX-License-Identifier: Apache-2.0
-- The place of a row, its id and how many are from the staff user, follows from the rows before it.
-- include common/store/keys.h
-- include common/store/stored.h
-- include conversation/check_copies
-- include relation/broken
-- include parts/is_future
local rel, msgs, chats, latest, cursors = unpack(KEYS)
local from, count = tonumber(ARGV[2]), redis.call('LLEN', msgs)
if redis.call('EXISTS', rel) == 0 then
  broken('there is no relation for it')
  return found
end
local function sent_at(id)
  local row = id > 0 and redis.call('LINDEX', msgs, id - 1)
  if not row or #row < STORED_MESSAGE_PLACE then return 0 end
  return (struct.unpack(STORED_SENT_FORMAT, row, STORED_MESSAGE_SENT + 1))
end
local function time_of(row) return (struct.unpack(STORED_TIME_FORMAT, row, STORED_MESSAGE_TIME + 1)) end

local sent, rows, size = sent_at(from), {}, 0
repeat
  local some = redis.call('LRANGE', msgs, from + #rows, from + #rows + 19)
  for _, row in ipairs(some) do
    rows[#rows + 1] = row
    size = size + #row
  end
until #some < 20 or #rows == 400 or size > 262144
for i, row in ipairs(rows) do
  local id = from + i
  if #row < STORED_MESSAGE_HEAD then
    broken('row ', id, ' is damaged')
  else
    sent = sent + row:byte(STORED_MESSAGE_FLAGS + 1) % (2 * STORED_FROM_STAFF)
    local place = struct.pack(STORED_PLACE_FORMAT, id, sent)
    if row:sub(1, STORED_MESSAGE_PLACE) ~= place and mendable('row ', id, ' does not know its place') then
      row = place .. row:sub(STORED_MESSAGE_PLACE + 1)
      redis.call('LSET', msgs, id - 1, row)
    end
    if is_future(time_of(row)) and mendable('row ', id, ' is dated in the future') then
      redis.call('LSET', msgs, id - 1, row:sub(1, STORED_MESSAGE_TIME) .. struct.pack(STORED_TIME_FORMAT, now) ..
                                       row:sub(STORED_MESSAGE_CALL + 1))
    end
  end
end
if from + #rows < count then
  found[1] = from + #rows
  return found
end

local function set(field, right)
  local value = tonumber(redis.call('HGET', rel, field) or 0)
  if value ~= right and mendable('the relation\'s ', field, ' is ', value, ', not ', right) then
    redis.call('HSET', rel, field, right)
  end
end
set(REL_SENT, sent)
for read, seen in pairs({[REL_READ_USER] = REL_SEEN_USER, [REL_READ_CUSTOMER] = REL_SEEN_CUSTOMER}) do
  local cursor = tonumber(redis.call('HGET', rel, read) or 0)
  set(read, math.min(cursor, count))
  set(seen, sent_at(math.min(cursor, count)))
end
if not redis.call('ZSCORE', chats, ARGV[3]) and mendable('it is not among the conversations') then
  redis.call('ZADD', chats, string.format('%.0f', time_of(redis.call('LINDEX', msgs, -1))), ARGV[3])
end
check_copies(rel, msgs, latest, cursors, ARGV[3])
return found
