# SPDX-License-Identifier: Apache-2.0
"""One client of the walk: takes random steps, one after the other, in a process of its own."""

import random
import time
import traceback

from harness.records import token_of
from harness.waiting import PATIENCE

from .wire import Wire
from .world import STAFF

AGAIN = 0.02  # seconds until a call that could not be answered is made again, …
PATIENT = 30  # … for so long at most


class Client:
    """A staff user or a customer. `model` is its own copy, `journal` what it has written, `peers` whom it is bound to."""

    def __init__(self, model, base_url, ident, seed):
        self.model, self.world = model, model.world
        self.id = ident
        self.is_staff = ident in STAFF
        self.kind = "user" if self.is_staff else "customer"
        self.peers = self.world.customers_of(ident) if self.is_staff else self.world.staff_of(ident)
        self.wire = Wire(base_url, self.kind, ident, token_of(self.kind, ident))
        self.random = random.Random(f"{seed} {ident}")
        self.random.shuffle(self.peers)
        self.favour = [rank**-1.5 for rank in range(1, len(self.peers) + 1)]
        self.journal = []
        self.writes = self.reads = self.unknown = 0
        self.memory = {}  # what a step leaves for a later one

    def pair(self, peer):
        """(staff id, customer id)"""
        return (self.id, peer) if self.is_staff else (peer, self.id)

    def peer_field(self, peer):
        return {"customer_id": peer} if self.is_staff else {"u_id": peer}

    def peer(self):
        """Some often, some seldom."""
        [peer] = self.random.choices(self.peers, self.favour)
        return peer

    def chance(self, share):
        return self.random.random() < share

    def unique(self):
        """A text that nobody else writes."""
        return f"{self.kind}{self.id}:{self.writes}"

    def note(self, part, method, *arguments):
        self.model.apply(part, method, *arguments)
        self.journal.append((part, method, *arguments))

    def _insist(self, method, path, call, keyed=False):
        """Makes the call until it is answered otherwise than by 503, nothing was done, or if it has a key by 504."""
        deadline = time.monotonic() + PATIENT * PATIENCE
        while (reply := call()).status == 503 or (keyed and reply.status == 504):
            assert time.monotonic() < deadline, f"{method} {path}: {reply}"
            self.unknown += reply.status == 504
            time.sleep(AGAIN)
        assert reply.status in (200, 504), reply
        return reply if reply.status == 200 else None

    def get(self, path, **query):
        """The answer, None when the outcome is unknown."""
        self.reads += 1
        return self._insist("GET", path, lambda: self.wire.get(path, **query))

    def post(self, path, fields):
        """The same for a write. One that has a msg_id is made until its outcome is known."""
        self.writes += 1
        kind = self.random.choice(("form", "form", "json", "multipart"))
        return self._insist("POST", path, lambda: self.wire.post(path, fields, kind=kind), "msg_id" in fields)

    def walk(self, steps, writes):
        """Takes steps, (weight, function) each, until it has written so often."""
        weights, functions = zip(*steps)
        while self.writes < writes:
            self.random.choices(functions, weights)[0](self)


def run(client, steps, writes, pipe):
    """The whole life of such a process: tells the journal, or what went wrong."""
    try:
        client.walk(steps, writes)
        pipe.send({"journal": client.journal, "writes": client.writes, "reads": client.reads, "unknown": client.unknown})
    except Exception:  # whatever it is, the test shows it
        pipe.send({"failed": f"{client.kind} {client.id}: {traceback.format_exc()}"})
