# SPDX-License-Identifier: Apache-2.0
"""Faults: what is done to a process, and its return to service as a supervisor would bring it about."""

import functools
import random
import signal
import time

from harness.threads import meanwhile

HANG = 3.0  # seconds that a hanging process is stopped


def kill(process):
    """SIGKILL, and a new process at once."""
    process.kill()
    process.start().wait_ready()


def terminate(process):
    """SIGTERM: it drains and ends with 0; then a new process."""
    code = process.stop()
    assert code == 0, f"{process.name} ended with {code} after SIGTERM"
    process.start().wait_ready()


def pause(process, seconds):
    """SIGSTOP, and SIGCONT after a time."""
    process.child.send_signal(signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        process.child.send_signal(signal.SIGCONT)


def hang(process):
    pause(process, HANG)
    process.wait_ready()


def stuttering(processes, chance, run, rest):
    """Each of them runs and rests in turn, for up to so many seconds, whatever the others do."""

    def stutter(process, own):
        pause(process, own.uniform(0, rest))
        time.sleep(own.uniform(0, run))

    return meanwhile(*(functools.partial(stutter, process, random.Random(chance.random())) for process in processes))


def sleepy(redis, nap):
    """Redis (a probe of one that allows DEBUG) sleeps after each iteration of its loop: what waits is done once a nap."""
    return meanwhile(lambda: redis.call("DEBUG", "SLEEP", nap))


def slow(processes, seconds, run=0.01, rest=0.2):
    """Makes several slow for a time: each may run for `run` seconds, then rests for `rest` seconds, again and again."""

    def slice_time(process):
        pause(process, rest)
        time.sleep(run)

    with meanwhile(*(functools.partial(slice_time, process) for process in processes)):
        time.sleep(seconds)


def kill_redis(stack, down=0.0):
    """SIGKILL of Redis, and a new one after `down` seconds."""
    stack.redis.kill()
    time.sleep(down)
    stack.start_redis()


NAMES = {kill: "SIGKILL", terminate: "SIGTERM", hang: f"SIGSTOP {HANG:.0f} s", kill_redis: "SIGKILL"}
