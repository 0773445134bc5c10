# SPDX-License-Identifier: Apache-2.0
"""Speaks to a service as a gateway's loop does (docs/protocol.md), and hears what it tells of events."""

import itertools
import random
import time
from dataclasses import dataclass

from . import zmtp

CALL, REPLY, PING, PONG, DRAIN, EVENT = range(1, 7)
EVENTS = {1: "message", 2: "read", 3: "action", 4: "customer", 5: "typing"}
SIDES = {1: "staff", 2: "customer"}
WHAT = {0: "", 1: "profile", 2: "tags", 3: "expected", 4: "follow"}
IDS = itertools.count(random.getrandbits(60))


@dataclass(frozen=True)
class Event:
    event: str
    staff: int
    customer: int
    id: int
    by: str
    detail: object  # the kind of an action, the part of a customer that changed, else ""


def _sized(kinds, data):
    """`kinds`: what says that a size of 1, 2 or 4 bytes follows."""
    size = (len(data) > 0xFF) + (len(data) > 0xFFFF)
    return kinds[size:size + 1] + len(data).to_bytes(1 << size, "big") + data


def pack(value):
    """msgpack of a number, a text, bytes, a list or a dictionary."""
    if isinstance(value, int):
        return bytes([value]) if value < 128 else b"\xcf" + value.to_bytes(8, "big")
    if isinstance(value, str):
        return _sized(b"\xd9\xda", value.encode())
    if isinstance(value, bytes):
        return _sized(b"\xc4\xc5\xc6", value)
    if isinstance(value, dict):
        return bytes([0x80 + len(value)]) + b"".join(pack(key) + pack(of_key) for key, of_key in value.items())
    return bytes([0x90 + len(value)]) + b"".join(map(pack, value))


class Unpacker:
    """Takes what a header and its body consist of off the front of a batch, and the record in a body; texts are bytes."""

    SIZES = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD9: 1, 0xDA: 2}

    def __init__(self, data):
        self.data = data

    def take(self, size):
        taken, self.data = self.data[:size], self.data[size:]
        assert len(taken) == size, "the batch ends in a message"
        return taken

    def value(self):
        kind = self.take(1)[0]
        if kind < 0x80:
            return kind
        if 0x80 <= kind < 0x90:
            return {self.value(): self.value() for _ in range(kind - 0x80)}
        if 0x90 <= kind < 0xA0:
            return [self.value() for _ in range(kind - 0x90)]
        if 0xA0 <= kind < 0xC0:
            return self.take(kind - 0xA0)
        number = int.from_bytes(self.take(self.SIZES[kind]), "big")
        return number if 0xCC <= kind <= 0xCF else self.take(number)


def event_of(header):
    kind, staff, customer, ident, side, detail = header[3:]
    name = EVENTS[kind]
    return Event(name, staff, customer, ident, SIDES[side], WHAT[detail] if name == "customer" else detail or "")


class Wire:
    """A connection to a service's endpoint. `takes`: whether its pings say that it takes events; None: they are as those of
    version 1. Events must be numbered without a gap, and pongs agree with them."""

    def __init__(self, process, takes=True):
        self.peer = zmtp.Peer(zmtp.connect(process.state["endpoint"]))
        self.takes = takes
        self.last = 0  # the number of the last event
        self.untold = []
        self.ping()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.peer.close()

    def _take(self, header):
        assert header[0] == 1, header
        if header[1] == EVENT:
            assert (self.takes, header[2]) == (True, self.last + 1), header
            self.last += 1
            self.untold.append(event_of(header))

    def _await(self, kind, ident):
        """The message of this kind about this id; what comes before it is taken."""
        found = None
        while not found:
            batch = Unpacker(self.peer.receive())
            while batch.data:
                header, body = batch.value(), batch.value()
                self._take(header)
                found = (header, body) if header[1:3] == [kind, ident] else found
        return found

    def ping(self):
        number = next(IDS)
        self.peer.send(pack([1, PING, number] + ([] if self.takes is None else [int(self.takes)])) + pack(b""))
        header, _ = self._await(PONG, number)
        assert header[3:] == ([self.last] if self.takes else []), header

    def events(self):
        """What was told since they were asked for last."""
        self.ping()
        told, self.untold = self.untold, []
        return told

    @staticmethod
    def _frame(method, caller, fields, ident, retries=0, issued=None):
        side = {"user": 1, "customer": 2, "anybody": 0}[caller.kind]
        issued = issued or int(time.time() * 1000)
        header = [1, CALL, ident, method, side, caller.id, 5000, "", "", retries, issued]
        return pack(header) + pack(pack(fields))

    def call(self, method, caller, fields, ident=None, retries=0, issued=None):
        """Its status. `caller` is a client; fields are texts and numbers by their keys in the record."""
        ident = ident or next(IDS)
        self.peer.send(self._frame(method, caller, fields, ident, retries, issued))
        return self._await(REPLY, ident)[0][3]

    def call_often(self, method, caller, fields, count):
        """Makes the same call so many times at once, and waits for the last answer."""
        idents = [next(IDS) for _ in range(count)]
        self.peer.send(*(self._frame(method, caller, fields, ident) for ident in idents))
        self._await(REPLY, idents[-1])
