-- SPDX-License-Identifier: Apache-2.0
-- include tags/apply
local tags, of, rel = unpack(KEYS)
local customer, company, version, list, now, anyway = unpack(ARGV)
if redis.call('HEXISTS', rel, REL_MEMBER) == 0 then
  -- Nothing is kept, not even the version: once they are bound, the same one is to be taken.
  redis.call('ZCARD', tags) -- ends here when it is corrupt, as below
  if redis.call('HEXISTS', of, customer) == 1 then
    tags_apply(tags, of, customer, {company = company, version = version, list = ''}, now)
    redis.call('HDEL', of, customer)
  end
  return 1
end
local in_company, in_version = tags_known(of, customer)
if anyway ~= '1' and in_company == company and tonumber(in_version) >= tonumber(version) then return 1 end
redis.call('ZCARD', tags) -- ends here when it is corrupt: nothing is changed
tags_apply(tags, of, customer, {company = company, version = version, list = list}, now)
return 1
