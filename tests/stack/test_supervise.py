# SPDX-License-Identifier: Apache-2.0
"""What the supervisor does while a stack runs, and how it ends."""

import os
import pathlib
import re
import resource
import signal
import subprocess
import time

import pytest
from conftest import is_running, wait_for

PROCESSES = ["chat-1", "crm", "actionlog", "gateway", "redis"]


def cpu_ticks(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def is_back(stack, name, old):
    process = stack.process(name)
    return process["pid"] not in (0, old) and stack.run("status").returncode == 0


@pytest.mark.parametrize("name", PROCESSES)
def test_process_that_is_killed_runs_again_within_a_second(stack, name):
    stack.up()
    base_url, old = stack.status()["base_url"], stack.process(name)["pid"]
    os.kill(old, signal.SIGKILL)
    wait_for(lambda: stack.process(name)["pid"] not in (0, old), limit=1)
    wait_for(lambda: is_back(stack, name, old))
    assert stack.status()["base_url"] == base_url
    assert f'ended name={name} pid={old} signal=KILL' in stack.log()


def test_process_that_keeps_dying_is_started_about_once_a_second(stack):
    stack.up()
    starts = len(re.findall("started name=crm", stack.log()))
    stack.order("crm", "exit=3")
    os.kill(stack.process("crm")["pid"], signal.SIGKILL)
    wait_for(lambda: "ended name=crm" in stack.log())
    time.sleep(4)  # the span that is measured
    tries = len(re.findall("started name=crm", stack.log())) - starts
    assert 4 <= tries <= 12
    stack.order("crm", "")
    wait_for(lambda: stack.process("crm")["ready"], limit=3)


def test_status_sees_a_process_that_hangs(stack):
    stack.up()
    pid = stack.process("crm")["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        assert stack.run("status").returncode == 1
        assert [p["name"] for p in stack.status()["processes"] if not p["ready"]] == ["crm"]
    finally:
        os.kill(pid, signal.SIGCONT)


def test_status_has_every_documented_field(stack):
    stack.up()
    status = stack.status()
    assert set(status) == {"base_url", "redis", "processes"}
    state = {"ready", "reason", "uptime_seconds", "restarts"}
    assert set(status["redis"]) == {"pid", "socket"} | state
    for process in status["processes"]:
        assert set(process) == {"role", "name", "pid", "endpoint", "admin_url"} | state
    assert [p["role"] for p in status["processes"]] == ["chat", "crm", "actionlog", "gateway"]
    assert all(is_running(pid) for pid in stack.pids())


def reasons(stack):
    status = stack.status()
    return {process["name"]: process["reason"] for process in status["processes"] if not process["ready"]}


def test_status_tells_why_a_process_is_not_ready(stack):
    stack.up()
    stack.order("crm", "unready=no connection to redis")
    os.kill(stack.process("crm")["pid"], signal.SIGKILL)
    stopped = stack.process("chat-1")["pid"]
    wait_for(lambda: stack.process("crm")["admin_url"] and stack.process("crm")["reason"] == "no connection to redis")
    os.kill(stopped, signal.SIGSTOP)
    try:
        assert reasons(stack) == {"crm": "no connection to redis", "chat-1": "no answer within a second: it hangs, or was stopped"}
        shown = stack.run("status").stdout
        assert "\ncrm is not ready: no connection to redis\n" in shown and "\nchat-1 is not ready: no answer" in shown
    finally:
        os.kill(stopped, signal.SIGCONT)


def test_status_counts_restarts_and_tells_the_time_since(stack):
    stack.up()
    assert [process["restarts"] for process in stack.status()["processes"]] == [0, 0, 0, 0]
    for _ in range(2):
        old = stack.process("crm")["pid"]
        os.kill(old, signal.SIGKILL)
        wait_for(lambda: stack.process("crm")["ready"] and stack.process("crm")["pid"] != old)
    crm = stack.process("crm")
    assert crm["restarts"] == 2 and stack.process("chat-1")["restarts"] == 0
    assert 0 <= crm["uptime_seconds"] <= stack.process("chat-1")["uptime_seconds"]
    row = next(line.split() for line in stack.run("status").stdout.splitlines() if line.startswith("crm"))
    assert row[:3] == ["crm", str(crm["pid"]), "ready"] and row[-2:] == ["2", crm["admin_url"]]


def test_status_of_a_process_that_has_died_has_no_pid(stack):
    stack.up()
    stack.order("crm", "exit=1")
    os.kill(stack.process("crm")["pid"], signal.SIGKILL)
    wait_for(lambda: stack.process("crm")["reason"] == "it has ended and is being started again")

    def row():
        return next(line.split() for line in stack.run("status").stdout.splitlines() if line.startswith("crm"))

    wait_for(lambda: row()[1] == "-")
    stack.order("crm", "")


def test_idle_supervisor_sleeps(stack):
    stack.up()
    status = pathlib.Path(f"/proc/{stack.supervisor()}/status")
    wait_for(lambda: "\nState:\tS" in status.read_text())  # it has done with who asked for its pid
    before = re.findall(r"ctxt_switches:\s+(\d+)", status.read_text())
    time.sleep(1)  # the span that is measured
    assert re.findall(r"ctxt_switches:\s+(\d+)", status.read_text()) == before


def test_supervisor_without_descriptors_rests_and_then_goes_on(stack):
    stack.up()
    supervisor = stack.supervisor()
    limit = resource.prlimit(supervisor, resource.RLIMIT_NOFILE)
    resource.prlimit(supervisor, resource.RLIMIT_NOFILE, (3, limit[1]))
    asking = subprocess.Popen(stack.command("status"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: "cannot accept listener=control" in stack.log())
        before = cpu_ticks(supervisor)
        time.sleep(1)  # the span that is measured
        assert cpu_ticks(supervisor) - before <= 5
    finally:
        resource.prlimit(supervisor, resource.RLIMIT_NOFILE, limit)
    assert asking.wait(10) == 0
    assert stack.log().count("cannot accept") == 1


def test_redis_keeps_every_write_and_drops_nothing(stack):
    stack.up()
    shown = stack.redis("config", "get", "appendonly", "appendfsync", "maxmemory-policy", "save").split("\n")
    settings = dict(zip(shown[::2], shown[1::2] + [""]))
    assert settings == {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "save": ""}
    limit = stack.redis("config", "get", "client-output-buffer-limit")
    assert "normal 268435456 134217728 60" in limit


def test_data_survives_down_and_up(stack):
    stack.up()
    stack.redis("set", "kept", "yes")
    stack.up_again()
    assert stack.redis("get", "kept") == "yes"


def test_down_stops_the_gateway_then_the_services_then_redis(stack):
    stack.up("--chat", "2")
    pids = stack.pids()
    assert stack.run("down").returncode == 0
    assert not any(is_running(pid) for pid in pids)
    ended = stack.ended()
    assert ended[0] == "gateway" and sorted(ended[1:]) == ["actionlog", "chat-1", "chat-2", "crm"]
    log = stack.log()
    assert log.index("ended name=chat-1") < log.index("Redis is now ready to exit") < log.index("ended name=redis")


def left_over(stack):
    return sorted(path.name for path in (stack.data / "run").iterdir())


def test_down_leaves_no_socket_and_no_report(stack):
    stack.up("--chat", "2")
    stack.run("down")
    assert left_over(stack) == ["lock", "upstream.chat"]


def test_down_takes_away_what_a_killed_supervisor_left(stack):
    stack.up()
    os.kill(stack.supervisor(), signal.SIGKILL)
    assert stack.run("down").returncode == 0
    assert left_over(stack) == ["lock", "upstream.chat"]


def test_down_is_content_when_nothing_runs(stack):
    assert stack.run("down").returncode == 0
    assert not (stack.data / "run").exists()


def test_down_waits_for_what_a_killed_supervisor_left(stack):
    stack.up()
    pids = stack.pids()
    os.kill(stack.supervisor(), signal.SIGKILL)
    assert stack.run("down").returncode == 0
    assert not any(is_running(pid) for pid in pids)


def test_down_kills_what_does_not_stop(stack):
    stack.order("actionlog", "stubborn")
    stack.up()
    pid = stack.process("actionlog")["pid"]
    assert stack.run("down").returncode == 0
    assert not is_running(pid)
    assert "killed: did not stop in time" in stack.log()


DEAF_REDIS = """#!/usr/bin/python3
import signal, subprocess, sys
redis = subprocess.Popen(["/usr/bin/redis-server", *sys.argv[1:]])
told = []
signal.signal(signal.SIGTERM, lambda *_: redis.terminate() if told else told.append(1))
sys.exit(redis.wait())
"""


def test_down_asks_a_redis_again_that_has_lost_the_signal(stack, tmp_path):
    """As it does while it starts."""
    (tmp_path / "deaf").mkdir()
    program = tmp_path / "deaf/redis-server"
    program.write_text(DEAF_REDIS)
    program.chmod(0o755)
    stack.up(env={**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"})
    began = time.monotonic()
    assert stack.run("down").returncode == 0
    assert time.monotonic() - began < 10
    assert "killed" not in stack.log() and "Redis is now ready to exit" in stack.log()


def test_log_is_rotated_and_two_old_ones_are_kept(stack):
    folder = stack.data / "log"
    folder.mkdir(mode=0o700)
    for name in ("leida.log", "leida.log.1", "leida.log.2"):
        (folder / name).write_text(name + "\n")
    os.truncate(folder / "leida.log", 64 * 1024 * 1024)
    stack.up()
    assert sorted(path.name for path in folder.iterdir()) == ["leida.log", "leida.log.1", "leida.log.2"]
    assert (folder / "leida.log.2").read_text() == "leida.log.1\n"
    with open(folder / "leida.log.1") as old:
        assert old.readline().startswith("leida.log\n"[:9])
    assert (folder / "leida.log").stat().st_size < 1024 * 1024


def test_logs_shows_the_log(stack):
    stack.up()
    stack.run("down")
    assert stack.run("logs").stdout == stack.log()
