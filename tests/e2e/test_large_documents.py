# SPDX-License-Identifier: Apache-2.0
"""Large files of the pages give way to calls, piece by piece, and each comes whole all the same: while calls wait for a
service, over TLS, behind one another on a connection, when others leave, when the gateway is told to stop."""

import contextlib
import hashlib
import selectors
import signal
import socket
import struct
import time

import pytest
from harness.metrics import scrape, total
from harness.raw import RawConnection, request
from harness.records import World
from harness.waiting import wait_until
from test_tls import make_certificate, shaken

PACE = 64 * 1024  # bytes of files in a millisecond, while a call waits
SMALL = b"<!doctype html>small"
LARGE = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(8000))  # four pieces
TAKEN = LARGE[:100_000]  # two pieces, which the systems of both sides keep for a client that does not read yet
LOADS = request("GET", "/web/assets/large-1.js")


class TlsConnection(RawConnection):
    def __init__(self, stack):
        self.socket = shaken(stack)
        self.file = self.socket.makefile("rb")


def connect(stack):
    return TlsConnection(stack) if stack.base_url.startswith("https:") else RawConnection(stack.base_url)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("pages")
    (root / "assets").mkdir()
    (root / "index.html").write_bytes(SMALL)
    (root / "c.html").write_bytes(SMALL)
    (root / "assets" / "large-1.js").write_bytes(LARGE)
    (root / "assets" / "taken-1.js").write_bytes(TAKEN)
    return root


@pytest.fixture(scope="module")
def long_root(tmp_path_factory):
    root = tmp_path_factory.mktemp("long")
    for name in ("index.html", "c.html"):
        (root / name).write_bytes(SMALL)
    (root / "long.js").write_bytes(LARGE * 16)
    return root


def settings(root, **more):
    """One loop, so that files and calls are its."""
    return {"gateway": {"LEIDA_WEB_ROOT": str(root), "LEIDA_THREADS": "1", "LEIDA_DEADLINE": "30000", **more}}


@pytest.fixture(scope="module")
def stack(shared_stacks, root):
    return shared_stacks(settings=settings(root))


def in_flight(stack, where):
    return total(scrape(stack.gateway), f"leida_{where}_in_flight")


@contextlib.contextmanager
def a_call_waiting(stack):
    """For a service that hangs; it is answered in the end."""
    pair = World(stack).pair()
    chat = stack.service("chat-1").child
    chat.send_signal(signal.SIGSTOP)
    try:
        with connect(stack) as call:
            call.send(request("GET", pair.staff.target("/chat", {"customer_id": pair.customer.id})))
            wait_until(lambda: in_flight(stack, "upstream") == 1, 10, "the call to be in flight")
            yield
            assert in_flight(stack, "upstream") == 1, "the call did not wait as long as the test"
            chat.send_signal(signal.SIGCONT)
            assert call.read().code == 200
    finally:
        chat.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def connections(stack, count):
    with contextlib.ExitStack() as open_ones:
        yield [open_ones.enter_context(connect(stack)) for _ in range(count)]


def load_all(loading):
    """Has each load the file; the seconds it took all together."""
    began = time.monotonic()
    for connection in loading:
        connection.send(LOADS)
    for connection in loading:
        answer = connection.read()
        assert (answer.status, answer.body) == (200, LARGE)
    return time.monotonic() - began


def test_large_document_comes_whole_while_a_call_waits_but_not_faster_than_the_pace(stack):
    with connections(stack, 40) as loading, a_call_waiting(stack):
        seconds = load_all(loading)
    assert seconds > 0.9 * len(loading) * len(LARGE) / PACE / 1000


def test_large_document_comes_at_once_while_no_call_waits(stack):
    with connections(stack, 40) as loading:
        least = 0.9 * len(loading) * len(LARGE) / PACE / 1000
        wait_until(lambda: load_all(loading) < least, 10, "files to come faster than beside a call")


def test_small_document_need_not_wait_for_large_ones(stack):
    with connections(stack, 150) as loading, RawConnection(stack.base_url) as other, a_call_waiting(stack):
        for connection in loading:
            connection.send(LOADS)
        other.send(request("GET", "/web/") + request("HEAD", "/web/assets/large-1.js"))
        assert other.read().body == SMALL
        head = other.file.readline() + other.file.readline()
        assert head.startswith(b"HTTP/1.1 200 ")
        assert in_flight(stack, "http") > 2, "the large ones had all gone before"
        for connection in loading:
            assert connection.read().body == LARGE


