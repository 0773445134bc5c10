-- SPDX-License-Identifier: Apache-2.0
-- Rows that are older than many that are stored: a list of rows takes them in only by making those behind
-- them move, and ids of actions are places. So the list is made anew beside the old one, by steps that are
-- short, and takes its place with the last of them, and with it all lists of ids: until then readers see the
-- store as it was, and what services append meanwhile comes in.
--
-- What lies beside the list L that is made anew: `L:merge`, the new one; `L:merge:rows`, which are to go in,
-- by time; `L:merge:at`, how many rows of L and of those the new one has; and of actions the lists of ids
-- whose new ones lie at `…:merge` (merge_lists.lua).
local list = KEYS[1]
local new, rows = list .. ':merge', list .. ':merge:rows'
local place = list .. ':merge:at'
