# SPDX-License-Identifier: Apache-2.0
"""SIGTERM of the gateway: what is in flight is answered, idle keep-alive connections do not hold it."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.metrics import scrape, total
from harness.raw import RawConnection
from harness.records import World
from harness.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.quiet

IN_FLIGHT = 8


def test_gateway_answers_what_is_in_flight_and_ends(new_stack):
    stack = new_stack()
    world = World(stack)
    pairs = [world.pair() for _ in range(IN_FLIGHT)]
    for pair in pairs:
        pair.customer_says("first").done()
    chat = stack.service("chat-1")
    idle = [RawConnection(stack.base_url) for _ in range(4)]
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        chat.child.send_signal(signal.SIGSTOP)
        try:
            calls = [pool.submit(pair.customer_says, "in flight") for pair in pairs]
            with_chat = lambda: total(scrape(stack.gateway), "leida_upstream_instance_in_flight", service="chat")
            wait_until(lambda: with_chat() == IN_FLIGHT, 5, "the calls to be with the hanging instance")
            stack.gateway.child.send_signal(signal.SIGTERM)
            wait_until(lambda: "draining" in stack.gateway.log(), 5, "the gateway to drain")
        finally:
            chat.child.send_signal(signal.SIGCONT)
        answers = [call.result() for call in calls]
    began = time.monotonic()
    assert stack.gateway.child.wait(10 * PATIENCE) == 0
    assert time.monotonic() - began < 2 * PATIENCE
    for answer in answers:
        answer.done()
        assert answer.headers["Connection"].lower() == "close"
    assert all(connection.is_closed() for connection in idle)
