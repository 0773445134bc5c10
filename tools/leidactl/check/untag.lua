-- SPDX-License-Identifier: Apache-2.0
-- include common/store/keys.h
local company, tag = ARGV[1], ARGV[2]
local kept, taken = {}, 0
for id in string.gmatch(redis.call('HGET', KEYS[1], company) or '', '[^,]+') do
  if id == tag then taken = taken + 1 else kept[#kept + 1] = id end
end
if taken > 0 then
  redis.call('HINCRBY', KEYS[1], TAGGED_VERSION, 1) -- ends here when it is corrupt
  redis.call('HSET', KEYS[1], company, table.concat(kept, ','))
end
return taken
