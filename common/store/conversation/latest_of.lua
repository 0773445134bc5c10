-- SPDX-License-Identifier: Apache-2.0
-- What the list of conversations keeps of the newest message, by its row.
-- include common/store/stored.h
local function latest_of(row) return #row <= LATEST_MAX and row or row:sub(1, STORED_MESSAGE_HEAD) end
