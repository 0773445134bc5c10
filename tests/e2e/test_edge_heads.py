# SPDX-License-Identifier: Apache-2.0
"""Every head is answered: what is allowed is served, what is too much is refused in our envelope (api.md 1)."""

import time

import pytest
from harness.raw import RawConnection, conversation, request
from harness.records import World
from harness.strict import all_answers, assert_ours, the_refusal

SERVED = 8 * 1024  # bytes of head that are served at least
HEAD_MAX = 16 * 1024
TARGET_MAX = 8 * 1024
FIELDS_MAX = 200

# The smallest inputs that once had no answer.
CROWDED = {
    "ampersands": b"GET /x?" + b"&" * 90 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "parameters": b"GET /x?" + b"&".join([b"p=1"] * 80) + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "cookies": b"GET /x HTTP/1.1\r\nHost: x\r\nCookie: " + b"; ".join([b"c=1"] * 80) + b"\r\n\r\n",
    "value": b"GET /x HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 5075 + b"\r\n\r\n",
    "fields": b"GET /x HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X%d: 1\r\n" % number for number in range(66)) + b"\r\n",
}


@pytest.fixture(scope="module")
def shared(stack):
    return World(stack).pair()


def crowded_head(client, fields=0, cookies=0, params=0, size=0):
    """A signed GET with so many fields, cookies and parameters that mean nothing, filled up to `size` bytes of head."""
    target = client.target("/tongxunlu") + "".join(f"&p{number}=1" for number in range(params))
    headers = [("Connection", "close")] + [(f"X-{number}", "1") for number in range(fields)]
    if cookies:
        headers.append(("Cookie", "; ".join(f"c{number}=1" for number in range(cookies))))
    bare = len(request("GET", target, [*headers, ("X-Fill", "")]))
    return request("GET", target, [*headers, ("X-Fill", "x" * (size - bare))] if size else headers)


@pytest.mark.parametrize("data", CROWDED.values(), ids=CROWDED.keys())
def test_crowded_head_is_answered(stack, data):
    with RawConnection(stack.base_url, 5) as connection:
        connection.send(data)
        answer = connection.read()
        assert answer is not None and answer.status == 404, answer
        assert_ours(answer)


def test_crowded_heads_leave_nothing_behind(new_stack):
    """Their requests end with their connections: whoever kept them in a list would look at freed memory at their
    deadline, and innocent connections would be cut."""
    stack = new_stack(settings={"gateway": {"LEIDA_REQUEST_LIMIT": "1", "LEIDA_HEAD_LIMIT": "1"}})
    pair = World(stack).pair()
    pair.staff.get("/tongxunlu").done()
    for data in CROWDED.values():
        with RawConnection(stack.base_url, 5) as connection:
            connection.send(data)
            assert connection.read() is not None
    innocent = pair.staff.local.connection
    end = time.monotonic() + 3
    while time.monotonic() < end:
        pair.staff.get("/tongxunlu").done()
    assert pair.staff.local.connection is innocent


MIXES = {
    "fields": {"fields": 120, "cookies": 1, "params": 1},
    "cookies": {"fields": 5, "cookies": 118, "params": 1},
    "params": {"fields": 5, "cookies": 1, "params": 118},
    "even": {"fields": 40, "cookies": 40, "params": 42},
    "one_field": {},
}


@pytest.mark.parametrize("mix", MIXES.values(), ids=MIXES.keys())
def test_head_of_8_kb_with_128_things_is_served(stack, shared, mix):
    answers = all_answers(conversation(stack.base_url, crowded_head(shared.staff, **mix, size=SERVED)))
    assert len(answers) == 1
    assert_ours(answers[0])
    answers[0].done()


@pytest.mark.parametrize("size", [SERVED + 1, 12 * 1024, HEAD_MAX])
def test_head_up_to_16_kb_is_served(stack, shared, size):
    answer, = all_answers(conversation(stack.base_url, crowded_head(shared.staff, size=size)))
    assert_ours(answer)
    answer.done()


@pytest.mark.parametrize("size", [HEAD_MAX + 1, HEAD_MAX + 2, 3 * HEAD_MAX, 1 << 20])
def test_head_over_16_kb_is_431(stack, shared, size):
    the_refusal(conversation(stack.base_url, crowded_head(shared.staff, size=size)), 431)


def test_head_without_an_end_is_431_as_soon_as_it_is_too_long(stack):
    data = b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * HEAD_MAX
    the_refusal(conversation(stack.base_url, data), 431)


@pytest.mark.parametrize("count", [FIELDS_MAX + 1, 2 * FIELDS_MAX, 2000])
def test_more_than_200_fields_are_431(stack, count):
    data = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a:\r\n" * (count - 1) + b"\r\n"
    the_refusal(conversation(stack.base_url, data), 431)


def test_200_fields_are_read(stack):
    data = b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + b"a:\r\n" * (FIELDS_MAX - 2) + b"\r\n"
    the_refusal(conversation(stack.base_url, data), 404)


@pytest.mark.parametrize("size", [TARGET_MAX + 1, TARGET_MAX + 5000])
def test_target_over_8_kb_is_414(stack, size):
    the_refusal(conversation(stack.base_url, request("GET", "/".ljust(size, "x"))), 414)


def test_target_over_everything_is_414(stack):
    the_refusal(conversation(stack.base_url, request("GET", "/".ljust(100_000, "x"))), 414)


def test_target_without_an_end_is_414_as_soon_as_it_is_too_long(stack):
    the_refusal(conversation(stack.base_url, b"GET /" + b"x" * HEAD_MAX), 414)


def test_method_without_an_end_is_414(stack):
    """Nothing says that a method would ever end: what comes is bounded like every head."""
    the_refusal(conversation(stack.base_url, b"G" * (HEAD_MAX + 1)), 414)


@pytest.mark.parametrize("what, status", [("fields", 431), ("target", 414), ("syntax", 400), ("length", 400)])
def test_refusal_reaches_a_client_that_is_still_sending(stack, shared, what, status):
    """The answer is not lost to a reset: the client finds it although it went on for a megabyte."""
    data = {
        "fields": crowded_head(shared.staff, size=HEAD_MAX + 1),
        "target": request("GET", "/".ljust(TARGET_MAX + 1, "x")),
        "syntax": request("GET", "/", [("X Y", "1")]),
        "length": request("POST", "/", [("Content-Length", "+1")]),
    }[what]
    the_refusal(conversation(stack.base_url, data + b"x" * (1 << 20)), status)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_refusal_is_one_answer_however_the_head_comes(stack, size):
    data = b"GET / HTTP/1.1\r\nHost : x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
    with RawConnection(stack.base_url, 5) as connection:
        for start in range(0, len(data), size):
            connection.offer(data[start : start + size])
        the_refusal(connection.rest(), 400)


def test_unfinished_heads_are_bounded_together(new_stack):
    """What they hold counts as bodies do; whole heads are served meanwhile."""
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_BODY_MEMORY": "262144", "LEIDA_HEAD_LIMIT": "60"}})
    begun = request("GET", "/x", {"X": "y" * 7000})[:-10]
    connections = [RawConnection(stack.base_url) for _ in range(100)]
    for connection in connections:
        connection.send(begun)
    refused = connections[-1].read()
    assert refused.status == 503 and refused.headers["retry-after"]
    with RawConnection(stack.base_url) as whole:
        whole.send(request("GET", "/x"))
        assert whole.read().status == 404
    for connection in connections:
        connection.close()
