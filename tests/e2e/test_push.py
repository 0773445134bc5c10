# SPDX-License-Identifier: Apache-2.0
"""WebSockets: the handshake, and the events that come (docs/push.md)."""

import itertools

import pytest
from harness.events import CUSTOMER, STAFF, Teller
from harness.metrics import scrape, total
from harness.records import World
from harness.stand_in import in_place_of
from harness.waiting import wait_until
from harness.websocket import connect


@pytest.fixture(scope="module")
def told(shared_stacks):
    """A stack with one loop, and an instance beside the real ones that tells events."""
    stack = shared_stacks(chat=2, settings={"gateway": {"LEIDA_THREADS": "1"}})
    teller = Teller()
    with in_place_of(stack.service("chat-2"), teller.serve):
        wait_until(lambda: teller.peer, 20, "the gateway to connect")
        yield World(stack), teller, stack.gateway


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
    world, teller, _ = told
    pair = world.pair()
    with begin(pair.staff, teller) as staff, begin(pair.customer, teller) as customer:
        teller.tell("message", pair.staff.id, pair.customer.id, 14, CUSTOMER)
        expected = {"event": "message", "user_id": pair.staff.id, "customer_id": pair.customer.id, "id": 14, "send_type": 2}
        assert hints(staff, 1) == [expected] and hints(customer, 1) == [expected]


def test_push_tells_staff_alone_of_what_is_theirs(told):
    world, teller, _ = told
    pair = world.pair()
    about = {"user_id": pair.staff.id, "customer_id": pair.customer.id}
    with begin(pair.staff, teller) as staff, begin(pair.customer, teller) as customer:
        teller.tell("read", pair.staff.id, pair.customer.id, 14, CUSTOMER)
        teller.tell("action", pair.staff.id, pair.customer.id, 991, CUSTOMER, 14)
        teller.tell("customer", pair.staff.id, pair.customer.id, 0, STAFF, 2)
        teller.tell("typing", pair.staff.id, pair.customer.id, 0, CUSTOMER)
        teller.tell("typing", pair.staff.id, pair.customer.id, 0, STAFF)
        assert hints(staff, 4) == [{"event": "read", **about, "id": 14, "send_type": 2}, {"event": "action", **about, "id": 991, "action": 14},
                                   {"event": "customer", **about, "what": "tags"}, {"event": "typing", **about}]
        assert hints(customer, 1) == [{"event": "typing", **about}]


def test_push_tells_nobody_what_cannot_be(told):
    world, teller, gateway = told
    pair = world.pair()
    with begin(pair.staff, teller) as staff:
        before = total(scrape(gateway), "leida_upstream_malformed_total", service="chat")
        for event, ident, detail in (("action", 1, 17), ("action", 1, 0), ("action", 0, 1), ("message", 0, 0), ("read", 0, 0)):
            teller.tell(event, pair.staff.id, pair.customer.id, ident, CUSTOMER, detail)
        teller.tell("action", pair.staff.id, pair.customer.id, 2, CUSTOMER, 16)
        assert hints(staff, 1) == [{"event": "action", "user_id": pair.staff.id, "customer_id": pair.customer.id, "id": 2, "action": 16}]
        assert total(scrape(gateway), "leida_upstream_malformed_total", service="chat") == before + 5
        for wrong in ((0, pair.customer.id, 3, CUSTOMER), (pair.staff.id, 2**53, 3, CUSTOMER), (pair.staff.id, pair.customer.id, 3, 3)):
            teller.tell("message", *wrong)
        teller.tell("message", pair.staff.id, pair.customer.id, 4)
        assert hints(staff, 1)[0]["id"] == 4
        assert total(scrape(gateway), "leida_upstream_malformed_total", service="chat") == before + 8


def test_push_tells_nobody_else(told):
    world, teller, _ = told
    pair, other = world.pair(), world.pair()
    with begin(other.staff, teller) as staff, begin(other.customer, teller) as customer:
        teller.tell("message", pair.staff.id, pair.customer.id, 1)
        teller.tell("message", other.staff.id, other.customer.id, 2)
        assert [event["id"] for event in hints(staff, 1) + hints(customer, 1)] == [2, 2]


