-- SPDX-License-Identifier: Apache-2.0
-- The member that a relation must have by what its hash says, the age and the id of the member itself and the
-- source, and that which it has; nothing for either that there is not.
-- include common/store/keys.h
local function right_member(relation)
  local member, source = unpack(redis.call('HMGET', relation, REL_MEMBER, REL_SOURCE))
  if not member then return end
  local stem, id = string.match(member, '^(%x%x%x%x%x%x%x%x%u(%d+))%l?$')
  if not stem or id ~= string.match(relation, '%d+$') then return nil, member end
  source = tonumber(source or 0)
  return source > 0 and stem .. string.char(96 + source) or stem, member
end
