# SPDX-License-Identifier: Apache-2.0
"""Processes of two builds at once, as in the middle of an upgrade and of its reverse, while pages are connected. It needs the
programs of an older build, which knows the same form of the store: tests/compat/run."""

import contextlib
import itertools
import pathlib
import sys
import threading
import time

import pytest
from harness.client import Client
from harness.metrics import scrape
from harness.process import Process
from harness.records import Pair, World
from harness.stack import Programs, Stack
from harness.waiting import PATIENCE, wait_until
from harness.websocket import connect

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "chaos"))

from kit import check  # noqa: E402
from kit.talk import Load  # noqa: E402

BEAT = 3  # s; silence of 2.4 times that ends a socket, also where the reading takes so long
WAIT = 1  # s
LATE = 2 * PATIENCE  # s, for an answer on a busy machine
TICK = 0.01  # s, by which clocks may differ
NEW = "/chat/getmsg/0"
# The members of each event but those who it is about; "in" of a sync is all that it has.
MEMBERS = {"message": {"id", "send_type"}, "read": {"id", "send_type"}, "action": {"id", "action"}, "customer": {"what"}}


class Mixed(Stack):
    """Services of the older build, a gateway of either; the newer one is self.gateway. All of them know all services."""

    def __init__(self, newer, older, folder):
        super().__init__(newer, folder, chat=2, settings={"gateway": {"LEIDA_PUSH_BEAT": str(BEAT), "LEIDA_THREADS": "1"}})
        self.builds = {"older": older, "newer": newer}
        self.older_gateway = Process(folder, "gateway-older", older.command("leida-gateway"), {
            **{name: value for name, value in self.gateway.environment.items() if name != "LEIDA_PUSH_BEAT"},
            "LEIDA_STATE_FILE": str(folder / "gateway-older.state")})
        for process in self.services:
            self.take_build(process, "older")

    @property
    def processes(self):
        return [*super().processes, self.older_gateway]

    def take_build(self, process, build):
        process.command = [str(self.builds[build].path(pathlib.Path(process.command[-1]).name))]

    def replace(self, process, build):
        """Stops an instance as an operator does, and starts one of that build in its place."""
        assert process.stop() == 0, process.log()[-2000:]
        self.take_build(process, build)
        process.start().wait_ready()

    def replace_all(self, build):
        for process in self.services:
            self.replace(process, build)

    def start(self):
        self.older_gateway.start()
        return super().start()

    def stop(self):
        code = self.older_gateway.stop()
        faults = [f"the older gateway ended with {code}"] if code else []
        if "malformed" in self.logs():
            faults.append("one has dropped what the other sent")
        return faults + super().stop()


class TwoDoors(World):
    """Its clients call one gateway or the other, and each conversation has some of both in time."""

    def __init__(self, stack):
        super().__init__(stack)
        newer, older = stack.base_url, stack.older_gateway.state["base_url"]
        self.doors = itertools.cycle([newer, older, older, newer])

    def client(self, kind, ident):
        client = super().client(kind, ident)
        return Client(next(self.doors), kind, ident, client.token)


def through(url, client):
    return Client(url, client.kind, client.id, client.token)


class Reader(threading.Thread):
    """One side of a conversation, by the newer gateway. It notes what is wrong."""

    def __init__(self, stack, client, pair):
        super().__init__(daemon=True)
        self.client = through(stack.base_url, client)
        self.about = {"user_id": pair.staff.id, "customer_id": pair.customer.id}
        self.peer = {"customer_id": pair.customer.id} if client.kind == "user" else {"u_id": pair.staff.id}
        self.last = 0
        self.wrong = []
        self.over = threading.Event()

    def read(self, **query):
        rows = self.client.get(NEW, after=self.last, **self.peer, **query).done()["ret_data"]
        if [row["id"] for row in rows] != list(range(self.last + 1, self.last + 1 + len(rows))):
            self.wrong.append(f"after {self.last} came {[row['id'] for row in rows]}")
        self.last += len(rows)
        return rows

    def run(self):
        try:
            self.go_on()
        except Exception as error:  # whatever a client can meet is wrong here
            self.wrong.append(f"{type(error).__name__}: {error}")


class Page(Reader):
    """Has a socket, and reads only when that tells it to."""

    def __init__(self, *given):
        super().__init__(*given)
        self.told = []  # events but beats
        self.beats = 0

    def go_on(self):
        with connect(self.client) as opened:
            while self.read():
                pass
            while not self.over.is_set():
                self.take(opened, opened.event(beats=True))

    def take(self, opened, event):
        name = event.pop("event")
        if name == "beat":
            self.beats += 1
            opened.say(do="beat")
            return
        self.told.append(name)
        if set(event) - {"in"} if name == "sync" else self.is_wrong(name, event):
            self.wrong.append(f"{name} {event}")
        while name in ("message", "sync") and self.read():
            pass

    def is_wrong(self, name, event):
        return {key: event.get(key) for key in self.about} != self.about or set(event) - set(self.about) != MEMBERS[name]


