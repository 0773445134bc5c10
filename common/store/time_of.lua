-- SPDX-License-Identifier: Apache-2.0
-- The time of an action or a note, ms.
-- include common/store/stored.h
local function time_of(row) return (struct.unpack(STORED_TIME_FORMAT, row)) end
