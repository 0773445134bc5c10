-- SPDX-License-Identifier: Apache-2.0
-- include migration/fence
return redis.call('SADD', KEYS[1], ARGV[1])
