# SPDX-License-Identifier: Apache-2.0
"""One exchange: which request, delivered how, answered by what. All from its seed."""

import random
from dataclasses import dataclass

from . import compose, spoil
from .judge import Fault, judge, judge_taken
from .wire import Wire

HELD = 12  # stalled connections of a worker at a time
KINDS = ["valid"] * 4 + ["improper"] * 4 + ["spoilt"] * 5
WAYS = {
    "valid": ["whole"] * 6 + ["split"] * 3 + ["pipelined", "half_closed", "stalled", "given_up"],
    "improper": ["whole"] * 6 + ["split"] * 3 + ["half_closed", "given_up"],
    "spoilt": ["half_closed"] * 5 + ["followed"] * 3 + ["split", "stalled", "given_up"],
}
FOLLOWER = b"GET /follower HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@dataclass
class Exchange:
    """What is sent, by whom, and how."""

    kind: str
    way: str
    draft: compose.Draft
    data: bytes

    @property
    def foreign(self):
        return self.draft.side.must_not_see(self.draft.partner)

    @property
    def is_head(self):
        return self.draft.method == "HEAD"


def make(seed, sides, operations):
    """The exchange of a seed, and the generator to deliver it with."""
    rng = random.Random(seed)
    kind = rng.choice(KINDS)
    side = rng.choice(sides)
    draft = (compose.improper if kind == "improper" else compose.valid)(rng, side, operations)
    data = draft.data()
    if kind == "spoilt":
        data = spoil.spoilt(rng, data)
    return Exchange(kind, rng.choice(WAYS[kind]), draft, data), rng


def pieces_of(rng, data):
    """The data cut at some places, most of them in the head."""
    reach, count = min(len(data), rng.choice([200, len(data)])), rng.choice([1, 2, 8])
    cuts = sorted(rng.randrange(1, reach + 1) for _ in range(count))
    return [data[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(data)])]


class Client:
    """Delivers exchanges: most on one kept connection, some on their own, a few of which are left waiting."""

    def __init__(self, address, sides, operations, seen):
        self.address = address
        self.sides = sides
        self.operations = operations
        self.seen = seen  # a Counter of what happened
        self.kept = None
        self.held = []

    def close(self):
        for wire, _ in self.held:
            wire.close()
        if self.kept:
            self.kept.close()

    def run(self, seed):
        """One exchange; raises Fault."""
        exchange, rng = make(seed, self.sides, self.operations)
        self.seen[f"{exchange.kind} {exchange.way}"] += 1
        getattr(self, f"_{exchange.way}")(exchange, rng)
        if len(self.held) > HELD:
            self._resume(rng)

    def _note(self, exchange, answer):
        self.seen[f"HTTP {answer.status}"] += 1
        judge(answer, exchange.foreign)
        if exchange.kind == "valid":
            judge_taken(answer)

    def _on_kept(self, exchange, pieces):
        """A request that ends by itself, on the kept connection if there is one."""
        wire = self.kept or Wire(self.address)
        self.kept = None
        wire.send(*pieces)
        answer = wire.answer(exchange.is_head)
        if answer is None:
            raise Fault("closed without an answer")
        self._note(exchange, answer)
        if answer.headers.get("connection", "").lower() == "close":
            self._nothing_more(wire)
        elif wire.data:
            raise Fault(f"bytes behind the answer: {wire.data[:300]!r}")
        else:
            self.kept = wire

    @staticmethod
    def _nothing_more(wire):
        wire.end()
        if wire.answer() is not None:
            raise Fault("an answer after the last one")
        wire.close()

    def _whole(self, exchange, rng):
        del rng
        self._on_kept(exchange, [exchange.data])

    def _split(self, exchange, rng):
        if exchange.kind == "spoilt":
            self._alone(exchange, pieces_of(rng, exchange.data))
        else:
            self._on_kept(exchange, pieces_of(rng, exchange.data))

    def _pipelined(self, exchange, rng):
        """Several of different callers at once: each answer belongs to its own."""
        following = [compose.valid(rng, rng.choice(self.sides), self.operations) for _ in range(rng.choice([1, 3, 9]))]
        exchanges = [exchange, *(Exchange("valid", "pipelined", draft, draft.data()) for draft in following)]
        wire = Wire(self.address)
        wire.send(b"".join(one.data for one in exchanges))
        for one in exchanges:
            answer = wire.answer()
            if answer is None:
                raise Fault("a pipelined request has no answer")
            self._note(one, answer)
        self._nothing_more(wire)

    def _half_closed(self, exchange, rng):
        del rng
        self._alone(exchange, [exchange.data])

    def _alone(self, exchange, pieces):
        """On a connection of its own, which ends with it: all that comes back is judged."""
        wire = Wire(self.address)
        wire.send(*pieces)
        wire.end()
        self._drain(exchange, wire)

    def _drain(self, exchange, wire):
        count = 0
        while (answer := wire.answer(exchange.is_head and count == 0)) is not None:
            count += 1
            self._note(exchange, answer)
        wire.close()
        if count == 0 and b"\r\n\r\n" in exchange.data.lstrip(b"\r\n"):
            raise Fault("a whole head has no answer")

    def _followed(self, exchange, rng):
        """Spoilt, and a good one behind it: that one is either answered or never read."""
        del rng
        wire = Wire(self.address)
        wire.send(exchange.data + FOLLOWER)
        wire.read_until_silence()
        wire.end()
        self._drain(exchange, wire)

    def _stalled(self, exchange, rng):
        """Begun and left for later."""
        wire = Wire(self.address)
        cut = rng.randrange(1, len(exchange.data) + 1)
        wire.send(exchange.data[:cut])
        self.held.append((wire, Exchange("spoilt", "stalled", exchange.draft, exchange.data[cut:])))

    def _resume(self, rng):
        """Of the connections left waiting one goes on, or goes away."""
        wire, rest = self.held.pop(rng.randrange(len(self.held)))
        if rng.random() < 0.3:
            wire.close(reset=rng.random() < 0.5)
            return
        wire.send(rest.data)
        wire.end()
        while (answer := wire.answer()) is not None:
            judge(answer, rest.foreign)
        wire.close()

    def _given_up(self, exchange, rng):
        """Gone before the answer, or in the middle of the request."""
        wire = Wire(self.address)
        wire.send(exchange.data[: rng.choice([len(exchange.data), rng.randrange(len(exchange.data) + 1)])])
        wire.close(reset=rng.random() < 0.5)
