# SPDX-License-Identifier: Apache-2.0
"""WebSockets: the handshake, and the events that come (docs/push.md)."""

import pytest
from harness.events import CUSTOMER, STAFF, Teller
from harness.metrics import scrape, total
from harness.records import World
from harness.stand_in import in_place_of
from harness.websocket import connect
from harness.waiting import wait_until


@pytest.fixture(scope="module")
def told(shared_stacks):
    """A stack with one loop, and an instance beside the real ones that tells events."""
    stack = shared_stacks(chat=2, settings={"gateway": {"LEIDA_THREADS": "1"}})
    teller = Teller()
    with in_place_of(stack.service("chat-2"), teller.serve):
        wait_until(lambda: teller.peer, 20, "the gateway to connect")
        yield World(stack), teller


def begin(client, teller, **options):
    """A socket behind the sync that says that events come from now on."""
    opened = connect(client, **options)
    assert teller.taken.wait(20)
    return opened


def hints(opened, count):
    """So many events that are no sync."""
    events = []
    while len(events) < count:
        event = opened.event()
        if event["event"] != "sync":
            events.append(event)
    return events


def test_push_tells_both_of_a_message(told):
    world, teller = told
    pair = world.pair()
    with begin(pair.staff, teller) as staff, begin(pair.customer, teller) as customer:
        teller.tell("message", pair.staff.id, pair.customer.id, 14, CUSTOMER)
        expected = {"event": "message", "user_id": pair.staff.id, "customer_id": pair.customer.id, "id": 14, "send_type": 2}
        assert hints(staff, 1) == [expected] and hints(customer, 1) == [expected]
