# SPDX-License-Identifier: Apache-2.0
"""Every process is killed in turn, Redis included. Calls may fail meanwhile: clients with a key send again. Nothing that
was acknowledged is lost, nothing is doubled, and service is back soon after Redis is."""

import http.client
import time

import pytest
from harness.records import World
from harness.waiting import wait_until
from kit import check, faults
from kit.table import Table
from kit.talk import Load

BACK = 3.0  # seconds after Redis answers again


@pytest.fixture
def stack(new_stack):
    stack = new_stack(chat=2)
    # A restarted gateway is found where its clients know it.
    stack.gateway.environment["LEIDA_LISTEN"] = stack.base_url.removeprefix("http://")
    return stack


def answers(pair):
    try:
        return pair.customer_says("back").status == 200
    except (OSError, http.client.HTTPException):
        return False


def run(stack, show, rounds):
    world = World(stack)
    probe = world.pair()
    slowest = 0.0
    with Load(world) as load:
        table = Table(f"SIGKILL of every process in turn, {rounds} rounds, {len(load.talkers)} clients", load.calls)
        for _ in range(rounds):
            for process in stack.processes:
                table.fault(f"SIGKILL {process.name}", lambda process=process: faults.kill(process))
            table.fault("SIGKILL redis", lambda: faults.kill_redis(stack))
            began = time.monotonic()
            wait_until(lambda: answers(probe), 10, "service to be back")
            slowest = max(slowest, time.monotonic() - began)
    show(f"{table}\nback {slowest * 1000:.0f} ms after Redis")
    assert check.faults(load) == []
    assert slowest < BACK


def test_every_process_is_killed(stack, show):
    run(stack, show, 2)


@pytest.mark.long
def test_every_process_is_killed_twenty_times(stack, show):
    run(stack, show, 20)


def test_redis_restarts_within_the_deadline(stack, show):
    """Calls wait for Redis: a restart, or a pause, shorter than their deadline fails none."""
    with Load(World(stack)) as load:
        table = Table(f"Redis goes and comes, {len(load.talkers)} clients", load.calls)
        for _ in range(3):
            table.fault("SIGKILL redis, 0.5 s gone", lambda: faults.kill_redis(stack, 0.5), 1)
        table.fault("SIGSTOP redis 2 s", lambda: faults.pause(stack.redis, 2), 1)
    show(table)
    assert check.faults(load) == []
    assert load.calls.failures == []
