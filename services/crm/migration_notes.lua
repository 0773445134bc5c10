-- SPDX-License-Identifier: Apache-2.0
-- A note was its time and its text; since then the call stands between the two. A row that has one shows it:
-- no call is eight zero bytes, which no text begins with, and a call is there only in front of the words with
-- which a service begins its notes. So it was up to form 1; now notes of any text have one: not for stores of
-- form 2 and later.
-- include common/store/stored.h
-- include migration/fence
local from, none = tonumber(ARGV[1]), string.rep('\0', STORED_CALL_SIZE)
local words = '更新预计成交'
local rows, found = redis.call('LRANGE', KEYS[1], from, from + 99), {0}
for i, row in ipairs(rows) do
  local call, text = row:sub(STORED_TIME_SIZE + 1, STORED_NOTE_HEAD), row:sub(STORED_NOTE_HEAD + 1)
  if #row >= STORED_TIME_SIZE and call ~= none and text:sub(1, #words) ~= words then
    redis.call('LSET', KEYS[1], from + i - 1, row:sub(1, STORED_TIME_SIZE) .. none .. row:sub(STORED_TIME_SIZE + 1))
    found[#found + 1] = '+'
  end
end
if #rows == 100 then found[1] = from + 100 end
return found
