# SPDX-License-Identifier: Apache-2.0
"""A few callers who hold all the memory that bodies and answers may have: the others are served all the same."""

import contextlib

from harness.metrics import scrape, total
from harness.raw import RawConnection, request
from harness.records import World
from harness.waiting import wait_until

MIB = 1 << 20
SEND = "/chat/send_msg/0"


@contextlib.contextmanager
def stalled_bodies(stack, callers, each, sent):
    """So many bodies of each caller, of a MiB, of which so many bytes are sent."""
    with contextlib.ExitStack() as open_ones:
        for caller in callers:
            for _ in range(each):
                raw = open_ones.enter_context(RawConnection(stack.base_url))
                head = {"Content-Type": "application/json", "Content-Length": str(MIB)}
                raw.send(request("POST", caller.target(SEND), head))
                raw.offer(b" " * sent)
        yield


def assert_served(pair):
    pair.customer_says("x").done()
    pair.staff_says("x" * 60_000).done()
    assert len(pair.staff_reads().rows) == 2
    assert pair.customer.post("/chat/ack/0", {"u_id": pair.staff.id, "id": 1}).done() == {}


def test_callers_who_hold_all_do_not_keep_others_out(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_CALLER_MEMORY": str(4 * MIB),
                                            "LEIDA_CALLERS_MEMORY": str(6 * MIB)}})
    world = World(stack)
    pairs, innocent = [world.pair() for _ in range(2)], world.pair()
    with stalled_bodies(stack, [pair.customer for pair in pairs], 2, 0):
        wait_until(lambda: total(scrape(stack.gateway), "leida_held_bytes") >= 3 * MIB, 10, "the bodies to be expected")
        assert_served(innocent)


def test_large_bodies_do_not_keep_small_ones_out(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_BODY_MEMORY": str(4 * MIB)}})
    world = World(stack)
    pairs, innocent = [world.pair() for _ in range(2)], world.pair()
    with stalled_bodies(stack, [pair.customer for pair in pairs], 5, 600_000):
        wait_until(lambda: total(scrape(stack.gateway), "leida_http_requests_total", status="503") > 0, 10,
                   "bodies that are refused")
        assert_served(innocent)


def test_unfinished_heads_do_not_keep_bodies_out(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_BODY_MEMORY": str(MIB), "LEIDA_HEAD_LIMIT": "60"}})
    innocent = World(stack).pair()
    begun = request("GET", "/x", {"X": "y" * 7000})[:-10]
    with contextlib.ExitStack() as open_ones:
        for _ in range(140):
            last = open_ones.enter_context(RawConnection(stack.base_url))
            last.send(begun)
        assert last.read().status == 503
        assert_served(innocent)
