-- SPDX-License-Identifier: Apache-2.0
-- Looks for the row that an earlier try appended to the list `rows`: its {place (from 1), time, 0}, nothing
-- when it is not there, or ONCE_LATE when that is not known. Rows hold their time at `time_at` and the call
-- behind it; `row`, which is to be appended, begins with the two. `now`: of the clock that rows get their
-- time from, ms. How far back it looks stands at the constants of once.h.
-- include common/store/once.h
-- include common/store/stored.h
local function once_find(rows, time_at, row, issued, now)
  local call = string.sub(row, STORED_TIME_SIZE + 1, STORED_TIME_SIZE + STORED_CALL_SIZE)
  local call_at = time_at + STORED_TIME_SIZE
  local count, bytes = redis.call('LLEN', rows), 0
  local stop = count
  while stop > 0 do
    local start = math.max(0, stop - ONCE_BLOCK)
    local newest = redis.call('LRANGE', rows, start, stop - 1)
    for i = #newest, 1, -1 do
      if string.sub(newest[i], call_at + 1, call_at + STORED_CALL_SIZE) == call then
        return {start + i, struct.unpack(STORED_TIME_FORMAT, newest[i], time_at + 1), 0}
      end
      bytes = bytes + #newest[i]
    end
    local oldest, read = struct.unpack(STORED_TIME_FORMAT, newest[1], time_at + 1), count - start
    local many = read >= ONCE_ROWS_MAX or bytes >= ONCE_BYTES_MAX
    if many and oldest < issued - ONCE_OLDER_MS then return end
    if many and start > 0 then return ONCE_LATE end
    if read >= ONCE_ROWS_MIN and oldest < now - ONCE_OLD_MS then return end
    stop = start
  end
end
