# SPDX-License-Identifier: Apache-2.0
"""How a request becomes a WebSocket, or does not (docs/push.md)."""

import base64

import pytest
from harness.client import Client
from harness.metrics import scrape, total
from harness.raw import RawConnection, conversation, request
from harness.records import World
from harness.signed import SignedClient
from harness.waiting import wait_until
from harness.websocket import PATHS, WebSocket, closing, connect, frame, upgrade
from test_tls import make_certificate


def target(client, **query):
    return client.target(PATHS[client.kind], query)


def answer(client, **changes):
    """What a handshake that is changed so is answered."""
    with WebSocket(client.base_url) as opened:
        return opened.shake(target(client), **changes)


def refused(client, status, **changes):
    with RawConnection(client.base_url) as connection:
        connection.send(upgrade(target(client), **changes))
        answered = connection.read()
    answered.gateway_error(status)
    return answered


@pytest.mark.parametrize("kind", ["staff", "customer"])
def test_handshake_opens(pair, kind):
    with connect(getattr(pair, kind)) as opened:
        opened.send(closing(1000))
        assert opened.closed() == 1000


@pytest.mark.parametrize("changes", [
    {"Upgrade": "WebSocket"}, {"Upgrade": "h2c, websocket"}, {"Connection": "keep-alive, Upgrade"}, {"Connection": "upgrade"},
    {"Sec_WebSocket_Protocol": "other, leida.1"}, {"Sec_WebSocket_Protocol": "leida.1,leida.2"}, {"Sec_WebSocket_Extensions": "permessage-deflate"},
    {"Origin": "https://elsewhere.example"}, {"Content_Length": "0"},
])
def test_handshake_takes_every_form_of_a_proper_request(pair, changes):
    status, fields = answer(pair.staff, **changes)
    assert status == 101 and "sec-websocket-extensions" not in fields
    assert fields["upgrade"] == "websocket" and fields["connection"].lower() == "upgrade" and len(fields["x-request-id"]) == 32


@pytest.mark.parametrize("changes", [
    {"Upgrade": None}, {"Upgrade": "h2c"}, {"Connection": None}, {"Connection": "keep-alive"}, {"Sec_WebSocket_Key": ""},
    {"Sec_WebSocket_Key": base64.b64encode(b"x" * 15).decode()}, {"Sec_WebSocket_Key": base64.b64encode(b"x" * 17).decode()},
    {"Sec_WebSocket_Key": "=" * 24}, {"Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAB=="}, {"Sec_WebSocket_Protocol": None},
    {"Sec_WebSocket_Protocol": "leida.2"}, {"Sec_WebSocket_Protocol": "Leida.1"}, {"Content_Length": "1"}, {"Transfer_Encoding": "chunked"},
])
def test_handshake_refuses_what_is_none(pair, changes):
    refused(pair.staff, 400, **changes)


@pytest.mark.parametrize("version", ["12", "0", "13, 14", None])
def test_handshake_names_the_version_that_is_spoken(pair, version):
    answered = refused(pair.staff, 426, Sec_WebSocket_Version=version)
    assert answered.headers["sec-websocket-version"] == "13" and answered.headers["upgrade"] == "websocket"


def test_handshake_is_a_get(pair):
    for method in ("POST", "HEAD", "PUT"):
        got = conversation(pair.staff.base_url, request(method, target(pair.staff), {"Connection": "close", "Content-Length": "0"}))
        assert got.startswith(b"HTTP/1.1 405 ") and b"\r\nAllow: GET\r\n" in got, got
    old = conversation(pair.staff.base_url, upgrade(target(pair.staff)).replace(b"HTTP/1.1", b"HTTP/1.0"))
    assert old.startswith(b"HTTP/1.1 400 "), old


@pytest.mark.parametrize("change", [{"rand_str": "0" * 32}, {"timestamp": "1"}, {"user_id": 4_000_000_000}, {"user_id": "x"}])
def test_handshake_tells_wrong_credentials_behind_it(pair, change):
    credentials = {**pair.staff.credentials(), **change}
    with WebSocket(pair.staff.base_url) as opened:
        assert opened.shake(pair.staff.target(PATHS["user"], credentials=credentials))[0] == 101
        assert opened.closed() == 4401


def test_handshake_without_credentials_tells_so_too(pair):
    with WebSocket(pair.staff.base_url) as opened:
        assert opened.shake(PATHS["customer"])[0] == 101
        assert opened.closed() == 4401


