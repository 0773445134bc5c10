# SPDX-License-Identifier: Apache-2.0
"""The clocks of a connection: of its head, of its body, of its answers, and of nothing at all. Those who keep to them
are never cut, those who do not never hold what others need."""

import contextlib
import os
import socket
import time

import pytest
from harness.process import resident_memory
from harness.raw import RawConnection, request
from harness.records import World
from harness.strict import all_answers, the_refusal
from harness.waiting import PATIENCE, wait_until

FORM = "application/x-www-form-urlencoded"
HEAD_LIMIT = 1  # seconds, and likewise:
IDLE_LIMIT = 2
GRACE = 1
RATE = 1024  # bytes a second
LATE = 10 * PATIENCE  # seconds after which a limit has not worked
UNREAD = 40  # connections whose client takes nothing
UNREAD_MAX = 2_500_000  # bytes that each may cost: one answer of 1.2 MB, and once more while it is made
SETTINGS = {
    "LEIDA_HEAD_LIMIT": str(HEAD_LIMIT), "LEIDA_IDLE_LIMIT": str(IDLE_LIMIT), "LEIDA_BODY_GRACE": str(GRACE),
    "LEIDA_BODY_RATE": str(RATE),
}
HEAD = request("GET", "/x", {"A": "1" * 400})


@pytest.fixture(scope="module")
def strict(shared_stacks):
    return shared_stacks(settings={"gateway": SETTINGS})


@pytest.fixture(scope="module")
def pair(strict):
    return World(strict).pair()


def drip(connection, data, pause):
    """Sends byte by byte until the other side has ended the connection or all is sent; seconds that took."""
    began = time.monotonic()
    for place in range(len(data)):
        try:
            connection.socket.sendall(data[place : place + 1])
            connection.socket.setblocking(False)
            if connection.socket.recv(1, socket.MSG_PEEK) is not None:
                break
        except BlockingIOError:
            pass
        except ConnectionError:
            break
        finally:
            connection.socket.settimeout(LATE)
        time.sleep(pause)
    return time.monotonic() - began


def post(pair, size, body=b""):
    target = pair.staff.target(f"/customer/update_information/{pair.customer.id}")
    return request("POST", target, {"Content-Length": size, "Content-Type": FORM}, body)


@pytest.mark.parametrize("begun", ["fresh", "kept"])
def test_clock_of_a_head_runs_from_its_first_byte(strict, begun):
    """One byte now and then does not wind it up; the request line is no milestone."""
    with RawConnection(strict.base_url, LATE) as connection:
        if begun == "kept":
            connection.send(request("GET", "/x"))
            assert connection.read().status == 404
        took = drip(connection, HEAD, HEAD_LIMIT / 20)
        the_refusal(connection.rest(), 408)
    assert HEAD_LIMIT * 0.9 < took < LATE


@pytest.mark.parametrize("half", [1, len(b"GET /x"), HEAD.index(b"\r\n") + 2, len(HEAD) - 2, len(HEAD) - 1])
def test_head_that_stops_is_408(strict, half):
    with RawConnection(strict.base_url, LATE) as connection:
        began = time.monotonic()
        connection.send(HEAD[:half])
        the_refusal(connection.rest(), 408)
        assert HEAD_LIMIT * 0.9 < time.monotonic() - began < LATE


def test_connection_without_a_byte_is_closed_without_a_word(strict):
    """An answer to no request would be taken for the answer to the next one."""
    with RawConnection(strict.base_url, LATE) as connection:
        began = time.monotonic()
        assert connection.rest() == b""
        assert time.monotonic() - began > IDLE_LIMIT * 0.9


def test_idle_connection_between_requests_is_closed_without_a_word(strict):
    with RawConnection(strict.base_url, LATE) as connection:
        connection.send(request("GET", "/x"))
        assert connection.read().status == 404
        began = time.monotonic()
        assert connection.rest() == b""
        assert time.monotonic() - began > IDLE_LIMIT * 0.9


def test_empty_line_begins_no_request(strict):
    """Old clients send one behind a body (RFC 9112 2.2). A 408 would be taken for the answer to the next request."""
    with RawConnection(strict.base_url, LATE) as connection:
        connection.send(request("GET", "/x") + b"\r\n")
        assert connection.read().status == 404
        assert connection.rest() == b""


def test_connection_in_use_outlives_the_idle_limit(strict):
    with RawConnection(strict.base_url, LATE) as connection:
        for _ in range(6):
            connection.send(request("GET", "/x"))
            assert connection.read().status == 404
            time.sleep(IDLE_LIMIT / 4)


