-- SPDX-License-Identifier: Apache-2.0
-- What a script returns for a try that may not be applied; nothing for one that may. `stamp`: the field's
-- value, false when there is none; `issued` and `retries`: as given, texts.
-- include common/store/once.h
local function once_judge(stamp, issued, retries)
  if retries == '0' then
    if stamp and tonumber(issued) <= tonumber(stamp) then return ONCE_PASSED end
  elseif redis.call('TIME')[1] - issued / 1000 > ONCE_RETRY_S then
    return ONCE_LATE
  end
end
