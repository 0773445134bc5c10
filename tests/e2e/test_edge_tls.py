# SPDX-License-Identifier: Apache-2.0
"""The edge behind its own TLS keeps what it keeps without: clocks, syntax, bounds. A handshake has a clock as well."""

import socket
import ssl
import time

import pytest
from harness.process import resident_memory
from harness.raw import RawConnection, request
from harness.records import World
from harness.strict import all_answers, the_refusal
from harness.waiting import PATIENCE, wait_until
from test_tls import make_certificate

LATE = 10 * PATIENCE  # seconds after which a limit has not worked
HEAD_LIMIT = 1
SETTINGS = {"LEIDA_HEAD_LIMIT": str(HEAD_LIMIT), "LEIDA_IDLE_LIMIT": "60", "LEIDA_BODY_GRACE": "1"}
FORM = "application/x-www-form-urlencoded"
HELLO = bytes.fromhex("1603010200010001fc0303") + b"\x11" * 32


@pytest.fixture(scope="module")
def secret(shared_stacks, tmp_path_factory):
    certificate, key = make_certificate(tmp_path_factory.mktemp("edge_tls"), "edge")
    files = {"LEIDA_TLS_CERTIFICATE": str(certificate), "LEIDA_TLS_KEY": str(key)}
    return shared_stacks(settings={"gateway": {**SETTINGS, **files}})


@pytest.fixture(scope="module")
def pair(secret):
    return World(secret).pair()


@pytest.fixture
def wrapped(secret):
    """A connection after its handshake."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with RawConnection(secret.base_url, LATE) as connection:
        connection.file.close()
        connection.socket = context.wrap_socket(connection.socket, server_hostname="localhost")
        connection.file = connection.socket.makefile("rb")
        yield connection


@pytest.mark.parametrize("start", [HELLO[:1], HELLO[:5], HELLO], ids=["byte", "header", "half"])
def test_handshake_that_stops_is_ended(secret, start):
    """Its clock is that of a head, and runs from its first byte: who has begun is not idle."""
    with RawConnection(secret.base_url, LATE) as connection:
        connection.send(start)
        connection.rest()


def test_handshake_that_drips_is_ended(secret):
    with RawConnection(secret.base_url, LATE) as connection:
        began = time.monotonic()
        while time.monotonic() - began < LATE:
            try:
                connection.send(HELLO[:1] if time.monotonic() - began < 0.05 else b"\x03")
                time.sleep(HEAD_LIMIT / 20)
            except ConnectionError:
                break
        assert time.monotonic() - began < LATE


NO_HANDSHAKE = {
    "plain_http": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "nul": b"\0" * 100,
    "large_record": b"\x16\x03\x01\xff\xff" + b"x" * 70_000, "alert": b"\x15\x03\x03\0\x02\x02\x28",
}


@pytest.mark.parametrize("data", NO_HANDSHAKE.values(), ids=NO_HANDSHAKE.keys())
def test_what_is_no_handshake_is_ended(secret, pair, data):
    with RawConnection(secret.base_url, LATE) as connection:
        connection.offer(data)
        said = connection.rest()
    # OpenSSL decides whether what it got deserves an alert.
    assert said == b"" or said[:1] == b"\x15", "an alert and nothing else"


def test_refusal_is_whole(wrapped):
    wrapped.send(b"GET / HTTP/1.1\r\nHost : x\r\n\r\n" + request("GET", "/x"))
    the_refusal(wrapped.rest(), 400)


def test_head_that_stops_is_408(wrapped):
    wrapped.send(b"GET /x HTTP/1.1\r\nHost: x\r\n")
    the_refusal(wrapped.rest(), 408)


def test_body_that_stops_is_408(wrapped, pair):
    headers = {"Content-Length": 100, "Content-Type": FORM}
    wrapped.send(request("POST", pair.customer.target("/chat/send_msg/0"), headers, b"x"))
    the_refusal(wrapped.rest(), 408)


def test_head_in_single_records_is_read(wrapped):
    for byte in request("GET", "/x", {"Connection": "close"}):
        wrapped.send(bytes([byte]))
    assert [answer.status for answer in all_answers(wrapped.rest())] == [404]


def test_requests_of_one_record_are_all_answered(wrapped):
    """The edge must not wait for the socket while its TLS still holds bytes."""
    wrapped.send(request("GET", "/x") * 40 + request("GET", "/x", {"Connection": "close"}))
    assert [answer.status for answer in all_answers(wrapped.rest())] == [404] * 41


def test_handshakes_broken_off_cost_nothing(secret, pair, programs):
    port = int(secret.base_url.rsplit(":", 1)[1])

    def broken_off(count):
        for number in range(count):
            with socket.create_connection(("127.0.0.1", port), timeout=LATE) as connection:
                connection.sendall(HELLO[: number % len(HELLO)])

    broken_off(300)
    before = resident_memory(secret.gateway.pid)
    broken_off(1500)
    if programs.are_plain():
        wait_until(lambda: resident_memory(secret.gateway.pid) - before < 2 << 20, 5, "what they held to be free again")
