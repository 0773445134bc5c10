-- SPDX-License-Identifier: Apache-2.0
-- The names of the lists of ids that are made anew with the list of rows.
-- include parts/merge_names
local lists = list .. ':merge:lists'
