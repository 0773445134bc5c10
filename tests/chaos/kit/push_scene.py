# SPDX-License-Identifier: Apache-2.0
"""People who talk, and pages that follow them (push_client.py) while faults are injected. The promise: what was acknowledged is
shown by every page 5 s later, in order, and nothing else is."""

import contextlib
import itertools
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from harness.client import Client
from harness.records import Pair, World
from harness.waiting import PATIENCE

from . import check
from .push_client import AGAIN, NO_ANSWER, NOT_NOW, Follower, Waiter

PROMISE = 5.0 * PATIENCE  # seconds
STAFF = 2
CUSTOMERS = 6  # of each staff user
TALKS = 6  # at a time
PAUSE = 0.02  # seconds between two messages of a talk
READINGS = 4  # that at least one of is to be told
PATIENT = 60  # seconds after which a message that is never acknowledged fails the test


def due(acknowledged, away):
    """When it must be shown: PROMISE after it was acknowledged; after the end of what kept the page away meanwhile, if that was
    later. `away` has (begin, end) in the order of time."""
    latest = acknowledged + PROMISE
    for begin, end in away:
        if begin <= latest and end >= acknowledged:
            latest = max(latest, end + PROMISE)
    return latest


def at(url, pair):
    """The same people as clients of another gateway."""
    return Pair(*(Client(url, who.kind, who.id, who.token) for who in (pair.staff, pair.customer)))


