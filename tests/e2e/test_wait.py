# SPDX-License-Identifier: Apache-2.0
"""wait=S: an answer with nothing in it is held until there is something, or S seconds are over."""

import concurrent.futures
import contextlib
import os
import signal
import socket
import time

import pytest
from harness.metrics import scrape, total
from harness.raw import RawConnection
from harness.records import World
from harness.signed import SignedClient
from harness.waiting import PATIENCE, wait_until

NEW, NEW_LOG = "/chat/getmsg/0", "/action/get_new_log"
NOTHING = "没有得到实时聊天信息"
LONG = 55  # the client gives up before: what comes has been woken


@pytest.fixture(scope="module")
def world(shared_stacks):
    return World(shared_stacks(settings={"gateway": {"LEIDA_THREADS": "1"}}))


@pytest.fixture
def pair(world):
    return world.pair()


def held(stack):
    return total(scrape(stack.gateway), "leida_push_polls")


@contextlib.contextmanager
def asking(stack, *calls):
    """The calls, each on a thread of its own, once all of them wait; in the end none does."""
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(call) for call in calls]
        wait_until(lambda: held(stack) == len(calls), 10, "the calls to be held")
        yield futures
    assert held(stack) == 0


def test_a_message_ends_the_wait_of_both_sides(world, pair):
    calls = (lambda: pair.staff_reads(NEW, wait=LONG)), (lambda: pair.customer_reads(NEW, wait=LONG))
    with asking(world.stack, *calls) as answers:
        pair.customer_says("您好").done()
        for answer in answers:
            assert [row["msg"] for row in answer.result(10).rows] == ["您好"]


def test_what_is_there_is_answered_at_once(world, pair):
    pair.customer_says("您好").done()
    assert len(pair.staff_reads(NEW, wait=LONG).rows) == 1
    assert held(world.stack) == 0


def test_an_action_ends_the_wait_for_the_log(world, pair):
    with asking(world.stack, lambda: pair.staff.get(NEW_LOG, wait=LONG)) as (answer,):
        pair.customer_says("您好").done()
        pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 14}).done()
        assert [row["customer_id"] for row in answer.result(10).rows] == [pair.customer.id]


def test_another_conversation_does_not(world, pair):
    other = world.pair(pair.staff)
    with asking(world.stack, lambda: pair.staff_reads(NEW, wait=LONG)) as (answer,):
        before = total(scrape(world.stack.service("chat-1")), "leida_service_calls_total", method="staff_getmsg")
        other.customer_says("别人").done()
        pair.customer_says("您好").done()
        assert [row["msg"] for row in answer.result(10).rows] == ["您好"]
        assert total(scrape(world.stack.service("chat-1")), "leida_service_calls_total", method="staff_getmsg") == before + 1


@pytest.mark.parametrize("query", [{}, {"after": 0}])
def test_the_time_ends_with_nothing(pair, query):
    began = time.monotonic()
    answer = pair.staff_reads(NEW, wait=1, **query)
    assert answer.done(NOTHING) == {"ret_data": [], "data_count": 0}
    assert time.monotonic() - began >= 1


def test_who_waits_for_what_they_have_is_told_of_the_next(world, pair):
    first = pair.customer_says("一").done()
    assert first == {}
    assert [row["id"] for row in pair.staff_reads(NEW).rows] == [1]
    with asking(world.stack, lambda: pair.staff_reads(NEW, after=1, wait=LONG)) as (answer,):
        pair.customer_says("二").done()
        assert [row["id"] for row in answer.result(10).rows] == [2]


