-- SPDX-License-Identifier: Apache-2.0
-- KEYS[1] STORE_FORM_KEY: gives 1, or an error of the code FORM that tells which form there is and what to
-- do. Marks an empty store (common/store/form.h). ARGV[1], in a cluster: how many keys the other masters hold.
-- include common/store/form.h
local form = redis.call('GET', KEYS[1])
if not form and redis.call('DBSIZE') == 0 and tonumber(ARGV[1] or 0) == 0 then
  form = STORE_FORM
  redis.call('SET', KEYS[1], form)
end
local number = tonumber(string.match(form or '0', '^%d%d?%d?%d?$'))
if number == tonumber(STORE_FORM) then return 1 end
if not number then return redis.error_reply('FORM of the store is none: its key `form` is damaged') end
local older = number < tonumber(STORE_FORM)
return redis.error_reply('FORM ' .. number .. ' of the store is ' .. (older and 'older' or 'newer') .. ' than ' ..
  STORE_FORM .. (older and ': leida-crm brings it forward once all older processes are stopped'
                        or ': run a build that knows it, or restore an older backup'))
