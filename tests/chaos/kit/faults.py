# SPDX-License-Identifier: Apache-2.0
"""Faults: what is done to a process, and its return to service as a supervisor would bring it about."""

import contextlib
import random
import signal
import threading
import time

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


@contextlib.contextmanager
def slowed(process, run, rest):
    """Makes a process slow: it may run for `run` seconds, then rests for `rest` seconds, again and again."""
    over = threading.Event()

    def slice_time():
        while not over.is_set():
            pause(process, rest)
            time.sleep(run)

    slicer = threading.Thread(target=slice_time)
    slicer.start()
    try:
        yield
    finally:
        over.set()
        slicer.join()


@contextlib.contextmanager
def stuttering(processes, chance, run, rest):
    """Each of them runs and rests in turn, for up to so many seconds, whatever the others do."""
    over = threading.Event()

    def stutter(process, own):
        while not over.is_set():
            pause(process, own.uniform(0, rest))
            time.sleep(own.uniform(0, run))

    stutterers = [threading.Thread(target=stutter, args=(process, random.Random(chance.random()))) for process in processes]
    for stutterer in stutterers:
        stutterer.start()
    try:
        yield
    finally:
        over.set()
        for stutterer in stutterers:
            stutterer.join()


@contextlib.contextmanager
def sleepy(redis, nap):
    """Redis (a probe of one that allows DEBUG) sleeps after each iteration of its loop: what waits is done once a nap."""
    over = threading.Event()

    def keep_asleep():
        while not over.is_set():
            redis.call("DEBUG", "SLEEP", nap)

    sleeper = threading.Thread(target=keep_asleep)
    sleeper.start()
    try:
        yield
    finally:
        over.set()
        sleeper.join()


def slow(processes, seconds, run=0.01, rest=0.2):
    """Makes several slow for a time."""
    with contextlib.ExitStack() as stack:
        for process in processes:
            stack.enter_context(slowed(process, run, rest))
        time.sleep(seconds)


def kill_redis(stack, down=0.0):
    """SIGKILL of Redis, and a new one after `down` seconds."""
    stack.redis.kill()
    time.sleep(down)
    stack.start_redis()


NAMES = {kill: "SIGKILL", terminate: "SIGTERM", hang: f"SIGSTOP {HANG:.0f} s", kill_redis: "SIGKILL"}
