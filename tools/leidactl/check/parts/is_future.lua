-- SPDX-License-Identifier: Apache-2.0
-- Times of the future (common/store/row_time.h) by Redis' clock; what has one has happened by `now`.
-- include common/store/row_time.h
local now = redis.call('TIME')[1] * 1000
local function is_future(time) return tonumber(time) > now + ROW_TIME_AHEAD end