def test_large_document_behind_others_on_a_connection(stack):
    with RawConnection(stack.base_url) as one, a_call_waiting(stack):
        one.send(request("HEAD", "/web/assets/large-1.js"))
        lines = b"".join(iter(one.file.readline, b"\r\n"))
        assert f"Content-Length: {len(LARGE)}".encode() in lines
        one.send((LOADS + request("GET", "/web/")) * 3)
        assert [one.read().body for _ in range(6)] == [LARGE, SMALL] * 3


def test_large_document_is_for_a_client_that_has_closed_its_side_too(stack):
    with RawConnection(stack.base_url) as one, a_call_waiting(stack), connections(stack, 10) as before:
        for connection in before:
            connection.send(LOADS)
        one.send(LOADS)
        one.socket.shutdown(socket.SHUT_WR)
        assert one.read().body == LARGE and one.is_closed()
        for connection in before:
            assert connection.read().body == LARGE


def test_large_documents_of_clients_that_left_are_waited_for_by_nobody(stack):
    with connections(stack, 60) as loading, a_call_waiting(stack):
        for connection in loading:
            connection.send(LOADS)
        for connection in loading[::2]:
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        for connection in loading[1::2]:
            assert connection.read().body == LARGE
        wait_until(lambda: in_flight(stack, "http") == 1, 10, "the call to be the only request")


def receive_together(loading, size):
    """Reads all at once, as clients do that are not slow, until each has so many bytes; how many each got."""
    got = dict.fromkeys(loading, 0)
    with selectors.DefaultSelector() as waiting:
        for connection in loading:
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
        while waiting.get_map():
            for key, _ in waiting.select():
                piece = key.fileobj.recv(1 << 20)
                got[key.data] += len(piece)
                if not piece or got[key.data] >= size:
                    waiting.unregister(key.fileobj)
    return list(got.values())


def test_client_that_is_made_to_wait_is_no_slow_client(new_stack, long_root):
    """Nobody is fast enough for these limits; who is not cut off was not measured while its turn had not come."""
    stack = new_stack(settings=settings(long_root, LEIDA_BODY_GRACE="1", LEIDA_BODY_RATE="1000000000"))
    size = len(LARGE) * 16
    began = time.monotonic()
    with connections(stack, 40) as loading, a_call_waiting(stack):
        for connection in loading:
            connection.send(request("GET", "/web/long.js"))
        got = receive_together(loading, size)
    assert min(got) >= size
    assert time.monotonic() - began > 2.1, "nobody was looked at twice"


def test_client_that_is_made_to_wait_makes_no_room_for_others(new_stack, root):
    """All connections are taken. Room is made by who keeps the gateway waiting, as idle clients do, and not by whom it
    keeps waiting itself: those would get half a file."""
    stack = new_stack(settings=settings(root, LEIDA_CONNECTIONS="64"))
    with connections(stack, 50) as loading, a_call_waiting(stack):
        for connection in loading:
            connection.send(request("GET", "/web/assets/taken-1.js"))
        with contextlib.ExitStack() as idle:
            for _ in range(30):
                connection = idle.enter_context(connect(stack))
                connection.send(request("GET", "/web/"))
                assert connection.read().body == SMALL
        answers = [connection.read() for connection in loading]
    assert [answer and len(answer.body) for answer in answers] == [len(TAKEN)] * len(loading)


def test_large_documents_are_sent_before_the_gateway_stops(new_stack, root):
    stack = new_stack(settings=settings(root))
    with connections(stack, 150) as loading, a_call_waiting(stack):
        for connection in loading:
            connection.send(LOADS)
        wait_until(lambda: in_flight(stack, "http") > 2, 10, "requests to be in")
        stack.gateway.child.send_signal(signal.SIGTERM)
        for connection in loading:
            assert connection.read().body == LARGE and connection.is_closed()
    assert stack.gateway.stop() == 0


def test_large_documents_within_tls(new_stack, root, tmp_path):
    certificate, key = make_certificate(tmp_path, "files")
    stack = new_stack(settings=settings(root, LEIDA_TLS_CERTIFICATE=str(certificate), LEIDA_TLS_KEY=str(key)))
    with connections(stack, 10) as loading, a_call_waiting(stack):
        load_all(loading)
        for connection in loading[::2]:
            connection.send(LOADS)
            connection.close()
        load_all(loading[1::2])
        loading[1].send((LOADS + request("GET", "/web/")) * 2)
        assert [loading[1].read().body for _ in range(4)] == [LARGE, SMALL] * 2
