# SPDX-License-Identifier: Apache-2.0
"""What services tell of their calls (docs/protocol.md): heard on the wire, as a gateway's loop hears it."""

import contextlib
import threading

import pytest
from harness.metrics import scrape, total
from harness.records import World
from harness.refusing import Refusing
from harness.wire import Event, Wire

STAFF_ACK = 8  # number of the method


@pytest.fixture(scope="module")
def stack(shared_stacks):
    """All that happens in it is of these tests."""
    return shared_stacks()


class Ears:
    """Takes the events of all services."""

    def __init__(self, stack, wires):
        self.stack, self.wires = stack, wires

    def heard(self):
        return [event for wire in self.wires for event in wire.events()]


@pytest.fixture
def ears(stack):
    with contextlib.ExitStack() as opened:
        yield Ears(stack, [opened.enter_context(Wire(process)) for process in stack.services])


@pytest.fixture
def pair(stack):
    return World(stack).pair()


def event_of(pair, event, ident=0, by="staff", detail="", staff=None, customer=None):
    return Event(event, (staff or pair.staff).id, (customer or pair.customer).id, ident, by, detail)


def test_message_of_either_side(ears, pair):
    pair.customer_says("x").done()
    assert ears.heard() == [event_of(pair, "message", 1, "customer")]
    pair.staff_says("y").done()
    assert ears.heard() == [event_of(pair, "message", 2, "staff")]


@pytest.mark.parametrize("side", ["customer", "staff"])
def test_duplicate_tells_again(ears, pair, side):
    says = pair.customer_says if side == "customer" else pair.staff_says
    assert says("x", msg_id="k").done()["duplicate"] is False
    says("y").done()
    ears.heard()
    assert says("x", msg_id="k").done()["duplicate"] is True
    assert ears.heard() == [event_of(pair, "message", 1, side)]


def reads_of(pair, side):
    if side == "customer":
        return pair.customer_reads, lambda ident: pair.customer.post("/chat/ack/0", {"u_id": pair.staff.id, "id": ident})
    return pair.staff_reads, lambda ident: pair.staff.post("/chat/ack/0", {"customer_id": pair.customer.id, "id": ident})


@pytest.mark.parametrize("side", ["customer", "staff"])
def test_reading_that_moves_the_cursor(ears, pair, side):
    reads, ack = reads_of(pair, side)
    reads("/chat/getmsg/0")
    reads("/chat")
    assert ears.heard() == []
    for number in range(6):
        pair.staff_says(str(number)).done()
    ears.heard()
    for act, cursor in (
            (lambda: reads("/chat/getmsg/0", after=0), None), (lambda: reads("/chat/query_num/0"), None),
            (lambda: reads("/chat", before=3), 2), (lambda: reads("/chat", before=3), None),
            (lambda: ack(4), 4), (lambda: ack(4), None), (lambda: ack(3), None),
            (lambda: reads("/chat/getmsg/0"), 6), (lambda: reads("/chat/getmsg/0"), None),
            (lambda: reads("/chat"), None)):
        assert act().code in (200, 301, 302)
        assert ears.heard() == ([event_of(pair, "read", cursor, side)] if cursor else [])


def test_getmsg_tells_what_it_has_given_of_many(ears, pair):
    for number in range(201):
        pair.customer_says(str(number)).done()
    ears.heard()
    for cursor in (200, 201):
        assert pair.staff_reads("/chat/getmsg/0").rows[-1]["id"] == cursor
        assert ears.heard() == [event_of(pair, "read", cursor)]


def test_action_has_its_kind(ears, pair):
    for kind, ident in ((14, 1), (3, 2)):
        pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": kind, "msg_id": f"k{kind}"}).done()
        assert ears.heard() == [event_of(pair, "action", ident, "customer", kind)]
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 14, "msg_id": "k14"}).done()
    assert ears.heard() == [event_of(pair, "action", 1, "customer", 14)]


