-- SPDX-License-Identifier: Apache-2.0
-- KEYS the mark of what came, its queue, of the partition's items the marks and those for later; ARGV seconds of the
-- mark, person, record, the queue's family. Returns 1; 0 for a copy; 2: the queue had ids that were no times, and got
-- others. The mark comes last: what could not be queued is no copy when it comes again.
-- include stream/append
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local added = stream_append(KEYS[2], ARGV[4] .. ':', {KEYS[3], KEYS[4]}, 'p', ARGV[2], 'r', ARGV[3])
redis.call('SET', KEYS[1], '', 'EX', ARGV[1])
return added