class Scene:
    """Of each staff user two pages follow all conversations; of each customer one, of the first two. One of each staff user's and
    each customer's pages marks what it shows as read. One staff user and one customer wait (wait=S) besides.

    Pages know all gateways, each beginning with another; `pinned`: only the one that it begins with. Who talks uses `speak`, base
    URLs of gateways. `wait` is of those who wait, `options` are of all Followers."""

    def __init__(self, stack, speak=None, pinned=False, wait=25, **options):
        self.gateways = [gateway.state["base_url"] for gateway in stack.gateways]
        self.options = options
        self.pinned = pinned
        self.texts = itertools.count(1)
        self.pairs = self._people(World(stack))
        self.voices = {pair: [at(url, pair) for url in speak or self.gateways] for pair in self.pairs}
        self.said = {pair: [] for pair in self.pairs}  # (id, when it was acknowledged)
        self.tried = {pair: set() for pair in self.pairs}
        self.readers = []
        self._open_pages(wait)
        self.pool = ThreadPoolExecutor(TALKS)

    @staticmethod
    def _people(world):
        pairs = [world.bind(staff, world.customer()) for staff in [world.user() for _ in range(STAFF)] for _ in range(CUSTOMERS)]
        world.load()
        return pairs

    def _urls(self):
        """Of the next page."""
        turn = len(self.readers) % len(self.gateways)
        return self.gateways[turn:turn + 1] if self.pinned else self.gateways[turn:] + self.gateways[:turn]

    def _follow(self, who, pairs, count):
        for number in range(count):
            self.readers.append(Follower(who, pairs, self._urls(), marks=number == 0, **self.options))

    def _open_pages(self, wait):
        for start in range(0, len(self.pairs), CUSTOMERS):
            own = self.pairs[start:start + CUSTOMERS]
            self._follow(own[0].staff, own, 2)
            for number, pair in enumerate(own):
                self._follow(pair.customer, [pair], 2 if number == 0 else 1)
        for pair, who in ((self.pairs[1], self.pairs[1].staff), (self.pairs[-1], self.pairs[-1].customer)):
            self.readers.append(Waiter(who, pair, self._urls(), wait))

    def __enter__(self):
        for reader in self.readers:
            reader.start()
        self.say_everywhere()
        self.settle()
        return self

    def __exit__(self, *_):
        for reader in self.readers:
            reader.end()
        self.pool.shutdown()

    # ---- talking ----

    @staticmethod
    def _say_once(pair, side, text):
        """The id, None when it failed."""
        try:
            answer = (pair.staff_says if side == "staff" else pair.customer_says)(text, msg_id=f"scene-{text}")
        except NO_ANSWER:
            return None
        return None if answer.status in NOT_NOW else answer.done()["id"]

    def say(self, pair):
        """One message of either side, sent until it is acknowledged."""
        side, text = random.choice(("staff", "customer")), str(next(self.texts))
        self.tried[pair].add(text)
        deadline = time.monotonic() + PATIENT * PATIENCE
        for voice in itertools.cycle(self.voices[pair]):
            ident = self._say_once(voice, side, text)
            if ident:
                self.said[pair].append((ident, time.monotonic()))
                return
            assert time.monotonic() < deadline, f"{text} is not acknowledged"
            time.sleep(AGAIN)

    def say_everywhere(self):
        for pair in self.pairs:
            self.say(pair)

    def _talk(self, pairs, pause, over):
        while not over.is_set():
            self.say(random.choice(pairs))
            time.sleep(pause)

    @contextlib.contextmanager
    def talk(self, pause=PAUSE):
        """Messages are sent; in the end all are acknowledged, and then it is silent: no later hint hides a lost one."""
        over = threading.Event()
        talks = [self.pool.submit(self._talk, self.pairs[number::TALKS], pause, over) for number in range(TALKS)]
        try:
            yield
        finally:
            over.set()
            for talk in talks:
                talk.result()

    def acknowledged_last(self):
        """When a message was acknowledged last."""
        return max(said[-1][1] for said in self.said.values())

    # ---- what pages show ----

    def of(self, gateway):
        """The pages that know only this gateway."""
        return [reader for reader in self.readers if [client.base_url for client in reader.clients] == [gateway.state["base_url"]]]

    def is_behind(self, reader):
        """Whether it shows less than is acknowledged."""
        return any(self.said[shown.pair] and shown.last < self.said[shown.pair][-1][0] for shown in reader.shown.values())

    @contextlib.contextmanager
    def away(self, readers):
        """Nobody can tell these pages anything until this ends: the promise counts from then."""
        began = time.monotonic()
        try:
            yield
        finally:
            for reader in readers:
                reader.away.append((began, time.monotonic()))

    @staticmethod
    def _late(reader, shown, said):
        """How a message was shown too late, once it is shown or its time is over; empty when it was in time."""
        ident, acknowledged = said
        latest = due(acknowledged, reader.away)
        while len(shown.rows) < ident and time.monotonic() < latest:
            time.sleep(0.005)
        when = shown.rows[ident - 1][2] if len(shown.rows) >= ident else None
        if when is not None and when <= latest:
            return ""
        return f"{ident} of {shown.pair.staff.id} and {shown.pair.customer.id}, acknowledged at {acknowledged:.2f}: " + (
            "not at all" if when is None else f"{when - latest:.2f} s too late")

    def _faults(self, reader):
        late = []
        for shown in reader.shown.values():
            said = self.said[shown.pair]
            late += filter(None, (self._late(reader, shown, each) for each in said[shown.judged:]))
            shown.judged = len(said)
        if late or reader.wrong:
            failed = ", ".join(f"{began:.2f} {why} after {seconds:.2f} s" for began, seconds, why in reader.failures[-9:])
            away = ", ".join(f"{begin:.2f}..{end:.2f}" for begin, end in reader.away[-3:])
            yield (f"{reader}: {len(late)} messages, {late[:3]}; {reader.wrong}; away {away or 'never'}; "
                   f"requests that failed: {failed or 'none'}; one that waits: {reader.asked or 'none'}")

    def settle(self):
        """Every page has to show all that was acknowledged."""
        found = [fault for reader in self.readers for fault in self._faults(reader)]
        assert not found, f"{len(found)} pages of {len(self.readers)}\n" + "\n".join(found)

    def _show_reading(self):
        """Whether all that is read is shown as read on the staff users' pages, at once or after a second."""
        staff = [reader for reader in self.readers if reader.who.kind == "user" and isinstance(reader, Follower)]
        late = time.monotonic() + PATIENCE
        while any(set(shown.read.values()) != {shown.last} for reader in staff for shown in reader.shown.values()):
            if time.monotonic() > late:
                return False
            time.sleep(0.01)
        return True

    def _read_all(self):
        """A message everywhere, which is read then. That is told and cannot be asked for: a page that connects meanwhile does not
        hear of it, but of the next."""
        for _ in range(READINGS):
            self.say_everywhere()
            self.settle()
            if self._show_reading():
                return
        raise AssertionError("pages do not show what was read")

    def finish(self):
        """At rest: every page shows what the store has and nothing else, and what is read moves on the staff users' pages."""
        self._read_all()
        for pair in self.pairs:
            rows = [(row["id"], row["msg"]) for row in check.history(pair)]
            assert {text for _, text in rows} <= self.tried[pair] and len(set(rows)) == len(rows) == len(self.said[pair])
            assert [ident for ident, _ in rows] == [ident for ident, _ in self.said[pair]] == list(range(1, len(rows) + 1))
            for reader in self.readers:
                shown = [shown for shown in reader.shown.values() if shown.pair is pair]
                assert [[row[:2] for row in each.rows] for each in shown] in ([], [rows]), f"{reader} shows what there is not"
