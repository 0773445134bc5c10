# SPDX-License-Identifier: Apache-2.0
"""An instance is stopped with a call in hand, another does it, and others write; then it goes on. What it does late must have
no effect."""

import contextlib
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.metrics import scrape, total
from harness.records import World
from harness.waiting import wait_until

ROUNDS = 6


@pytest.fixture
def stack(new_stack):
    return new_stack(crm=2, chat=2, settings={"gateway": {"LEIDA_THREADS": "1"}})


@pytest.fixture
def pair(stack):
    return World(stack).pair()


@contextlib.contextmanager
def stopped(process):
    """Stops it; in the end it goes on, and all that it had in hand is done."""
    process.child.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.child.send_signal(signal.SIGCONT)
    idle = lambda: total(scrape(process), "leida_service_in_flight") == 0  # noqa: E731
    process.wait_ready()
    wait_until(idle, 10, f"{process.name} to have done what it had in hand")


def calls_of(process):
    return total(scrape(process), "leida_service_calls_total")


FORGET = """for _, key in ipairs(redis.call('KEYS', '*')) do
  if redis.call('PTTL', key) >= 0 then redis.call('DEL', key) end
end"""


@pytest.fixture(params=["soon", "when all is forgotten"])
def late_rounds(request, stack):
    """A function that acts ROUNDS times while a process is stopped. It gets a call each time: the gateway takes turns. It goes
    on soon, or as if it had been stopped for days: what Redis keeps for a time is gone."""

    def rounds(name, act):
        process = stack.service(name)
        for number in range(ROUNDS):
            before = calls_of(process)
            with stopped(process):
                act(number)
                if request.param != "soon":
                    with stack.probe() as redis:
                        redis.call("EVAL", FORGET, 0)
            wait_until(lambda: calls_of(process) > before, 10, "a late call")  # noqa: B023
            yield number

    return rounds


def update(pair, route, body):
    pair.staff.post(f"/customer/{route}/{pair.customer.id}", body).done("添加成功")


def card(pair):
    return pair.staff.get("/customer", customer_id=pair.customer.id).done()["ret_data"][0]


def test_late_update_information_undoes_nothing(pair, late_rounds):
    def act(number):
        for step in "abc":
            update(pair, "update_information", {"sex": 1, "mem": f"{number}{step}"})

    for number in late_rounds("crm-1", act):
        assert card(pair)["mem"] == f"{number}c"


def test_late_update_tag_undoes_nothing(stack, pair, late_rounds):
    names = {pair.customer.id * 10 + number: f"标签{number}" for number in range(1, 4)}
    stack.load({"type": "tag", "id": ident, "name": name} for ident, name in names.items())

    def act(_):
        for ident in names:
            update(pair, "update_tag", {"tag_list": [ident]})

    for _ in late_rounds("crm-1", act):
        assert card(pair)["tag"] == ["标签3"]


@pytest.mark.parametrize("route, field, shown", [("update_expected_pr", "expedted_pr", "{}"),
                                                ("update_expected_time", "expected_time", "2018-06-{:02}")])
def test_late_follow_up_undoes_nothing(stack, pair, late_rounds, route, field, shown):
    def act(number):
        for step in range(1, 4):
            update(pair, route, {field: shown.format(number * 3 + step)})

    for number in late_rounds("crm-1", act):
        assert card(pair)[field] == shown.format(number * 3 + 3)
    with stack.probe() as redis:
        assert redis.call("LLEN", f"notes:{{u:{pair.staff.id}}}:{pair.customer.id}") == 3 * ROUNDS


def test_late_send_and_getmsg_have_one_effect(pair, late_rounds):
    got = []

    def act(number):
        for step in "abc":
            pair.customer_says(f"{number}{step}").done()
        got.extend(pair.staff_reads("/chat/getmsg/0").done()["ret_data"])

    said = [f"{number}{step}" for number in range(ROUNDS) for step in "abc"]
    for _ in late_rounds("chat-1", act):
        pass
    got += pair.staff_reads("/chat/getmsg/0").done()["ret_data"]
    assert [row["msg"] for row in got] == said
    assert [row["msg"] for row in pair.staff_reads(length=200).rows] == said


@contextlib.contextmanager
def two_tries(stack, names, ask):
    """Both instances are stopped and given the call, one after the other. Gives the answer when the first has gone on; the other
    goes on in the end."""
    both = {name: stack.service(name) for name in names}

    def lost(name):
        return total(scrape(stack.gateway), "leida_upstream_instance_takeovers_total", endpoint=both[name].state["endpoint"])

    with ThreadPoolExecutor(1) as pool, contextlib.ExitStack() as still:
        before = {name: lost(name) for name in names}
        stops = {name: still.enter_context(contextlib.ExitStack()) for name in names}
        for name in names:
            stops[name].enter_context(stopped(both[name]))
        asking = pool.submit(ask)
        first = wait_until(lambda: next((name for name in names if lost(name) > before[name]), None), 10, "both to have the call")
        stops[first].close()
        yield asking.result()


@pytest.mark.parametrize("path", ["/chat/getmsg/0", "/chat"])
def test_other_try_marks_nothing_behind_what_was_shown(stack, pair, path):
    with two_tries(stack, ("chat-1", "chat-2"), lambda: pair.staff_reads(path)) as answer:
        assert answer.rows == []
        pair.customer_says().done()
    assert pair.unread()[0] == 1
    assert [row["id"] for row in pair.staff_reads("/chat/getmsg/0").rows] == [1]
