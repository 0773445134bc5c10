# SPDX-License-Identifier: Apache-2.0
"""Redis is stopped (SIGSTOP) for longer than a call may take, while more is asked than could ever wait: every request is
answered by its deadline, no queue grows in any process, and what was acknowledged is there afterwards."""

import signal

import pytest
from harness.records import World
from harness.waiting import wait_until
from kit.flood import Flood

pytestmark = pytest.mark.quiet

CONNECTIONS = 400
RATE = 1500  # sends a second
SECONDS = 8  # longer than a connection to Redis may be silent (5 s)
GROWTH = 3 << 20  # bytes that the allocator may still add


def test_stuck_redis_lets_nothing_grow(new_stack, show):
    stack = new_stack(settings={"gateway": {"LEIDA_DEADLINE": "1500"}})
    world = World(stack)
    pair = world.pair()
    flood = Flood(world)
    flood.run(CONNECTIONS, RATE, 1)
    stack.redis.child.send_signal(signal.SIGSTOP)
    try:
        watched = flood.run_watched(CONNECTIONS, RATE, SECONDS)
    finally:
        stack.redis.child.send_signal(signal.SIGCONT)
    wait_until(lambda: pair.customer_says("back").status == 200, 3, "service to be back")
    sizes = {name: (before >> 10, watched.last[name] >> 10) for name, before in watched.first.items()}
    show(f"Redis stopped for {SECONDS} s, {watched.told['sent']} sends meanwhile; KB at first and at last: {sizes}")
    assert watched.told["accepted"] == 0
    assert watched.told["broken"] == watched.told["unanswered"] == 0
    for name, before in watched.first.items():
        assert watched.last[name] - before < GROWTH, f"{name} grows"
    assert flood.stored() >= flood.accepted
