# SPDX-License-Identifier: Apache-2.0
"""An instance that answers pings and tells the gateway of events that the test makes up (proto/envelope.h)."""

import struct
import threading

PING, PONG, EVENT = 3, 4, 6
KINDS = {"message": 1, "read": 2, "action": 3, "customer": 4, "typing": 5}
STAFF, CUSTOMER = 1, 2


def _number(value):
    return bytes([value]) if value < 128 else b"\xcf" + struct.pack(">Q", value)


def _message(*numbers):
    return bytes([0x90 | len(numbers)]) + b"".join(_number(number) for number in numbers) + b"\xc4\0"


def _ping_of(frame):
    """(number, takes) of the last ping in a batch of them, if it is one of pings."""
    sizes = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
    at, found = 0, None
    while at < len(frame) and frame[at] & 0xF0 == 0x90 and frame[at + 1] == 1 and frame[at + 2] == PING:
        count, values = frame[at] & 0xF, []
        at += 1
        for _ in range(count):
            size = sizes.get(frame[at], 0)
            values.append(int.from_bytes(frame[at + 1:at + 1 + size], "big") if size else frame[at])
            at += 1 + size
        at += 2  # the body
        found = values[2], values[3] if count > 3 else 0
    return found


class Teller:
    """What harness.stand_in serves with. For a gateway of one thread."""

    def __init__(self):
        self.peer = None
        self.sequence = 0
        self.lock = threading.Lock()
        self.taken = threading.Event()  # the gateway has asked for events

    def serve(self, peer):
        with self.lock:
            self.peer, self.sequence = peer, 0
        while True:
            ping = _ping_of(peer.receive())
            if ping is None:
                continue
            with self.lock:
                peer.send(_message(1, PONG, ping[0], self.sequence) if ping[1] else _message(1, PONG, ping[0]))
            if ping[1]:
                self.taken.set()

    def tell(self, event, staff, customer, ident=0, by=STAFF, detail=0):
        with self.lock:
            self.sequence += 1
            self.peer.send(_message(1, EVENT, self.sequence, KINDS[event], staff, customer, ident, by, detail))

    def tell_many(self, events):
        """Many in one write: each is (event, staff, customer, id)."""
        frames = []
        with self.lock:
            for event, staff, customer, ident in events:
                self.sequence += 1
                frames.append(_message(1, EVENT, self.sequence, KINDS[event], staff, customer, ident, STAFF, 0))
            self.peer.send(*frames)

    def lose(self):
        """The next event comes behind a gap."""
        self.sequence += 1