@pytest.mark.parametrize("path, fields, part", [
    ("/customer/update_information/{}", {"sex": 1, "mem": "x"}, "profile"),
    ("/customer/update_expected_time/{}", {"expected_time": "2030-06-06"}, "expected"),
    ("/customer/update_expected_pr/{}", {"expedted_pr": 80}, "expected"),
    ("/customer/update_tag/{}", {"tag_list": "[]"}, "tags"),
    ("/tag_list/customer_tag/{}", {"tag_list": "[]"}, "tags"),
    ("/tag_list/add_tag/{}", {"name": "新"}, "tags"),
    ("/follow_info/add/{}", {"follow_info": "电话已打"}, "follow"),
])
def test_change_of_a_customer(ears, pair, path, fields, part):
    pair.staff.post(path.format(pair.customer.id), fields).done()
    assert ears.heard() == [event_of(pair, "customer", detail=part)]


def test_tags_are_told_to_colleagues_who_know_the_customer(stack, ears):
    world = World(stack)
    company = world.company()
    staff, colleague, idle = (world.user(company_id=company) for _ in range(3))
    shared, own = world.customer(), world.customer()
    pair = world.bind(staff, shared)
    for who, customer in ((staff, own), (colleague, shared), (idle, world.customer()), (world.user(), shared)):
        world.bind(who, customer)
    world.load()
    staff.post("/tag_customer/add/0", {"name": "新", "customer_list": [shared.id, own.id, shared.id]}).done()
    assert ears.heard() == [event_of(pair, "customer", detail="tags"),
                            event_of(pair, "customer", detail="tags", customer=own),
                            event_of(pair, "customer", detail="tags", staff=colleague)]
    staff.post("/tag_customer/add/0", {"name": "空", "customer_list": []}).done()
    assert ears.heard() == []
    colleague.post(f"/tag_list/customer_tag/{shared.id}", {"tag_list": []}).done()
    assert ears.heard() == [event_of(pair, "customer", detail="tags", staff=colleague),
                            event_of(pair, "customer", detail="tags")]


def test_tags_of_many_are_told_the_caller_before_all_and_within_a_bound(stack, ears):
    world = World(stack)
    company, customers = world.company(), [world.customer() for _ in range(200)]
    staff, *colleagues = (world.user(company_id=company) for _ in range(3))
    for who in (staff, *colleagues):
        for customer in customers:
            world.bind(who, customer)
    world.load()
    staff.post("/tag_customer/add/0", {"name": "新", "customer_list": [customer.id for customer in customers]}).done()
    heard = ears.heard()
    assert len(heard) == len(set(heard)) == 400
    assert [(event.staff, event.customer) for event in heard[:200]] == [(staff.id, customer.id) for customer in customers]


def test_typing_is_told_and_not_kept(stack, ears, pair):
    with stack.probe() as redis:
        before = redis.call("DBSIZE"), redis.info("replication")["master_repl_offset"]
        pair.customer.post("/chat/typing/0", {"u_id": pair.staff.id}).done("查询成功")
        assert ears.heard() == [event_of(pair, "typing", by="customer")]
        pair.staff.post("/chat/typing/0", {"customer_id": pair.customer.id}).done("查询成功")
        assert ears.heard() == [event_of(pair, "typing", by="staff")]
        assert (redis.call("DBSIZE"), redis.info("replication")["master_repl_offset"]) == before


def test_what_is_refused_tells_nothing(stack, ears, pair):
    stranger = World(stack).pair()
    ears.heard()
    customer, staff = {"customer_id": stranger.customer.id}, {"u_id": stranger.staff.id}
    text, ident = {"info_type": 1, "msg": "x"}, stranger.customer.id
    pair.staff.post("/chat/send_msg/0", {**customer, "content": text}).refused(307)
    pair.staff.post("/chat/typing/0", customer).refused(307)
    pair.customer.post("/chat/typing/0", staff).refused(307)
    pair.customer.post("/chat/typing/0", {}).invalid(u_id="required")
    pair.customer.post("/action/record/0", {**staff, "action": 1}).refused(307)
    pair.staff.post("/chat/ack/0", {"customer_id": pair.customer.id, "id": 1}).refused(302)
    pair.staff.get("/chat", **customer).refused(307)
    for path, fields in (("customer/update_information", {"sex": 1, "mem": "x"}), ("follow_info/add", {"follow_info": "x"}),
                         ("customer/update_expected_pr", {"expedted_pr": 1}), ("tag_list/customer_tag", {"tag_list": "[]"})):
        pair.staff.post(f"/{path}/{ident}", fields).refused(307)
    pair.staff.post(f"/customer/update_tag/{pair.customer.id}", {"tag_list": "[999999]"}).refused(301)
    superior = {"sex": 1, "mem": "x", "superior": pair.customer.id}
    assert pair.staff.post(f"/customer/update_information/{pair.customer.id}", superior).code == 402
    pair.staff.post("/follow_language/add/0", {"custom_language": "常用语"}).done()  # it is about no customer
    assert ears.heard() == []


