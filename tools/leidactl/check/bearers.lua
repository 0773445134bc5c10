-- SPDX-License-Identifier: Apache-2.0
-- What the index of tags has of one customer, against what the customer's own key says. KEYS tags, of, the
-- relation; ARGV[2] customer, ARGV[3] company, ARGV[4] version, ARGV[5] list, ARGV[6] ms. What is newer in the
-- index was told meanwhile.
-- include relation/findings
-- include tags/apply
local tags, of, rel = unpack(KEYS)
local _, customer, company, version, list, now = unpack(ARGV)
if redis.call('HEXISTS', rel, REL_MEMBER) == 0 then list = '' end
local in_company, in_version, known = tags_known(of, customer)
if in_company == company and tonumber(in_version) > tonumber(version) then return found end
local right = (known or '') == list and (list == '' or in_company == company)
for id in string.gmatch(list, '%d+') do
  right = right and redis.call('ZSCORE', tags .. KEYS_TAGS_BEARERS .. id, customer)
end
if not right and mendable('it does not have the tags of customer ', customer) then
  tags_apply(tags, of, customer, {company = company, version = version, list = list}, now)
end
return found
