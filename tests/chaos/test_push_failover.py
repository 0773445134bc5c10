# SPDX-License-Identifier: Apache-2.0
"""Pages that read only when they are told to, while another Redis becomes the master. Until writes are answered again nothing can
be read either, so the promise counts from then."""

import time

import pytest
from harness.waiting import wait_until
from kit.push_scene import Scene

pytestmark = pytest.mark.quiet


def take_over(stack, fault):
    before = stack.redis.master_now()
    with Scene(stack) as scene:
        with scene.away(scene.readers), scene.talk():
            fault(before)
            wait_until(lambda: stack.redis.master_now() not in (before, None), 30, "another master")
            changed = time.monotonic()
            wait_until(lambda: scene.acknowledged_last() > changed, 30, "service to be back")
        scene.settle()
        scene.finish()


def test_push_loses_nothing_when_redis_is_killed(watched_stack):
    take_over(watched_stack(1, gateways=2), lambda master: master.kill())


@pytest.mark.long
def test_push_loses_nothing_when_the_master_is_changed(watched_stack):
    """The old one still takes writes for a while. Who has such a write done again by another instance is told of it then."""
    stack = watched_stack(2, {"min-replicas-to-write": 1}, gateways=2)
    take_over(stack, lambda _: stack.redis.fail_over())