def test_push_tells_all_sockets_of_one(told):
    world, teller, _ = told
    pair = world.pair()
    sockets = [begin(pair.staff, teller) for _ in range(8)]
    teller.tell("message", pair.staff.id, pair.customer.id, 5)
    for opened in sockets:
        assert hints(opened, 1)[0]["id"] == 5
        opened.abort()


def test_push_has_a_lone_page_read_again_at_once_when_events_were_lost(told):
    world, teller, gateway = told
    pair = world.pair()
    with begin(pair.staff, teller) as staff:
        teller.tell("message", pair.staff.id, pair.customer.id, 1)
        while staff.event()["event"] == "sync":
            pass
        before = total(scrape(gateway), "leida_push_syncs_total", reason="gap")
        teller.lose()
        teller.tell("message", pair.staff.id, pair.customer.id, 3)
        events = [staff.event(), staff.event()]
        assert {"event": "sync", "in": 0} in events and 3 in [event.get("id") for event in events]
        assert total(scrape(gateway), "leida_push_syncs_total", reason="gap") == before + 1


def test_push_tells_who_reads_slowly_the_last_of_each_conversation(told):
    """One conversation: however many hints gather, the last one comes, and few in all."""
    world, teller, gateway = told
    pair = world.pair()
    many = 20000
    with begin(pair.staff, teller, receive=2048) as staff:
        for start in range(1, many, 1000):
            teller.tell_many([("message", pair.staff.id, pair.customer.id, ident) for ident in range(start, start + 1000)])
        wait_until(lambda: total(scrape(gateway), "leida_push_collapsed_total") > many / 2, 20, "hints to collapse")
        ids = []
        while not ids or ids[-1] < many:
            ids += [event["id"] for event in hints(staff, 1)]
        assert ids == sorted(ids) and ids[-1] == many and len(ids) < many / 2


def test_push_tells_who_reads_slowly_to_read_again(told):
    """Many conversations: the hints make room for one sync; memory stays bounded."""
    world, teller, gateway = told
    pair = world.pair()
    with begin(pair.staff, teller, receive=2048) as staff:
        before = total(scrape(gateway), "leida_push_syncs_total", reason="overflow")
        customers = itertools.count(1)

        def overflows():
            teller.tell_many([("message", pair.staff.id, next(customers), 1) for _ in range(20)])
            samples = scrape(gateway)
            return total(samples, "leida_push_syncs_total", reason="overflow") > before and total(samples, "leida_push_pending_bytes") > 0

        wait_until(overflows, 20, "hints to overflow")
        assert total(scrape(gateway), "leida_push_pending_bytes") < 64 * 1024
        while staff.event() != {"event": "sync", "in": 0}:
            pass

        def hears_of_others():
            teller.tell("read", pair.staff.id, pair.customer.id, 7)
            while (event := staff.event())["event"] == "message":
                pass
            return event["event"] == "read"  # a sync: there were still too many

        wait_until(hears_of_others, 20, "hints to come again")
        wait_until(lambda: total(scrape(gateway), "leida_push_pending_bytes") == 0, 20, "nothing to be pending")


def test_push_says_that_the_other_side_writes(stack):
    """From a socket to a socket, through the service, which knows who is bound to whom."""
    pair, other = World(stack).pair(), World(stack).pair()
    with connect(pair.staff) as staff, connect(pair.customer) as customer, connect(other.customer) as stranger:
        staff.say(do="typing", customer_id=other.customer.id)

        def arrives():
            customer.say(do="typing", user_id=pair.staff.id, more=[1])
            return {"event": "typing", "user_id": pair.staff.id, "customer_id": pair.customer.id} in hints(staff, 1)

        assert arrives()
        pair.customer_says("x").done()
        pair.customer_says("y").done()
        assert hints(customer, 1)[0]["event"] == "message"
        other.staff_says("z").done()
        assert hints(stranger, 1)[0]["event"] == "message"  # and nothing before it


def test_push_says_once_in_3_s_that_somebody_writes(stack):
    pair = World(stack).pair()
    with connect(pair.staff) as staff, connect(pair.customer) as customer:
        pair.customer_says("x").done()  # from now on events flow
        while hints(staff, 1)[0]["event"] != "message":
            pass
        for _ in range(3):
            customer.say(do="typing", user_id=pair.staff.id)
        assert hints(staff, 1)[0]["event"] == "typing"
        pair.customer_says("y").done()
        assert hints(staff, 1)[0]["event"] == "message"