def test_handshake_is_of_the_kind_of_its_path(pair):
    with WebSocket(pair.staff.base_url) as opened:
        assert opened.shake(pair.staff.target(PATHS["customer"]))[0] == 101
        assert opened.closed() == 4401


def test_handshake_may_be_signed_once(pair):
    client = SignedClient.of(pair.staff)
    signed = client.authorization("GET", PATHS["user"])
    with WebSocket(client.base_url) as opened:
        assert opened.shake(PATHS["user"], Authorization=signed)[0] == 101
        assert opened.event()["event"] == "hello"
    with WebSocket(client.base_url) as again:
        assert again.shake(PATHS["user"], Authorization=signed)[0] == 101
        assert again.closed() == 4401


def test_handshake_takes_frames_that_come_with_it(pair):
    with WebSocket(pair.staff.base_url) as opened:
        opened.shake(target(pair.staff), behind=frame(b"early", 9) + frame("{}") * 3 + closing(3000))
        assert opened.event()["event"] == "hello"
        assert opened.control() == (10, b"early")
        assert opened.closed() == 3000


def test_handshake_may_follow_requests_and_come_in_pieces(pair):
    with WebSocket(pair.staff.base_url) as opened:
        first = f"GET {pair.staff.target('/tongxunlu')} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        whole = first + upgrade(target(pair.staff))
        for at in range(0, len(whole), 50):
            opened.send(whole[at:at + 50])
        head = b"".join(iter(opened.file.readline, b"\r\n"))
        assert head.startswith(b"HTTP/1.1 200 ")
        opened.file.read(int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0]))
        assert b"".join(iter(opened.file.readline, b"\r\n")).startswith(b"HTTP/1.1 101 ")
        assert opened.event()["event"] == "hello"


def test_handshake_over_tls(new_stack, tmp_path):
    certificate, key = make_certificate(tmp_path, "push")
    stack = new_stack(settings={"gateway": {"LEIDA_TLS_CERTIFICATE": str(certificate), "LEIDA_TLS_KEY": str(key)}})
    pair = World(stack).pair()
    with WebSocket(stack.base_url) as opened, connect(pair.customer) as customer:
        opened.shake(target(pair.staff), behind=frame(b"early", 9))
        assert opened.event()["event"] == "hello" and opened.control() == (10, b"early")
        for byte in frame(b"slow", 9):
            opened.send(bytes([byte]))
        assert opened.control() == (10, b"slow")
        customer.say(do="typing", user_id=pair.staff.id)
        while (event := opened.event())["event"] == "sync":
            pass
        assert event["event"] == "typing"
        opened.send(frame("x", masked=False))
        assert opened.closed() == 1002


def test_handshake_beyond_a_limit_is_refused(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_PUSH_CONNECTIONS": "2", "LEIDA_PUSH_BEAT": "1"}})
    pair = World(stack).pair()
    with connect(pair.staff), connect(pair.customer) as second:
        assert refused(pair.staff, 503).headers["retry-after"] == "1"
        assert total(scrape(stack.gateway), "leida_push_accepts_total", result="connections") == 1
        second.send(closing())
        assert second.closed() == 1000
        wait_until(lambda: answer(pair.customer)[0] == 101, 10, "room for another")


def test_handshakes_that_come_too_fast_are_refused(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_PUSH_RATE": "5"}})
    pair = World(stack).pair()
    statuses = [answer(pair.staff)[0] for _ in range(20)]
    assert statuses[:5] == [101] * 5 and 503 in statuses
    assert total(scrape(stack.gateway), "leida_push_accepts_total", result="rate") == statuses.count(503)
    wait_until(lambda: answer(pair.staff)[0] == 101, 5, "a handshake to be taken again")


def test_handshake_counts_in_the_limits_of_requests(new_stack):
    limits = {"LEIDA_EXEMPT_ADDRESSES": "192.0.2.0/24", "LEIDA_RATE_FAILURES": "1", "LEIDA_RATE_FAILURES_BURST": "3",
              "LEIDA_RATE_CALLER": "1", "LEIDA_RATE_CALLER_BURST": "3"}
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", **limits}})
    pair = World(stack).pair()
    wrong = Client(stack.base_url, "user", pair.staff.id, "of somebody else")
    assert [answer(wrong)[0] for _ in range(4)] == [101, 101, 101, 429]
    assert [answer(pair.staff)[0] for _ in range(4)] == [101, 101, 101, 429]
    assert total(scrape(stack.gateway), "leida_push_accepts_total", result="credentials") == 3


def test_push_may_be_turned_off(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_PUSH": "0"}})
    refused(World(stack).pair().staff, 404)
