-- SPDX-License-Identifier: Apache-2.0
-- Brings the index of a customer on by up to 400 rows; returns how many are still to come.
-- include actions/index_rows
local log, of_customer = unpack(KEYS)
return index_rows(log, ARGV[1], redis.call('LLEN', of_customer), 400)