class Waiter(Reader):
    """Asks with wait= again and again. An answer with nothing in it comes at the end of its time."""

    answers = 0

    def go_on(self):
        while not self.over.is_set():
            began = time.monotonic()
            rows = self.read(wait=WAIT)
            took = time.monotonic() - began
            self.answers += 1
            if took > WAIT + LATE or (not rows and took < WAIT - TICK):
                self.wrong.append(f"{len(rows)} rows after {took:.3f} s")


@contextlib.contextmanager
def reading(readers):
    for reader in readers:
        reader.start()
    try:
        yield readers
    finally:
        for reader in readers:
            reader.over.set()
        for reader in readers:
            reader.join(20 * PATIENCE)
    assert [reader.wrong for reader in readers if reader.wrong] == []
    assert not any(reader.is_alive() for reader in readers)


@pytest.fixture
def mixed(programs, request, tmp_path):
    older = request.config.getoption("--older")
    assert older, "which older programs? tests/compat/run knows"
    stack = Mixed(programs, Programs(older), tmp_path)
    try:
        yield stack.start()
    finally:
        faults = stack.stop()
    assert faults == []


def by_each_gateway(stack, client):
    return [through(url, client) for url in (stack.base_url, stack.older_gateway.state["base_url"])]


def say_by_each(stack, pair):
    for client in by_each_gateway(stack, pair.customer):
        Pair(pair.staff, client).customer_says().done()


def test_older_services_tell_nothing_and_pages_stay(mixed):
    """Beats, and answers at the end of a wait, come without events. What was not told is, once newer services run."""
    if "leida_service_events_total" in scrape(mixed.service("chat-1")):
        pytest.skip("the older build tells of events, too")
    pair = World(mixed).pair()
    page, waiter = Page(mixed, pair.staff, pair), Waiter(mixed, pair.staff, pair)
    with reading([page, waiter]):
        wait_until(lambda: page.beats, 10, "a beat")
        say_by_each(mixed, pair)
        beats = page.beats
        wait_until(lambda: page.beats > beats, 10, "beats to go on")
        pair.customer.post("/chat/typing/0", {"u_id": pair.staff.id}).gateway_error(503)
        assert (page.told, page.last, waiter.last) == ([], 0, 2)
        mixed.replace_all("newer")
        wait_until(lambda: page.last == 2, 5, "the page to be told to read")
        assert set(page.told) == {"sync"}


def test_newer_services_tell_of_what_comes_by_an_older_gateway(mixed):
    mixed.replace_all("newer")
    pair = World(mixed).pair()
    page, waiter = Page(mixed, pair.staff, pair), Waiter(mixed, pair.customer, pair)
    with reading([page, waiter]):
        wait_until(lambda: page.beats, 10, "a beat")
        older = Pair(pair.staff, by_each_gateway(mixed, pair.customer)[1])
        for number in range(1, 4):
            older.customer_says().done()
            wait_until(lambda: page.last == waiter.last == number, 10, "both to show it")
        assert page.told.count("message") == 3


def shown(readers, said):
    """Whether each has what was said in its conversation up to then."""
    assert [reader.wrong for reader in readers if reader.wrong] == []
    return all(reader.last >= said[reader.about["user_id"]] for reader in readers)


def test_nothing_is_lost_while_builds_change_under_load(mixed):
    """Pages read only when told to: soon after the last older service has gone they have all that was said before."""
    load = Load(TwoDoors(mixed), each=1)
    sides = [(mixed, client, pair) for pair in load.pairs for client in (pair.staff, pair.customer)]
    pages, waiters = [Page(*side) for side in sides], [Waiter(*side) for side in sides]

    def wait_shown(readers):
        said = {pair.staff.id: len(check.history(pair)) for pair in load.pairs}
        wait_until(lambda: shown(readers, said), 5, "what was said to be shown")

    with reading([*pages, *waiters]):
        with load:
            for build in ("newer", "older", "newer", "older", "newer"):
                mixed.replace_all(build)
                wait_shown([*pages, *waiters] if build == "newer" else waiters)
        wait_shown([*pages, *waiters])
    assert load.calls.failures == [] and check.faults(load) == []
    assert all({"message", "sync"} <= set(page.told) and page.beats for page in pages)
    print(f"{load.calls.count} calls, {sum(page.last for page in pages) // 2} messages, "
          f"{sum(len(page.told) for page in pages)} hints, {sum(waiter.answers for waiter in waiters)} answers to waits")
