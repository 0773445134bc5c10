-- SPDX-License-Identifier: Apache-2.0
-- Sends the requests of the file LEIDA_BENCH_REQUESTS in turn: a line of path TAB body each, a GET where the body is
-- empty. Writes what wrk has measured as one line of JSON on stderr.
local requests, at = {}, 0

function init()
    local form = {["Content-Type"] = "application/x-www-form-urlencoded"}
    for line in io.lines(os.getenv("LEIDA_BENCH_REQUESTS")) do
        local path, body = line:match("^([^\t]*)\t(.*)$")
        requests[#requests + 1] = body == "" and wrk.format("GET", path) or wrk.format("POST", path, form, body)
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.stderr:write(string.format('{"requests":%d,"us":%d,"errors":%d,"p50":%d,"p99":%d}\n', summary.requests,
        summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