def test_events_are_counted_though_nobody_takes_them(stack, pair):
    chat = stack.service("chat-1")

    def counts():
        return {kind: total(scrape(chat), "leida_service_events_total", event=kind) for kind in ("message", "read", "typing")}

    before = counts()
    for _ in range(2):
        pair.customer_says("x").done()
    pair.staff_reads().done()
    assert {kind: count - before[kind] for kind, count in counts().items()} == {"message": 2, "read": 1, "typing": 0}


# ---- later tries ----

def test_call_that_is_tried_again_tells_again(stack, ears, pair):
    pair.customer_says("x").done()
    ears.heard()
    with Wire(stack.service("chat-1"), takes=False) as gateway:
        for retries in (0, 1):
            assert gateway.call(STAFF_ACK, pair.staff, {"customer_id": pair.customer.id, "id": 1}, 7_000_001, retries) == 0
            assert ears.heard() == [event_of(pair, "read", 1)]


# What is written, by which service, and its event.
WRITES = {
    "send": ("chat", lambda pair: pair.staff_says("y"), lambda pair: event_of(pair, "message", 2)),
    "getmsg": ("chat", lambda pair: pair.staff_reads("/chat/getmsg/0"), lambda pair: event_of(pair, "read", 1)),
    "history": ("chat", lambda pair: pair.staff_reads(), lambda pair: event_of(pair, "read", 1)),
    "ack": ("chat", lambda pair: pair.staff.post("/chat/ack/0", {"customer_id": pair.customer.id, "id": 1}),
            lambda pair: event_of(pair, "read", 1)),
    "profile": ("crm", lambda pair: pair.staff.post(f"/customer/update_information/{pair.customer.id}", {"sex": 1, "mem": "x"}),
                lambda pair: event_of(pair, "customer", detail="profile")),
    "tags": ("crm", lambda pair: pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": "新"}),
             lambda pair: event_of(pair, "customer", detail="tags")),
    "follow": ("crm", lambda pair: pair.staff.post(f"/follow_info/add/{pair.customer.id}", {"follow_info": "x"}),
               lambda pair: event_of(pair, "customer", detail="follow")),
}


@pytest.fixture(scope="module")
def mortal(shared_stacks):
    """A stack whose first instances have a proxy before Redis."""
    stack = shared_stacks(ready=False, chat=2, crm=2)
    return stack, Refusing(stack, "chat-1", "crm-1", "actionlog")


@pytest.mark.parametrize("name", WRITES)
def test_who_takes_a_call_over_tells_what_the_dead_one_wrote(mortal, name):
    """It dies when Redis has done it, before it hears of that."""
    stack, proxy = mortal
    role, act, expected = WRITES[name]
    first, second = stack.service(f"{role}-1"), stack.service(f"{role}-2")
    pair, answers = World(stack).pair(), []
    pair.customer_says("x").done()
    second.kill()
    caller = threading.Thread(target=lambda: answers.append(act(pair)))
    with proxy.withholding("EVALSHA"):
        caller.start()
    second.start().wait_ready()
    with Wire(second) as ears:
        first.kill()
        caller.join()
        assert answers[0].code == 200
        assert ears.events() == [expected(pair)]
    first.start().wait_ready()


def test_new_instance_tells_what_the_dead_one_recorded(mortal):
    """There is one of actionlog: the call waits until it is back."""
    stack, proxy = mortal
    actionlog, pair, answers = stack.service("actionlog"), World(stack).pair(), []
    fields = {"u_id": pair.staff.id, "action": 3}
    caller = threading.Thread(target=lambda: answers.append(pair.customer.post("/action/record/0", fields)))
    with proxy.withholding("EVALSHA"):
        caller.start()
    actionlog.kill()
    actionlog.start().wait_ready()
    caller.join()
    assert answers[0].code == 200
    assert pair.staff.get("/action/time").done()["data_count"] == 1
    assert total(scrape(actionlog), "leida_service_events_total", event="action") == 1
