-- SPDX-License-Identifier: Apache-2.0
-- Whether a customer is among the superiors of another, or that one: from the relation `rel` up. All are relations of
-- one staff user. A circle elsewhere ends the way; nil, not known, for more than `most` superiors (REL_SUPERIORS_MAX).
-- include common/store/keys.h
local function keys_beside(rel) return (string.match(rel, '^(.*:)%d+$')) end
local function leads_to(rel, customer, most)
  local beside, id, seen = keys_beside(rel), string.match(rel, '%d+$'), {}
  for _ = 0, most or REL_SUPERIORS_MAX do
    if id == customer then return true end
    if not id or seen[id] then return false end
    seen[id] = true
    id = redis.call('HGET', beside .. id, REL_SUPERIOR)
  end
end
