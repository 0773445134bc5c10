-- SPDX-License-Identifier: Apache-2.0
-- How many messages of the staff user there are up to a row.
-- include common/store/stored.h
local function sent_at(row) return (struct.unpack(STORED_SENT_FORMAT, row, STORED_MESSAGE_SENT + 1)) end
