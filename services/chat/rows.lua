-- SPDX-License-Identifier: Apache-2.0
-- Reads the rows at first..last, as LRANGE counts them, as many as fit into `bytes`; with `newest` = 1 those
-- at the end. Returns {whether it left rows out, rows}.
-- include parts/fit
local msgs = KEYS[1]
local first, last, bytes, cost, newest = unpack(ARGV)
first, last, newest = tonumber(first), tonumber(last), newest == '1'
local total, rows = redis.call('LLEN', msgs), {}
if first < 0 then first = math.max(0, total + first) end
if last < 0 then last = total + last end
last = math.min(last, total - 1)
local count = fit(msgs, first, last, tonumber(bytes), cost, newest, function(i, row) rows[i] = row end)
if newest then
  for i = 1, math.floor(count / 2) do rows[i], rows[count + 1 - i] = rows[count + 1 - i], rows[i] end
end
return {count <= last - first and 1 or 0, rows}
