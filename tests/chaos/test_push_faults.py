# SPDX-License-Identifier: Apache-2.0
"""Pages that read only when they are told to (docs/push.md) show every message that was acknowledged 5 s later, whatever dies,
hangs or is restarted. There are two instances of chat and two gateways, so that messages are acknowledged all the time, and the
promise counts from then; only where a page's own gateway is stopped does it count from when that goes on."""

import random
import signal
import time

import pytest
from harness.metrics import scrape, total
from harness.waiting import wait_until
from harness.wire import Wire
from kit import faults
from kit.push_scene import Scene

pytestmark = pytest.mark.quiet

STAFF_TYPING = 13  # number of the method
# More than a service keeps for a loop that does not read: 1 MiB of some 18 bytes each, and what libzmq and the kernel hold.
EVENTS = 110_000
AT_ONCE = 500
HURRY = 0.002  # seconds between two messages: calls are to be in flight when something is killed


@pytest.fixture
def stack(new_stack):
    stack = new_stack(chat=2, gateways=2)
    for gateway in stack.gateways:  # one that is started again is found where pages know it
        gateway.environment["LEIDA_LISTEN"] = gateway.state["base_url"].removeprefix("http://")
    return stack


def kill_at_random_moments(stack, processes, times, chance):
    """Half of the time it is back before it is silent, else only when every page has shown all: then nothing that comes with the
    new one helps."""
    with Scene(stack) as scene:
        for _ in range(times):
            process = chance.choice(processes)
            try:
                with scene.talk(HURRY):
                    time.sleep(chance.uniform(0.02, 0.3))
                    process.kill()
                    time.sleep(chance.uniform(0, 0.2))
                    if chance.random() < 0.5:
                        process.start()
                scene.settle()
            finally:
                if process.child.poll() is not None:
                    process.start()
            process.wait_ready()
        scene.finish()


@pytest.mark.parametrize("times", [12, pytest.param(100, marks=pytest.mark.long)])
def test_push_loses_nothing_when_chat_is_killed(stack, chance, times):
    kill_at_random_moments(stack, stack.services[:2], times, chance)


@pytest.mark.parametrize("times", [6, pytest.param(100, marks=pytest.mark.long)])
def test_push_loses_nothing_when_a_gateway_is_killed(stack, chance, times):
    kill_at_random_moments(stack, stack.gateways, times, chance)


def fill(stack, pair):
    """Tells every loop more than is kept for one that does not read."""
    for chat in stack.services[:2]:
        with Wire(chat, takes=None) as wire:
            for _ in range(EVENTS // AT_ONCE):
                wire.call_often(STAFF_TYPING, pair.staff, {"customer_id": pair.customer.id}, AT_ONCE)


def gaps(gateway):
    return total(scrape(gateway), "leida_push_syncs_total", reason="gap")


def test_push_loses_nothing_when_events_are_dropped(stack):
    """A gateway is stopped until no more is kept for it, and what is told it then is lost. Its pages keep their sockets: none of
    them gives up in that time, so it is the gap that has them read again."""
    stopped = stack.gateway
    with Scene(stack, speak=[stack.gateways[1].state["base_url"]], pinned=True) as scene:
        with scene.away(scene.of(stopped)):
            stopped.child.send_signal(signal.SIGSTOP)
            try:
                with scene.talk():
                    fill(stack, scene.pairs[0])
                scene.say_everywhere()
            finally:
                stopped.child.send_signal(signal.SIGCONT)
        scene.settle()
        assert gaps(stopped) > 0 and gaps(stack.gateways[1]) == 0
        scene.finish()


def test_push_loses_nothing_in_a_rolling_restart(stack):
    """Of services and gateways, each in turn. A gateway has its pages stay away for up to 8 s; these wait a part of it."""
    with Scene(stack) as scene:
        for process in stack.processes:
            with scene.talk():
                time.sleep(0.1)
                faults.terminate(process)
                time.sleep(random.uniform(0, 0.2))
            scene.settle()
        scene.finish()
