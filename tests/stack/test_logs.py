# SPDX-License-Identifier: Apache-2.0
"""`leida logs`: which lines it shows of which files; and the forms that lines have."""

import datetime
import json
import os
import re
import signal
import subprocess

import pytest
from conftest import ROOT

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def at(minutes_ago):
    time = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes_ago)
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def text(event, minutes_ago=0, level="info", fields=""):
    return f"{at(minutes_ago)} {level} gateway {event}{fields}"


def as_json(event, minutes_ago=0, level="info", **fields):
    return json.dumps({"time": at(minutes_ago), "level": level, "process": "chat-1", "event": event, **fields},
                      separators=(",", ":"))


@pytest.fixture
def log(stack):
    """Writes lines as the log; `old` counts how often they were rotated since."""
    folder = stack.data / "log"
    folder.mkdir()
    (stack.data / "run").mkdir()

    def write(lines, old=0):
        (folder / ("leida.log" + (f".{old}" if old else ""))).write_text("".join(f"{line}\n" for line in lines))

    return write


def shown(stack, *words):
    result = stack.run("logs", *words)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout.splitlines()


def test_logs_shows_the_last_thousand_lines_unless_asked_for_more(stack, log):
    lines = [text(f"event {number}") for number in range(2500)]
    log(lines[:700], old=2)
    log(lines[700:1400], old=1)
    log(lines[1400:])
    assert shown(stack) == lines[-1000:]
    assert shown(stack, "-n", "1500") == shown(stack, "--lines", "1500") == lines[-1500:]
    assert shown(stack, "-n", "3") == lines[-3:]
    assert shown(stack, "--all") == lines


def test_logs_shows_a_log_that_is_shorter_or_not_ended(stack, log):
    log(["one", "two"], old=1)
    (stack.data / "log/leida.log").write_text("three")
    assert shown(stack) == ["one", "two", "three"]


@pytest.mark.parametrize("make", [text, as_json])
def test_logs_filters_by_level(stack, log, make):
    lines = [make(level, level=level) for level in ("debug", "info", "warning", "error")] + ["chat-1: Assertion failed"]
    log(lines)
    assert shown(stack, "--level", "debug") == lines
    assert shown(stack, "--level", "warning") == lines[2:]
    assert shown(stack, "--level", "error") == lines[3:4]


def test_logs_says_why_a_trace_may_have_no_line(stack, log):
    log([text("request", fields=f" trace={TRACE}")])
    none = stack.run("logs", "--trace", TRACE[:-1] + "0")
    assert (none.returncode, none.stdout) == (0, "")
    assert none.stderr.startswith("leida: no line with this trace: at level info only slow, failed and one request in `log.access`")
    assert stack.run("logs", "--trace", TRACE).stderr == ""


def test_logs_filters_by_trace_id_in_all_files(stack, log):
    found = [text("request", fields=f" trace={TRACE} ms=3"), as_json("call", trace=TRACE)]
    log([found[0], text("request", fields=f" trace={TRACE[:-1]}0")], old=1)
    log([found[1], as_json("call", trace="0" * 32), text(f"quotes xtrace={TRACE}"), text("none")])
    assert shown(stack, "--trace", TRACE) == found


def test_logs_filters_by_time(stack, log):
    old = [text("old", minutes_ago=120), "chat-1: old too"]
    new = [as_json("new", minutes_ago=10), "chat-1: new too", text("newest")]
    log(old + new)
    for since in ("60m", "1h", "3600s", at(60), at(60)[:16], at(60)[:16].replace("T", " ")):
        assert shown(stack, "--since", since) == new, since
    assert shown(stack, "--since", "1d") == old + new
    assert shown(stack, "--since", "5m") == new[2:]


def test_logs_takes_the_last_of_what_the_filters_leave(stack, log):
    lines = [text(f"event {number}", level="error" if number % 100 == 0 else "info") for number in range(3000)]
    log(lines)
    assert shown(stack, "--level", "error") == lines[::100]
    assert shown(stack, "--level", "error", "-n", "2") == lines[2800::100]


def test_logs_follows_through_a_rotation_with_its_filters(stack, log):
    log([text("before", level="error")])
    follower = subprocess.Popen(stack.command("logs", "-f", "--level", "error"), stdout=subprocess.PIPE, text=True)
    try:
        assert follower.stdout.readline().endswith("before\n")
        with open(stack.data / "log/leida.log", "a", encoding="utf-8") as file:
            file.write(text("left out") + "\n" + text("during", level="error") + "\n")
        assert follower.stdout.readline().endswith("during\n")
        os.rename(stack.data / "log/leida.log", stack.data / "log/leida.log.1")
        log([text("after", level="error")])
        assert follower.stdout.readline().endswith("after\n")
    finally:
        follower.kill()
        follower.wait()
        follower.stdout.close()


