# SPDX-License-Identifier: Apache-2.0
"""What the edge counts it counts back, however a connection ends: connections in all, those of an address, bytes of
unfinished bodies. And what a megabyte of the worst kind costs."""

import socket
import struct

import pytest
from harness.process import cpu_ticks
from harness.raw import RawConnection, conversation, request
from harness.records import World
from harness.strict import all_answers
from harness.waiting import wait_until

FORM = "application/x-www-form-urlencoded"
MIB = 1 << 20
TIMES = 60  # more than any limit below
PIECE = b"x" * 60_000
CONNECTIONS = 16
PER_ADDRESS = 12
NOW = struct.pack("ii", 1, 0)  # SO_LINGER: close by a reset


@pytest.fixture(scope="module")
def narrow(shared_stacks):
    """Limits so small that what is not counted back is missing soon."""
    limits = {
        "LEIDA_CONNECTIONS": str(CONNECTIONS), "LEIDA_CONNECTIONS_PER_ADDRESS": str(PER_ADDRESS), "LEIDA_THREADS": "1",
        "LEIDA_EXEMPT_ADDRESSES": "192.0.2.1", "LEIDA_BODY_MEMORY": str(MIB),
        "LEIDA_BODY_GRACE": "1", "LEIDA_HEAD_LIMIT": "1",
        "LEIDA_RATE_ADDRESS": "0", "LEIDA_RATE_CALLER": "0", "LEIDA_RATE_FAILURES": "0",
    }
    return shared_stacks(settings={"gateway": limits})


@pytest.fixture(scope="module")
def pair(narrow):
    return World(narrow).pair()


def begun(pair, framing, path="/chat/send_msg/0", kind=FORM, **credentials):
    return request("POST", pair.customer.target(path, **credentials), {**framing, "Content-Type": kind})


def endings(pair):
    """Beginnings of requests after which the client goes away, or the gateway has had enough."""
    sized, chunked = {"Content-Length": MIB}, {"Transfer-Encoding": "chunked"}
    chunk = b"%x\r\n" % len(PIECE) + PIECE + b"\r\n"
    multipart = b'--BB\r\nContent-Disposition: form-data; name="content"\r\n\r\n' + PIECE
    return {
        "nothing": b"",
        "half_a_line": b"GET /x",
        "half_a_head": b"GET /x HTTP/1.1\r\nHost: x\r\n",
        "malformed_head": b"GET /x HTTP/1.1\r\nHost : x\r\n\r\n",
        "large_head": request("GET", "/x", {"A": "x" * 20_000}),
        "body_cut": begun(pair, sized) + PIECE,
        "chunk_cut": begun(pair, chunked) + b"ea60\r\n" + PIECE[:1000],
        "chunks_cut": begun(pair, chunked) + chunk,
        "chunk_malformed": begun(pair, chunked) + chunk + b"x\r\n",
        "chunks_too_large": begun(pair, chunked) + chunk * 20,
        "multipart_cut": begun(pair, sized, kind="multipart/form-data; boundary=BB") + multipart,
        "body_said_too_large": begun(pair, {"Content-Length": 10 * MIB}) + PIECE,
        "body_without_credentials": begun(pair, sized, credentials={}) + PIECE,
        "body_of_no_route": begun(pair, sized, "/nothing") + PIECE,
        "body_expected": begun(pair, {**sized, "Expect": "100-continue"}),
        "body_whole": begun(pair, {"Content-Length": len(PIECE)}) + PIECE,
        "answer_unread": request("GET", pair.customer.target("/chat", {"u_id": pair.staff.id})),
        "pipelined": request("GET", "/x") * 50 + b"GET /x HT",
    }


ENDINGS = [
    "nothing", "half_a_line", "half_a_head", "malformed_head", "large_head", "body_cut", "chunk_cut", "chunks_cut",
    "chunk_malformed", "chunks_too_large", "multipart_cut", "body_said_too_large", "body_without_credentials",
    "body_of_no_route", "body_expected", "body_whole", "answer_unread", "pipelined",
]


def all_is_free(stack, pair):
    """As many connections as allowed, all at once, and a body of nearly all the memory that bodies may have."""
    body = b"u_id=x&content=" + b"x" * (MIB - 100_000)
    headers = {"Content-Length": len(body), "Content-Type": FORM, "Connection": "close"}
    data = request("POST", pair.customer.target("/chat/send_msg/0"), headers, body)
    answers = all_answers(conversation(stack.base_url, data))
    if [answer.status for answer in answers] != [200]:
        return False
    held = [RawConnection(stack.base_url, 5) for _ in range(PER_ADDRESS)]
    try:
        for connection in held:
            connection.offer(request("GET", "/x"))
        return all((answer := connection.read()) is not None and answer.status == 404 for connection in held)
    finally:
        for connection in held:
            connection.close()