def connect(pair, seconds):
    raw = RawConnection(pair.staff.base_url)
    target = pair.staff.target(NEW, {"customer_id": pair.customer.id, "wait": seconds})
    raw.send(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n")
    return raw


@pytest.mark.parametrize("reset", [False, True])
def test_a_client_that_leaves_takes_nothing_with_it(world, pair, reset):
    raw = connect(pair, LONG)
    wait_until(lambda: held(world.stack) == 1, 10, "the call to be held")
    if reset:
        raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    raw.close()
    wait_until(lambda: held(world.stack) == 0, 10, "its end to be noticed")
    pair.customer_says("您好").done()
    assert [row["msg"] for row in pair.staff_reads(NEW).rows] == ["您好"]


def test_a_client_that_sends_no_more_still_gets_an_answer(world, pair):
    with connect(pair, LONG) as raw:
        wait_until(lambda: held(world.stack) == 1, 10, "the call to be held")
        raw.socket.shutdown(socket.SHUT_WR)
        assert raw.read().done(NOTHING) == {"ret_data": [], "data_count": 0}
        assert raw.read() is None


def test_a_client_that_sends_no_more_from_the_beginning_is_not_held(world, pair):
    """Its end comes while the service is being asked."""
    with RawConnection(pair.staff.base_url) as raw:
        target = pair.staff.target(NEW, {"customer_id": pair.customer.id, "wait": LONG})
        raw.send(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n")
        raw.socket.shutdown(socket.SHUT_WR)
        assert raw.read().done(NOTHING)["ret_data"] == []
    assert held(world.stack) == 0


def test_a_client_that_leaves_much_behind_takes_nothing_with_it(world, pair):
    """More requests stand behind the one that waits than are read meanwhile: the end comes behind them."""
    raw = connect(pair, LONG)
    wait_until(lambda: held(world.stack) == 1, 10, "the call to be held")
    raw.send(b"GET /zhugeleida/nothing HTTP/1.1\r\nHost: x\r\n\r\n" * 1500)
    raw.close()
    wait_until(lambda: held(world.stack) == 0, 10, "its end to be noticed")
    pair.customer_says("您好").done()
    assert [row["msg"] for row in pair.staff_reads(NEW).rows] == ["您好"]


def test_much_behind_one_that_waits_is_answered_all_the_same(world, pair):
    count = 1500
    with connect(pair, LONG) as raw:
        wait_until(lambda: held(world.stack) == 1, 10, "the call to be held")
        raw.send(b"GET /zhugeleida/nothing HTTP/1.1\r\nHost: x\r\n\r\n" * count)
        raw.socket.shutdown(socket.SHUT_WR)
        raw.read().done(NOTHING)
        assert all(raw.read().status == 404 for _ in range(count))
        assert raw.read() is None


def test_a_wait_that_stands_behind_another_is_not_held_for_who_has_left(world, pair):
    with connect(pair, LONG) as raw:
        target = pair.staff.target(NEW, {"customer_id": pair.customer.id, "wait": LONG})
        wait_until(lambda: held(world.stack) == 1, 10, "the call to be held")
        raw.send(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n")
        raw.socket.shutdown(socket.SHUT_WR)
        for _ in range(2):
            raw.read().done(NOTHING)


def test_requests_behind_it_wait_for_their_turn(world, pair):
    with connect(pair, LONG) as raw:
        wait_until(lambda: held(world.stack) == 1, 10, "the call to be held")
        target = pair.staff.target("/chat/query_num/0", {"customer_id": pair.customer.id})
        raw.send(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n")
        pair.customer_says("您好").done()
        assert len(raw.read().rows) == 1
        assert raw.read().done() == {"chatinfo_count": 0}


def test_a_token_that_is_rotated_meanwhile_counts_no_more(world, pair):
    with asking(world.stack, lambda: pair.staff_reads(NEW, wait=LONG)) as (answer,):
        assert world.stack.ctl("token", "rotate", "user", pair.staff.id).returncode == 0
        pair.customer_says("您好").done()
        answer.result(10).refused(400)


def test_a_service_that_dies_has_all_ask_again(world, pair):
    """What it had still to tell is lost, and what it has stored is not."""
    with asking(world.stack, lambda: pair.staff_reads(NEW, wait=LONG)) as (answer,):
        crm = world.stack.service("crm")
        calls = total(scrape(world.stack.service("chat-1")), "leida_service_calls_total", method="staff_getmsg")
        crm.kill()
        crm.start().wait_ready()
        wait_until(lambda: total(scrape(world.stack.service("chat-1")), "leida_service_calls_total", method="staff_getmsg") > calls, 10,
                   "the call to be made again")
        pair.customer_says("您好").done()
        assert len(answer.result(10).rows) == 1


def test_no_more_wait_than_may(new_stack):
    world = World(new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_PUSH_POLLS": "1"}}))
    pair = world.pair()
    with asking(world.stack, lambda: pair.staff_reads(NEW, wait=LONG)) as (answer,):
        assert pair.customer_reads(NEW, wait=LONG).done(NOTHING)["ret_data"] == []
        pair.customer_says("您好").done()
        assert len(answer.result(10).rows) == 1


def test_a_gateway_that_stops_ends_all_waiting(new_stack):
    world = World(new_stack())
    pair = world.pair()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: pair.staff_reads(NEW, wait=LONG))
        wait_until(lambda: held(world.stack) == 1, 10, "the call to be held")
        os.kill(world.stack.gateway.pid, signal.SIGTERM)
        assert answer.result(10).done(NOTHING)["ret_data"] == []


@pytest.mark.parametrize("change", ["token rotate {}", "token revoke {}", "{} disable"])
@pytest.mark.parametrize("kind", ["user", "customer"])
def test_who_may_call_no_more_waits_no_more(world, pair, change, kind):
    """As their sockets are closed: within a second (push.md). Who waits beside them goes on waiting."""
    ours, others = (pair.staff_reads, pair.customer_reads) if kind == "user" else (pair.customer_reads, pair.staff_reads)
    client = pair.staff if kind == "user" else pair.customer
    calls = (lambda: ours(NEW, wait=LONG)), (lambda: others(NEW, wait=LONG))
    with asking(world.stack, *calls) as (refused, waits):
        assert world.stack.ctl(*change.format(kind).split(), client.id).returncode == 0
        refused.result(PATIENCE).refused(400, "token异常")
        assert not waits.done() and held(world.stack) == 1
        other = pair.customer if kind == "user" else pair.staff
        assert world.stack.ctl("token", "revoke", other.kind, other.id).returncode == 0
        waits.result(PATIENCE).refused(400, "token异常")


def test_who_may_call_no_more_waits_for_no_log(world, pair):
    with asking(world.stack, lambda: pair.staff.get(NEW_LOG, wait=LONG)) as (answer,):
        assert world.stack.ctl("token", "rotate", "user", pair.staff.id).returncode == 0
        answer.result(PATIENCE).refused(400, "token异常")


def test_a_credential_that_holds_after_a_change_waits_on(world, pair):
    """The scheme is narrowed to what the caller uses."""
    signed = SignedClient.of(pair.staff)
    with asking(world.stack, lambda: signed.get(NEW, customer_id=pair.customer.id, wait=LONG)) as (answer,):
        before = total(scrape(world.stack.service("chat-1")), "leida_service_calls_total", method="staff_getmsg")
        assert world.stack.ctl("token", "issue", "user", pair.staff.id, "--scheme", "hmac").returncode == 0
        calls = lambda: total(scrape(world.stack.service("chat-1")), "leida_service_calls_total", method="staff_getmsg")  # noqa: E731
        wait_until(lambda: calls() > before and held(world.stack) == 1, 10, "the service to be asked again")
        pair.customer_says("您好").done()
        assert [row["msg"] for row in answer.result(10).rows] == ["您好"]
