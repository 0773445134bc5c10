# SPDX-License-Identifier: Apache-2.0
"""One round against one server: wrk's figures, and the processor time that each process spent on a request."""

import http.client
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent


def processor_us(pid):
    """What all threads of a process have run so far, in us."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1000


def _cpu(pids):
    return {name: sum(map(processor_us, ids)) for name, ids in pids.items()}


def ask(url, line):
    """One request of a list; returns the body."""
    path, body = line.split("\t")
    with urllib.request.urlopen(url + path, data=body.encode() or None, timeout=10) as answer:
        return answer.read()


def _is_success(envelope):
    nothing_new = envelope["code"] == 300 or envelope["msg"] == "没有得到实时聊天信息"
    return envelope["code"] == 200 or nothing_new


def insist(url, line):
    """The server does what it is measured at: the application answers with success."""
    envelope = json.loads(ask(url, line))
    assert _is_success(envelope), f"{url} answers {envelope} to {line}"


def ask_all(url, lines):
    """These requests on one keep-alive connection, one after the other."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
    for path, body in (line.split("\t") for line in lines):
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request("POST" if body else "GET", path, body.encode() or None, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 200 and _is_success(told), f"{url} answers {told} to {path}"
    connection.close()


def load(url, lines, folder, seconds, connections=64, prefix=()):
    """Runs wrk, under a command prefix; what its script reports."""
    requests = folder / "requests.txt"
    requests.write_text("".join(f"{line}\n" for line in lines))
    environment = {**os.environ, "LEIDA_BENCH_REQUESTS": str(requests)}
    words = [*prefix, "wrk", "-t1", f"-c{connections}", f"-d{math.ceil(seconds)}s", "--timeout", "10s", "-s", HERE / "wrk.lua", url]
    result = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    return json.loads(result.stderr.splitlines()[-1])


def round_of(url, pids, lines, folder, seconds, connections=64):
    """req/s, latencies in us, and CPU us per request of each named group of processes."""
    before = _cpu(pids)
    told = load(url, lines, folder, seconds, connections)
    spent = {name: (now - before[name]) / told["requests"] for name, now in _cpu(pids).items()}
    assert told["errors"] == 0, f"{url}: {told}"
    return {"rps": told["requests"] * 1e6 / told["us"], "p50": told["p50"], "p99": told["p99"], "cpu": spent}


SYSTEM_CALLS = {"all": "raw_syscalls:sys_enter", "sends": "syscalls:sys_enter_sendto"}


def system_calls(url, pids, lines, folder, seconds, connections=64):
    """System calls per request of each named process, all and sends; None where `perf` is missing or may not count them."""
    prefix, told = [], {}
    for name, pid in pids.items():
        told[name] = folder / f"{name}.perf"
        prefix += ["perf", "stat", "-x,", "-o", told[name], "-e", ",".join(SYSTEM_CALLS.values()), "-p", str(pid), "--"]
    if not shutil.which("perf") or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode != 0:
        return None
    requests = load(url, lines, folder, seconds, connections, prefix)["requests"]
    return {name: _counted(file.read_text(), requests) for name, file in told.items()}


def _counted(text, requests):
    counts = {event: value for value, _, event, *_ in (row.split(",") for row in text.splitlines() if row.count(",") > 2)}
    return {what: int(counts[event]) / requests for what, event in SYSTEM_CALLS.items()}


def medians(rounds):
    """The median of each figure over the rounds."""
    figures = {name: statistics.median(each[name] for each in rounds) for name in ("rps", "p50", "p99")}
    figures["cpu"] = {name: statistics.median(each["cpu"][name] for each in rounds) for name in rounds[0]["cpu"]}
    return figures
