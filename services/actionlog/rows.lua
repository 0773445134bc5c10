-- SPDX-License-Identifier: Apache-2.0
-- Returns the rows of these ids, as far as one run goes.
-- include actions/rows_of
return rows_of(KEYS[1], ARGV)
