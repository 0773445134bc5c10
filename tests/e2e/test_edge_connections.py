# SPDX-License-Identifier: Apache-2.0
"""Who gets a connection when there are not enough, and clients that have nothing more to say. An innocent client is
always served; what makes room is what holds others up."""

import contextlib
import http.client
import socket

import pytest
from harness.raw import RawConnection, request
from harness.records import World
from harness.strict import all_answers, the_refusal
from harness.waiting import PATIENCE, wait_until

FORM = "application/x-www-form-urlencoded"
LATE = 10 * PATIENCE  # seconds after which nothing comes any more
HEAD = request("GET", "/x", {"A": "1" * 400})
CONNECTIONS = 16


def post(pair, size, body=b""):
    target = pair.staff.target(f"/customer/update_information/{pair.customer.id}")
    return request("POST", target, {"Content-Length": size, "Content-Type": FORM}, body)


@pytest.fixture
def narrow(new_stack):
    """A stack with few connections, whose clocks never run out."""
    limits = {"LEIDA_CONNECTIONS": str(CONNECTIONS), "LEIDA_THREADS": "1"}
    limits |= {f"LEIDA_{clock}": "600" for clock in ("HEAD_LIMIT", "IDLE_LIMIT", "BODY_GRACE")}
    return new_stack(settings={"gateway": limits})


@contextlib.contextmanager
def holding(stack, count, data=b""):
    """So many connections that have sent this and say no more."""
    holders = [RawConnection(stack.base_url, LATE) for _ in range(count)]
    try:
        for holder in holders:
            holder.offer(data)
        yield holders
    finally:
        for holder in holders:
            holder.close()


def is_answered(client):
    client.close()
    try:
        return client.get("/tongxunlu").status == 200
    except (ConnectionError, http.client.HTTPException):
        return False


SLOW = {"silent": b"", "line": b"GET /x HT", "head": HEAD[:-2], "body": None}


@pytest.mark.parametrize("slow", SLOW)
def test_innocent_is_served_when_slow_ones_hold_every_connection(narrow, slow):
    """The slowest make room."""
    pair = World(narrow).pair()
    data = post(pair, 100, b"sex=1") if slow == "body" else SLOW[slow]
    with holding(narrow, 3 * CONNECTIONS, data):
        # Until they have settled: while a request is the gateway's, it is nobody's fault.
        wait_until(lambda: is_answered(pair.staff), 5, "an innocent client to be served")
        assert all(is_answered(pair.staff) for _ in range(10))


def test_silent_ones_make_room_rather_than_a_body_on_its_way(narrow):
    """Who sends in the pace is not slow, whoever comes meanwhile."""
    pair = World(narrow).pair()
    body = b"sex=1&mem=" + b"x" * 100
    with holding(narrow, CONNECTIONS - 1), RawConnection(narrow.base_url, LATE) as innocent:
        innocent.send(post(pair, len(body), body[:10]))
        for start in range(10, len(body), 10):
            with holding(narrow, 2, b"G"):
                innocent.offer(body[start : start + 10])
                assert is_answered(pair.staff)
        answer = innocent.read()
    assert answer is not None and answer.status == 200, answer


def test_silent_ones_make_room_rather_than_a_head_on_its_way(narrow):
    """Another client's head, split by its network, outlives connections that have never said anything."""
    pair = World(narrow).pair()
    data = request("GET", pair.staff.target("/tongxunlu"))
    with holding(narrow, CONNECTIONS - 1), RawConnection(narrow.base_url, LATE) as innocent:
        innocent.send(data[:50])
        assert is_answered(pair.staff)
        with holding(narrow, 4):
            assert is_answered(pair.staff)
        innocent.offer(data[50:])
        answer = innocent.read()
    assert answer is not None and answer.status == 200, answer


PER_ADDRESS = 8


def open_from(stack, address):
    """A connection from another address of the loopback network."""
    host, _, port = stack.base_url.removeprefix("http://").rpartition(":")
    taken = socket.create_connection((host, int(port)), LATE, (address, 0))
    taken.sendall(request("GET", "/x"))
    return taken


def is_served(taken):
    try:
        return b" 404 " in taken.recv(100)
    except ConnectionError:
        return False


@pytest.fixture
def limited(new_stack):
    def start(**more):
        # Threads share a limit out among them; by which of them a connection is taken is the kernel's choice.
        limits = {"LEIDA_CONNECTIONS_PER_ADDRESS": str(PER_ADDRESS), "LEIDA_THREADS": "1"}
        return new_stack(settings={"gateway": {**limits, **more}})

    return start


def test_connections_of_one_address_are_limited(limited):
    """Others do not notice, and who closes some may open some."""
    stack = limited(LEIDA_EXEMPT_ADDRESSES="192.0.2.1")
    held = [open_from(stack, "127.0.0.9") for _ in range(PER_ADDRESS)]
    assert all(is_served(taken) for taken in held)
    for _ in range(3):
        with open_from(stack, "127.0.0.9") as refused:
            assert not is_served(refused)
    with open_from(stack, "127.0.0.10") as other:
        assert is_served(other)
    for taken in held:
        taken.close()

    def is_open_again():
        with open_from(stack, "127.0.0.9") as taken:
            return is_served(taken)

    wait_until(is_open_again, 5, "the address to be served again")


def test_loopback_is_exempt_from_the_limit_by_default(limited):
    stack = limited()
    held = [open_from(stack, "127.0.0.9") for _ in range(3 * PER_ADDRESS)]
    assert all(is_served(taken) for taken in held)
    for taken in held:
        taken.close()


HALF_CLOSED = {
    "read": lambda pair: [request("GET", pair.staff.target("/tongxunlu"))],
    "write": lambda pair: [post(pair, 11, b"sex=1&mem=a")],
    "pipelined": lambda pair: [request("GET", pair.staff.target("/tongxunlu"))] * 5,
    "unknown": lambda pair: [request("GET", "/x")],
}


@pytest.mark.parametrize("what", HALF_CLOSED)
def test_client_that_has_nothing_more_to_say_gets_its_answers(stack, pair, what):
    requests = HALF_CLOSED[what](pair)
    with RawConnection(stack.base_url, LATE) as connection:
        connection.send(b"".join(requests))
        connection.socket.shutdown(socket.SHUT_WR)
        answers = all_answers(connection.rest())
    assert [answer.status for answer in answers] == [404 if what == "unknown" else 200] * len(requests)


@pytest.mark.parametrize("size", [1, 10, 60, len(HEAD) - 1])
def test_half_a_head_and_an_end_is_400(stack, size):
    """At once: no more can come, and the clock would run for ten seconds."""
    with RawConnection(stack.base_url, 5) as connection:
        connection.send(HEAD[:size])
        connection.socket.shutdown(socket.SHUT_WR)
        the_refusal(connection.rest(), 400)
