-- SPDX-License-Identifier: Apache-2.0
-- A later try raises the stamp: first tries that come after it are passed back.
-- include once/stamp
local function once_fence(hash, field, stamp, issued, retries)
  if retries ~= '0' then once_stamp(hash, field, stamp, issued) end
end