@pytest.mark.parametrize("what", ENDINGS)
@pytest.mark.parametrize("how", ["close", "reset", "half", "wait"])
def test_all_is_counted_back(narrow, pair, what, how):
    """`wait`: the gateway ends it, by its answer or by its clock."""
    data = endings(pair)[what]
    together = []
    for _ in range(PER_ADDRESS - 2 if how == "wait" else TIMES):
        connection = RawConnection(narrow.base_url, 10)
        connection.offer(data)
        if how == "wait":
            together.append(connection)
            continue
        if how == "reset":
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NOW)
        if how == "half":
            with_no_more_to_say(connection)
        connection.close()
    if what not in ("nothing", "body_whole", "answer_unread", "body_of_no_route", "body_without_credentials"):
        for connection in together:
            connection.rest()
    for connection in together:
        connection.close()
    wait_until(lambda: all_is_free(narrow, pair), 10, "everything to be free again")


def with_no_more_to_say(connection):
    try:
        connection.socket.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the other side was faster


DEEP = 100_000
FORM_DATA = "multipart/form-data; boundary="
DISPOSITION = b"Content-Disposition: form-data"
WORST = {
    "form_of_ampersands": (FORM, b"&" * MIB),
    "form_of_equals": (FORM, b"=" * MIB),
    "form_of_percents": (FORM, b"a=" + b"%25" * (MIB // 3 - 1)),
    "form_of_bad_percents": (FORM, b"a=" + b"%" * (MIB - 2)),
    "form_of_names": (FORM, b"&".join(b"a%d=" % number for number in range(100_000))),
    "json_of_brackets": ("application/json", b"[" * MIB),
    "json_of_objects": ("application/json", b'{"a":' * (MIB // 5)),
    "json_of_backslashes": ("application/json", b'{"a":"' + b"\\\\" * (MIB // 2 - 10) + b'"}'),
    "json_of_escapes": ("application/json", b'{"a":"' + b"\\u0061" * (MIB // 6 - 10) + b'"}'),
    "json_of_names": ("application/json", b"{" + b",".join(b'"a%d":1' % number for number in range(80_000)) + b"}"),
    "json_of_one_name": ("application/json", b"{" + b",".join([b'"a":1'] * 100_000) + b"}"),
    "json_of_spaces": ("application/json", b" " * MIB),
    "json_of_digits": ("application/json", b'{"u_id":' + b"9" * (MIB - 20) + b"}"),
    "json_deep_content": ("application/json", b'{"u_id":1,"content":' + b"[" * DEEP + b"]" * DEEP + b"}"),
    "multipart_of_near_boundaries": (FORM_DATA + "B" * 70, (b"\r\n--" + b"B" * 69) * (MIB // 74)),
    "multipart_of_line_ends": (FORM_DATA + "BB", b"\r\n" * (MIB // 2)),
    "multipart_of_dashes": (FORM_DATA + "-" * 8, b"-" * MIB),
    "multipart_of_parts": (FORM_DATA + "B", b"--B\r\n\r\n\r\n" * (MIB // 9)),
    "multipart_of_fields": (FORM_DATA + "B", b"--B\r\n" + b"A:\r\n" * (MIB // 4 - 10)),
    "multipart_of_one_field": (FORM_DATA + "B", b"--B\r\n" + DISPOSITION + b'; name="' + b'\\"' * (MIB // 2 - 40)),
    "multipart_of_parameters": (FORM_DATA + "B", b"--B\r\n" + DISPOSITION + b";a=b" * (MIB // 4 - 20)),
}
TICKS = 30  # of 10 ms: many times what reading a megabyte takes


@pytest.mark.parametrize("kind, body", WORST.values(), ids=WORST.keys())
@pytest.mark.parametrize("chunk", [0, 7])
def test_worst_megabyte_is_read_in_little_time(stack, programs, shared, kind, body, chunk):
    """In one piece, or in tiny chunks. Nothing in it is quadratic."""
    body = body[: MIB - 16]
    headers = {"Content-Type": kind, "Connection": "close"}
    if chunk:
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in cut(body, chunk)) + b"0\r\n\r\n"
        headers["Transfer-Encoding"] = "chunked"
    else:
        headers["Content-Length"] = len(body)
    before = cpu_ticks(stack.gateway.pid)
    data = request("POST", shared.customer.target("/chat/send_msg/0"), headers, body)
    answer, = all_answers(conversation(stack.base_url, data, 20))
    assert (answer.status, answer.code) == (200, 402), answer
    if programs.are_plain():
        assert cpu_ticks(stack.gateway.pid) - before < TICKS


def cut(body, size):
    return (body[place : place + size] for place in range(0, len(body), size))


@pytest.fixture(scope="module")
def shared(stack):
    return World(stack).pair()


def test_expectation_of_1_0_is_ignored(stack, shared):
    """RFC 9110 10.1.1: such a client cannot read a 100."""
    headers = {"Content-Length": 5, "Content-Type": FORM, "Expect": "100-continue"}
    data = request("POST", shared.customer.target("/chat/send_msg/0"), headers, b"u_id=")
    answers = all_answers(conversation(stack.base_url, data.replace(b"HTTP/1.1", b"HTTP/1.0")))
    assert [answer.status for answer in answers] == [200]