@pytest.mark.parametrize("chunked", [False, True])
def test_body_that_stops_is_408(strict, pair, chunked):
    data = post(pair, 100, b"sex=1")
    if chunked:
        data = data.replace(b"Content-Length: 100", b"Transfer-Encoding: chunked").replace(b"sex=1", b"5\r\nsex=1\r\n")
    with RawConnection(strict.base_url, LATE) as connection:
        began = time.monotonic()
        connection.send(data)
        the_refusal(connection.rest(), 408)
        assert GRACE * 0.9 < time.monotonic() - began < LATE


def test_body_that_drips_is_408(strict, pair):
    with RawConnection(strict.base_url, LATE) as connection:
        connection.send(post(pair, 5000))
        took = drip(connection, b"x" * 5000, 0.05)
        the_refusal(connection.rest(), 408)
    assert GRACE * 0.9 < took < LATE


def test_body_in_the_pace_is_taken(strict, pair):
    """Four times the least rate, for three times the grace."""
    body = b"sex=1&mem=" + b"x" * 1990 + b"&phone=" + b"&unknown=" + b"y" * (12 * RATE)
    with RawConnection(strict.base_url, LATE) as connection:
        connection.send(post(pair, len(body)))
        for start in range(0, len(body), RATE):
            connection.send(body[start : start + RATE])
            time.sleep(0.25)
        answer = connection.read()
    assert answer is not None and answer.status == 200, answer


def test_408_after_an_answer_belongs_to_the_next_request(strict, pair):
    """The first answer is whole, the second is the refusal, and no third comes."""
    with RawConnection(strict.base_url, LATE) as connection:
        connection.send(request("GET", "/x") + HEAD[:50])
        first, second = all_answers(connection.rest())
    assert (first.status, second.status) == (404, 408)


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


@pytest.fixture
def talkative(new_stack):
    """A stack of its own, and a conversation whose page is large."""
    stack = new_stack(settings={"gateway": SETTINGS})
    pair = World(stack).pair()
    for number in range(20):
        pair.staff_says(f"{number}".ljust(60_000, "x")).done()
    return stack, pair


def unread_connection(address, data):
    """A connection that takes next to nothing of what it has asked for."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    taken.connect(address)
    taken.sendall(data)
    return taken


def test_answers_that_nobody_takes_are_given_up(talkative, programs):
    """However many pages a connection asks for, it holds one. Then it is ended, and what it held is free again."""
    stack, pair = talkative
    page = request("GET", pair.staff.target("/chat", {"customer_id": pair.customer.id, "length": 20}))
    address = ("127.0.0.1", int(pair.staff.port))
    before, memory, peak = descriptors(stack.gateway), resident_memory(stack.gateway.pid), 0
    with contextlib.ExitStack() as unread:
        for _ in range(UNREAD):
            unread.enter_context(unread_connection(address, page * 10))
        wait_until(lambda: descriptors(stack.gateway) >= before + UNREAD // 2, 5, "the connections to be taken")

        def are_given_up():
            nonlocal peak
            peak = max(peak, resident_memory(stack.gateway.pid) - memory)
            return descriptors(stack.gateway) <= before

        wait_until(are_given_up, LATE / PATIENCE, "the connections to be given up")
    pair.staff.close()
    pair.staff.get("/tongxunlu").done()
    if programs.are_plain():
        assert peak < UNREAD * UNREAD_MAX, f"{peak >> 20} MiB"


def test_answer_that_is_taken_slowly_but_in_the_pace_comes_whole(talkative):
    """Ten times the least rate, for some graces: what counts is what the client has taken, not when the kernel asks for
    more. Then the rest at once."""
    stack, pair = talkative
    target = pair.staff.target("/chat", {"customer_id": pair.customer.id, "length": 20})
    page = request("GET", target, {"Connection": "close"})
    with unread_connection(("127.0.0.1", int(pair.staff.port)), page) as taken:
        taken.settimeout(LATE)
        data, began = b"", time.monotonic()
        while (passed := time.monotonic() - began) < 4 * GRACE:
            data += taken.recv(RATE)
            time.sleep(max(0, len(data) / (10 * RATE) - passed))
        while piece := taken.recv(1 << 16):
            data += piece
    answer, = all_answers(data)
    assert answer.status == 200 and answer.data["ret_data"]
