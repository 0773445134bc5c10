# SPDX-License-Identifier: Apache-2.0
"""Redis has replicas, and Sentinels that let one of them take over. With `durability = replicated` nothing that was
acknowledged is lost, nothing is doubled for a client with a key, and service is back soon."""

import http.client
import signal
import time

import pytest
from harness.records import World
from harness.waiting import wait_until
from kit import check
from kit.table import Table
from kit.talk import Load

BACK = 15.0  # seconds after the master has gone


def answers(pair):
    try:
        return pair.customer_says("back").status == 200
    except (OSError, http.client.HTTPException):
        return False


def take_over(stack, show, title, fault):
    """Under load: `fault` happens, another master is there, and writes are answered."""
    world = World(stack)
    probe = world.pair()
    before = stack.redis.master_now()
    took = []

    def inject():
        began = time.monotonic()
        fault(before)
        wait_until(lambda: stack.redis.master_now() not in (before, None), 30, "another master")
        wait_until(lambda: answers(probe), 30, "service to be back")
        took.append(time.monotonic() - began)

    with Load(world) as load:
        table = Table(f"{title}, {len(load.talkers)} clients", load.calls)
        table.fault("nothing", lambda: None, 1)
        table.fault(title, inject, 2)
    show(f"{table}\nback after {took[0]:.1f} s")
    assert check.faults(load) == []
    assert took[0] < BACK


def test_master_is_killed(watched_stack, show):
    """It dies with a second of writes that no replica has got: none of them was acknowledged. One of two replicas has
    each of the others, and it is the one that has more that takes over."""
    stack = watched_stack(1)

    def cut_off_and_kill(master):
        replicas = [node for node in stack.redis.nodes if node is not master]
        for node in replicas:
            node.child.send_signal(signal.SIGSTOP)
        master.call("CLIENT", "KILL", "TYPE", "replica")
        time.sleep(1)  # of writes that no replica gets
        master.kill()
        for node in replicas:
            node.child.send_signal(signal.SIGCONT)

    take_over(stack, show, "SIGKILL of the master", cut_off_and_kill)


def test_master_is_changed_on_purpose(watched_stack, show):
    """Sentinel changes the master while the old one still takes writes: all replicas must have a write before it counts."""
    stack = watched_stack(2, {"min-replicas-to-write": 1})
    take_over(stack, show, "SENTINEL FAILOVER", lambda _: stack.redis.fail_over())
