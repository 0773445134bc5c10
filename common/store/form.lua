-- SPDX-License-Identifier: Apache-2.0
-- KEYS STORE_FORM_KEY; ARGV how many keys the other masters of a cluster hold, -1 where none is known but some may be,
-- then the token of a move, from whoever comes from the store that was moved. Gives 1, or an error: of the code MOVEDTO
-- with such a token and the address of the new store, of the code UNSURE where it may be empty, or of the code FORM
-- that tells which form there is and what to do. Marks an empty store, and one that was filled with that token
-- (common/store/form.h).
-- include common/store/form.h
local form = redis.call('GET', KEYS[1])
if form == STORE_FORM_MOVED then
  return redis.error_reply('MOVEDTO ' .. (redis.call('GET', STORE_FORM_MOVED_KEY) or ''))
end
local filled = form and string.sub(form, 1, #STORE_FORM_FILLED) == STORE_FORM_FILLED
local elsewhere = tonumber(ARGV[1] or 0)
local none = not form and redis.call('DBSIZE') == 0
local empty = none and elsewhere == 0
if none and elsewhere < 0 then
  return redis.error_reply('UNSURE whether the store is empty: it has no form, and not every master can be asked')
end
if empty or (filled and ARGV[2] and form == STORE_FORM_FILLED .. ARGV[2]) then
  form = STORE_FORM
  redis.call('SET', KEYS[1], form)
elseif filled then
  return redis.error_reply('FORM of the store is none yet: a move into it is under way, or was interrupted')
end
local number = tonumber(string.match(form or '0', '^%d%d?%d?%d?$'))
if number == tonumber(STORE_FORM) then return 1 end
if not number then return redis.error_reply('FORM of the store is none: its key `form` is damaged') end
local older = number < tonumber(STORE_FORM)
return redis.error_reply('FORM ' .. number .. ' of the store is ' .. (older and 'older' or 'newer') .. ' than ' ..
  STORE_FORM .. (older and ': leida-crm brings it forward once all older processes are stopped'
                        or ': run a build that knows it, or restore an older backup'))
