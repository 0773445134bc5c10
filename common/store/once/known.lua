-- SPDX-License-Identifier: Apache-2.0
-- What a client's key did when it was used before: {id, time, duplicate} of the row in the list `rows`, 0 for
-- duplicate when this very call used it (an earlier try); ONCE_KEY_REUSED for other content; nothing when it
-- is new. `once` is the key's record; `call_at` is where rows hold their call, and `row`
-- begins with a time and this call.
-- include common/store/once.h
-- include common/store/stored.h
local function once_known(once, digest, rows, call_at, row)
  local known = redis.call('GET', once)
  if not known then return end
  local id, time, of = string.match(known, '^(%d+) (%d+) (%x+)$')
  if not id or #of ~= #digest then return redis.error_reply('ERR no key of a client') end
  if of ~= digest then return ONCE_KEY_REUSED end
  local first = redis.call('LINDEX', rows, id - 1)
  local own = first and string.sub(first, call_at + 1, call_at + STORED_CALL_SIZE) ==
                          string.sub(row, STORED_TIME_SIZE + 1, STORED_TIME_SIZE + STORED_CALL_SIZE)
  return {tonumber(id), tonumber(time), own and 0 or 1}
end
