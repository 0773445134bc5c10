-- SPDX-License-Identifier: Apache-2.0
-- KEYS the mark of what came, its queue; ARGV seconds of the mark, person, record. Returns 1, or 0 for a copy. The mark
-- comes last: what could not be queued is no copy when it comes again.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('XADD', KEYS[2], '*', 'p', ARGV[2], 'r', ARGV[3])
redis.call('SET', KEYS[1], '', 'EX', ARGV[1])
return 1