@pytest.mark.parametrize("words", [["-n", "0"], ["-n", "x"], ["--level", "loud"], ["--since", "soon"],
                                   ["--since", "2026"], ["--since", "5x"], ["--since", "2026-11-26T1:00"], ["--port", "1"]])
def test_logs_refuses_a_bad_option(stack, log, words):
    log([text("event")])
    refused = stack.run("logs", *words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert words[0].lstrip("-")[0] in refused.stderr


def test_logs_of_nothing_say_so(stack):
    refused = stack.run("logs")
    assert (refused.returncode, refused.stderr) == (1, f"leida: there is no log in {stack.data}/log\n")


def test_lines_of_redis_have_the_form_of_the_others(stack):
    stack.up()
    stack.run("down")
    lines = [line for line in stack.log().splitlines() if " redis " in line and " stack " not in line]
    assert any("Ready to accept connections" in line or "ready to accept connections" in line for line in lines)
    assert any("Received SIGTERM scheduling shutdown" in line for line in lines)
    form = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warning) redis \S")
    assert [line for line in lines if not form.match(line)] == []
    assert "redis: " not in stack.log()


def test_lines_of_redis_are_no_warnings_where_nothing_is_wrong(stack, tmp_path):
    stack.up()
    stack.redis("config", "set", "repl-diskless-sync-delay", "0")
    backup = subprocess.run([ROOT / "ops/redis/leida-backup", tmp_path / "leida.rdb", "-s", "redis.sock"],
                            cwd=stack.data / "run", capture_output=True, text=True, timeout=60)
    assert backup.returncode == 0, backup.stderr
    stack.redis("config", "set", "maxmemory", "1")
    stack.run("down")
    log = stack.log()
    assert " warning redis WARNING: the new maxmemory value" in log
    for said in ("Server initialized", "Diskless rdb transfer", "Redis is now ready to exit"):
        assert f" info redis {said}" in log, said
    warnings = [line for line in log.splitlines() if " warning redis " in line]
    assert [line for line in warnings if " redis WARNING" not in line] == []


@pytest.mark.parametrize("how", ["variable", "file"])
def test_lines_are_all_json_when_asked_for(stack, how):
    if how == "file":
        (stack.data / "leida.conf").write_text("log\n    format = json\n")
    stack.up(env={**os.environ, **({"LEIDA_LOG_FORMAT": "json"} if how == "variable" else {})})
    stack.run("down")
    lines = [json.loads(line) for line in stack.log().splitlines()]
    assert all({"time", "level", "process", "event"} <= set(line) for line in lines)
    assert {line["process"] for line in lines} >= {"stack", "redis", "chat-1", "gateway"}
    assert {"warning"} == {line["level"] for line in lines if line["event"] == "hello from stderr"}
    stopped = [line for line in lines if "Received SIGTERM" in line["event"]]
    assert [line["process"] for line in stopped] == ["redis"]


def test_times_of_redis_are_those_of_the_others_in_any_zone(stack):
    stack.up(env={**os.environ, "TZ": "Asia/Shanghai"})
    times = [line[:16] for line in stack.log().splitlines() if line[:2] == "20"]
    assert times == sorted(times)
    assert len(times) > 10


EVIL = "\x1b[2J\r\x7f\u009b2J\u202egpj\u2028"
SHOWN = "\\u001b[2J\\r\\u007f\\u009b2J\\u202egpj\\u2028"


def test_logs_escapes_what_a_terminal_would_obey(stack, log):
    log([text(f"event {EVIL}"), as_json("x").replace('"x"', f'"{EVIL}"')])
    lines = stack.run("logs").stdout.removesuffix("\n").split("\n")
    assert [SHOWN in line and EVIL not in line for line in lines] == [True, True]
    (stack.data / "log/leida.log").write_bytes(b"\xff\xfe\x1b\n")
    assert stack.run("logs").stdout == "\\u00ff\\u00fe\\u001b\n"


def test_up_escapes_what_its_processes_write(stack):
    """A library's last words, or what a peer has sent: on the terminal and in the file."""
    evil, escaped = EVIL.replace("\r", ""), SHOWN.replace("\\r", "")  # the order is read as text
    stack.order("crm", f"says={evil}")
    process = stack.up_in_front()
    os.killpg(process.pid, signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    for written in (out + err, stack.log()):
        assert f"said {escaped}" in written and "\x1b" not in written and "\u009b" not in written
