-- SPDX-License-Identifier: Apache-2.0
-- Before form 2 nothing of a conversation was kept for the list of all. The messages are no key of the script, which
-- Redis would take for one that it may write: crm may read them only (ops/docker/make-secrets).
-- include migration/fence
-- include conversation/check_copies
local rel, latest, cursors = unpack(KEYS)
local customer, msgs = ARGV[2], ARGV[3]
check_copies(rel, msgs, latest, cursors, customer)
return found
