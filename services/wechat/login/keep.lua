-- SPDX-License-Identifier: Apache-2.0
-- KEYS a state or a login code; ARGV seconds, record, SHA-256 of the browser's cookie. Returns 1.
redis.call('HSET', KEYS[1], 'record', ARGV[2], 'cookie', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
