-- SPDX-License-Identifier: Apache-2.0
-- Tells of what cannot be mended.
-- include relation/findings
local function broken(...) found[#found + 1] = '-' .. table.concat({...}) end
