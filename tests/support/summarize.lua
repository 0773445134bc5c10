-- SPDX-License-Identifier: Apache-2.0
-- KEYS a relation, the summaries: what services and import do behind each change of one.
-- include relation/summarize
summarize(KEYS[1], KEYS[2])
