-- SPDX-License-Identifier: Apache-2.0
-- Ends a script whose migration may no longer hold the lock. The last of ARGV is when its lease ends, ms by the clock
-- of Redis, by which the lock ends too. Nothing is looked up, since the lock is on another slot.
-- include migration/clock
if clock() >= tonumber(ARGV[#ARGV]) then
  return redis.error_reply('FORM of the store is brought forward by another, or was: the lease of this one is over')
end
