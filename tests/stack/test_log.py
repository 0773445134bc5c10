# SPDX-License-Identifier: Apache-2.0
"""The supervisor's log: moved away, on a full disk, on a terminal that is held; and what a hangup means."""

import fcntl
import os
import re
import select
import signal
import subprocess

import pytest
from conftest import PROGRAM, STOP_LIMIT, is_running, wait_for


@pytest.fixture
def log(stack):
    return stack.data / "log/leida.log"


def say_something(stack, name="crm"):
    """Makes the supervisor write a line about a process, which runs again afterwards."""
    old = stack.process(name)["pid"]
    os.kill(old, signal.SIGKILL)
    wait_for(lambda: stack.process(name)["pid"] not in (0, old) and stack.process(name)["ready"])
    return f"pid={old} signal=KILL"


def hang_up(stack):
    os.kill(stack.supervisor(), signal.SIGHUP)


def test_log_that_was_moved_away_is_begun_anew_at_a_hangup(stack, log):
    stack.up()
    pids = stack.pids()
    moved = log.rename(log.with_suffix(".moved"))
    first = say_something(stack)
    hang_up(stack)
    wait_for(log.exists)
    second = say_something(stack, "actionlog")
    assert first in moved.read_text() and second in log.read_text()
    assert second not in moved.read_text()
    assert "log opened anew" in log.read_text()
    assert is_running(pids[0]) and stack.run("status").returncode == 0


def test_lines_around_a_rotation_from_outside_are_all_there(stack, log):
    stack.up()
    ends = []
    for turn in range(3):
        ends.append(say_something(stack))
        log.rename(log.with_suffix(f".{turn}.moved"))
        hang_up(stack)
        wait_for(log.exists)
    everything = "".join(path.read_text() for path in log.parent.iterdir())
    assert [everything.count(end) for end in ends] == [1, 1, 1]


def test_stack_in_front_under_nohup_outlives_its_terminal(stack, log):
    process = subprocess.Popen(["nohup", *stack.command("up", "--bin", stack.programs, "--port", "0")],
                               start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    wait_for(lambda: stack.run("status").returncode == 0)
    process.send_signal(signal.SIGHUP)
    wait_for(lambda: "log opened anew" in log.read_text())
    assert stack.run("status").returncode == 0
    assert stack.run("down").returncode == 0
    assert process.wait(STOP_LIMIT) == 0


def test_lines_that_a_full_disk_did_not_take_are_counted(stack, log):
    log.parent.mkdir(mode=0o700)
    log.symlink_to("/dev/full")
    stack.up()
    lost = say_something(stack)
    log.unlink()
    hang_up(stack)
    told = wait_for(lambda: log.exists() and re.search(r"the disk did not take them\"? count=(\d+)", log.read_text()))
    assert int(told[1]) > 10
    assert lost not in log.read_text()
    assert stack.run("status").returncode == 0


def test_terminal_that_is_held_holds_nothing_else(stack, log):
    """In front, with the terminal's place taken by a pipe that nobody reads."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    process = subprocess.Popen([PROGRAM, *stack.command("up", "--bin", stack.programs, "--port", "0")[1:]],
                               start_new_session=True, stdout=subprocess.DEVNULL, stderr=writer)
    wait_for(lambda: stack.run("status").returncode == 0)
    end = say_something(stack)
    wait_for(lambda: end in log.read_text())
    assert select.select([], [writer], [], 0)[1] == [], "there is room left"
    assert fcntl.fcntl(writer, fcntl.F_GETFL) & os.O_NONBLOCK == 0
    assert stack.run("down").returncode == 0
    assert process.wait(STOP_LIMIT) == 0
    os.close(reader)
    os.close(writer)
