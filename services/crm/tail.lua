-- SPDX-License-Identifier: Apache-2.0
-- Those without the time: the members of `created` that are not in `aged`, newest first, from the ARGV[1]-th,
-- ARGV[2] of them. Both sets have score 0 throughout, so that both go by the member: among the first r of
-- `created` there are as many of them as r less those of `aged` that are as new, which is counted in O(log
-- n). So the place where the k-th stands is searched for by halving; from there on blocks are read as long as
-- they yield something. A run reads 20 blocks at most. In front of what it has found stands the member that
-- it has come to, ARGV[3] of the run that goes on from there; empty when that is all.
local created, aged = KEYS[1], KEYS[2]
local skip, left, behind = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local n, block, blocks, found = redis.call('ZCARD', created), 32, 20, {''}
local function place(k) -- of the first rank that has more than k of them up to it
  local low, high = k, n - 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    local member = redis.call('ZREVRANGE', created, middle, middle)[1]
    if middle + 1 - redis.call('ZLEXCOUNT', aged, '[' .. member, '+') > k then high = middle
    else low = middle + 1 end
  end
  return low
end
if skip >= n - redis.call('ZCARD', aged) then return found end
local rank = behind == '' and place(skip) or redis.call('ZLEXCOUNT', created, '[' .. behind, '+')
while left > 0 and rank < n do
  if blocks == 0 then
    found[1] = behind
    break
  end
  blocks = blocks - 1
  local members = redis.call('ZREVRANGE', created, rank, rank + block - 1)
  local times = redis.call('ZMSCORE', aged, unpack(members))
  local before = left
  for i, member in ipairs(members) do
    if not times[i] and left > 0 then found[#found + 1] = member; left = left - 1 end
  end
  rank, behind = rank + block, members[#members]
  if left == before then rank = math.max(rank, place(skip + #found - 1)) end
end
return found
