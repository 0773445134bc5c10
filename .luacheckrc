-- SPDX-License-Identifier: Apache-2.0
-- For tests/check/lua: scripts of Redis 7, with their fragments taken in.
std = "lua51"
read_globals = { "redis", "KEYS", "ARGV", "struct", "cmsgpack" }
-- Names in capitals are macros of C, which the compiler looks for.
ignore = { "113/[A-Z][A-Z0-9_]+" }
-- Fragments take one line; tests/check/lua looks at the length of those that are written.
max_line_length = false
files["tests/bench/wrk.lua"] = { globals = { "wrk", "setup", "init", "delay", "request", "response", "done" } }
