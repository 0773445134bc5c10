# SPDX-License-Identifier: Apache-2.0
"""Why WebSockets are closed, each with its code (docs/push.md)."""

import os
import signal
import socket
import struct
import time

import pytest
from harness.metrics import scrape, total
from harness.records import World
from harness.waiting import LATE, wait_until
from harness.websocket import BINARY, CLOSE, CONTINUATION, PATHS, PING, PONG, TEXT, Closed, WebSocket, closing, connect, frame, upgrade

BEAT = 1  # s; silent is who says nothing for 2.4 of that


@pytest.fixture(scope="module")
def quick(shared_stacks):
    """A stack with one loop, whose beats come fast."""
    return shared_stacks(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_PUSH_BEAT": str(BEAT)}})


@pytest.fixture
def staff(quick):
    return World(quick).pair().staff


def closes(stack, code):
    return total(scrape(stack.gateway), "leida_push_closes_total", code=code)


def is_done(opened):
    """Whether the connection itself ends, too."""
    try:
        return opened.file.read(1) == b""
    except ConnectionError:
        return True


FAULTS = {
    "not masked": (1002, frame("x", masked=False)),
    "reserved bit": (1002, frame("x", reserved=0x40)),
    "reserved opcode": (1002, frame("x", 3)),
    "reserved control": (1002, frame("x", 11)),
    "long ping": (1002, frame(b"x" * 126, PING)),
    "ping in fragments": (1002, frame(b"x", PING, final=False)),
    "goes on with nothing": (1002, frame("x", CONTINUATION)),
    "a message within another": (1002, frame("x", final=False) + frame("y")),
    "length not in its shortest form": (1002, frame(b"", length=b"\x7e\0\x05")),
    "close with half a code": (1002, frame(b"x", CLOSE)),
    "close with a code that is none": (1002, closing(1005)),
    "close with bytes as reason": (1007, frame(b"\x03\xe8\xff", CLOSE)),
    "binary": (1003, frame(b"x", BINARY)),
    "no UTF-8": (1007, frame(b"\xff")),
    "half of a character": (1007, frame(b"\xe9", final=False) + frame(b"", CONTINUATION)),
    "large": (1009, frame("x" * 1025)),
    "large, announced": (1009, frame(b"", length=b"\x7f\0\0\0\0\x7f\xff\xff\xff")),
    "large in fragments": (1009, frame("x" * 1000, final=False) + frame("x" * 25, CONTINUATION)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_push_closes_on_a_fault(quick, staff, fault):
    code, data = FAULTS[fault]
    before = closes(quick, str(code))
    with connect(staff) as opened:
        opened.send(data + frame('{"do":"beat"}'))
        assert opened.closed() == code
        opened.socket.shutdown(socket.SHUT_WR)
        assert is_done(opened)
    assert closes(quick, str(code)) == before + 1


@pytest.mark.parametrize("fault", ["not masked", "no UTF-8", "large"])
def test_push_closes_on_a_fault_that_comes_byte_by_byte(staff, fault):
    code, data = FAULTS[fault]
    with connect(staff) as opened:
        for byte in data[:20]:
            opened.send(bytes([byte]))
        assert opened.closed() == code


def test_push_takes_frames_cut_and_joined_in_any_way(staff):
    stream = frame("{", final=False) + frame(b"one", PING) + frame("}", CONTINUATION) + frame(b"two", PING) + frame(b"", PONG)
    for size in (1, 2, 3, 5, 7, 11, len(stream)):
        with connect(staff) as opened:
            for at in range(0, len(stream), size):
                opened.send(stream[at:at + size])
            assert [opened.control(), opened.control()] == [(PONG, b"one"), (PONG, b"two")]


def test_push_ignores_what_it_does_not_know(staff):
    with connect(staff) as opened:
        for text in ("", "x", "[]", '{"do":1}', '{"do":"dance"}', '{"do":"typing"}', '{"do":"typing","customer_id":"9"}', "{" * 500):
            opened.send(frame(text))
        opened.send(frame(b"still there", PING))
        assert opened.control() == (PONG, b"still there")


def test_push_answers_a_close_with_its_code(quick, staff):
    before = closes(quick, "client")
    for data, code in ((closing(1000, "bye"), 1000), (closing(4999), 4999), (frame(b"", CLOSE), 1005)):
        with connect(staff) as opened:
            opened.send(data)
            assert opened.closed() == code and is_done(opened)
    wait_until(lambda: closes(quick, "client") == before + 3, 5, "the closes to be counted")


def test_push_sends_beats_and_closes_who_is_silent(staff):
    with connect(staff) as opened:
        began, beats = time.monotonic(), 0
        with pytest.raises(Closed) as closed:
            while opened.event(beats=True):
                beats += 1
        assert closed.value.code == 4408 and beats >= 2
        assert 2.4 * BEAT <= time.monotonic() - began < 2.4 * BEAT + LATE


def test_push_keeps_who_answers_beats(staff):
    with connect(staff) as opened:
        for _ in range(4):
            assert opened.event(beats=True) == {"event": "beat"}
            opened.say(do="beat")


def test_push_closes_who_sends_too_much(staff):
    with connect(staff) as opened:
        for _ in range(10):
            opened.say(do="beat")
        opened.send(frame(b"the eleventh", PING))
        assert opened.closed() == 4429


def test_push_ends_who_goes_on_wrongly_behind_a_close(staff):
    with connect(staff) as opened:
        opened.send(frame("{}") * 11 + frame("x", masked=False) * 100)
        assert opened.closed() == 4429 and is_done(opened)
    with connect(staff) as opened:
        opened.send(frame(b"here", PING))
        assert opened.control() == (PONG, b"here")


def test_push_takes_no_pause_of_its_own_for_silence(quick, staff):
    with connect(staff) as opened:
        os.kill(quick.gateway.pid, signal.SIGSTOP)
        time.sleep(3 * BEAT)  # longer than anybody may be silent
        os.kill(quick.gateway.pid, signal.SIGCONT)
        for _ in range(2):
            assert opened.event(beats=True) == {"event": "beat"}
            opened.say(do="beat")


def test_push_closes_the_oldest_of_too_many(staff):
    sockets = [connect(staff) for _ in range(8)]
    with connect(staff) as ninth:
        assert sockets[0].closed() == 4409
        for opened in [*sockets[1:], ninth]:
            opened.send(frame(b"here", PING))
            assert opened.control() == (PONG, b"here")
    for opened in sockets:
        opened.abort()


def test_push_does_not_wait_for_who_does_not_close(quick, staff):
    with connect(staff) as opened:
        opened.send(frame(b"x", BINARY))
        assert opened.closed() == 1003
        wait_until(lambda: total(scrape(quick.gateway), "leida_push_connections") == 0, 20, "the connection to be let go")
        assert is_done(opened)


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def abort(staff, stage):
    """Goes away without a word, by a reset, at some stage of a connection's life."""
    whole = upgrade(staff.target(PATHS["user"]))
    with WebSocket(staff.base_url) as opened:
        opened.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if stage == "head":
            opened.send(whole[:len(whole) // 2])
        elif stage == "handshake":
            opened.send(whole)
        else:
            assert opened.shake(staff.target(PATHS["user"]))[0] == 101
            opened.send({"open": b"", "frame": frame("{}")[:3], "fragment": frame("{", final=False), "fault": frame(b"", BINARY),
                         "close": closing()}[stage])


@pytest.mark.parametrize("count", [150, pytest.param(10000, marks=pytest.mark.long)])
@pytest.mark.parametrize("stage", ["head", "handshake", "open", "frame", "fragment", "fault", "close"])
def test_push_gives_back_descriptors(quick, staff, stage, count):
    before = descriptors(quick.gateway)
    for _ in range(count):
        abort(staff, stage)
    connect(staff).abort()  # those before it have been accepted
    wait_until(lambda: total(scrape(quick.gateway), "leida_push_connections") == 0, 20, "the connections to end")
    wait_until(lambda: descriptors(quick.gateway) <= before, 20, "the descriptors to be closed")
    assert total(scrape(quick.gateway), "leida_push_pending_bytes") == 0
