# SPDX-License-Identifier: Apache-2.0
"""Clients that take nothing of what they are told: they hold little, disturb nobody, and are reset in the end
(docs/decisions/0033)."""

import contextlib
import errno
import itertools
import pathlib
import socket
import statistics
import sysconfig
import time

import pytest
from harness.events import Teller
from harness.metrics import scrape, total
from harness.process import resident_memory
from harness.records import World
from harness.stand_in import in_place_of
from harness.threads import meanwhile
from harness.waiting import wait_until
from harness.websocket import Closed, connect

READERS, EACH = 25, 8  # staff users, and the sockets of each
RATE, BATCH = 1000, 10  # events a second, and at a time
LIMIT = 64 * 1024  # bytes that the gateway may hold for one
SAMPLES = 500
FAKETIME = pathlib.Path("/usr/lib") / sysconfig.get_config_var("MULTIARCH") / "faketime/libfaketime.so.1"
FASTER = 6


@contextlib.contextmanager
def telling(stack):
    """What tells events in place of an instance. The gateway has one thread."""
    teller = Teller()
    with in_place_of(stack.service("chat-2"), teller.serve):
        wait_until(lambda: teller.peer, 20, "the gateway to connect")
        yield teller


def sip(opened):
    """Reads so much that both kernels take more: they hold about 10 KiB."""
    for _ in range(100):
        opened.frame()


def arrives(teller, pair, reader, ident):
    """ms from the telling of an event to its arrival at a client that reads; what was told before has been heard then."""
    began = time.perf_counter()
    teller.tell("message", pair.staff.id, pair.customer.id, ident)
    while reader.event().get("id") != ident:
        pass
    return 1000 * (time.perf_counter() - began)


class Crowd:
    """Sockets whose clients do not read."""

    def __init__(self, staff, sockets):
        self.staff = staff
        self.sockets = sockets

    def events(self, count, start=0):
        """About ever other conversations of theirs in turn: they do not collapse."""
        return [("message", self.staff[at % len(self.staff)].id, 1 + at, 1) for at in range(start, start + count)]

    def stall(self, stack, pair, reader, teller):
        """Tells so much that nobody's kernel takes more; at most as much at a time as hints do not overflow of. Returns a
        time after which one of them still took something."""
        rounds = [time.monotonic()]

        def is_full():
            rounds.append(time.monotonic())
            before = total(scrape(stack.gateway), "leida_push_frames_total")
            teller.tell_many(self.events(20 * len(self.staff)))
            arrives(teller, pair, reader, 1)
            return total(scrape(stack.gateway), "leida_push_frames_total") == before + 1

        wait_until(is_full, 30, "the kernel to take no more")
        return rounds[-2]

    def read(self):
        """What the kernel has of each, and then the sync for what it has not."""
        for opened in self.sockets:
            opened.say(do="beat")
            while opened.event()["event"] != "sync":
                pass


def load(teller, events):
    """Tells RATE events a second."""
    turns, began = itertools.count(), time.monotonic()

    def tell():
        turn = next(turns)
        teller.tell_many(events(BATCH, turn * BATCH))
        time.sleep(max(0, began + (turn + 1) * BATCH / RATE - time.monotonic()))

    return meanwhile(tell)


def delay(teller, pair, reader):
    """The 99th percentile of many."""
    times = []
    for number in range(SAMPLES):
        times.append(arrives(teller, pair, reader, 2 + number))
        time.sleep(0.002)
    return statistics.quantiles(times, n=100)[98]


def watch(stack, seconds):
    """For so long: the most that the gateway says that it holds, and that it has in memory."""
    held = resident = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        held = max(held, total(scrape(stack.gateway), "leida_push_pending_bytes"))
        resident = max(resident, resident_memory(stack.gateway.pid))
        time.sleep(0.2)
    return held, resident


@pytest.fixture(scope="module")
def stack(shared_stacks):
    return shared_stacks(chat=2, settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_PUSH_BEAT": "40"}})


def ms(times):
    return f"{statistics.median(times):.2f} ({', '.join(f'{time:.2f}' for time in times)})"


@pytest.mark.parametrize(("turns", "seconds"), [(1, 2), pytest.param(4, 15, marks=pytest.mark.long)])
def test_push_bears_readers_that_stall(stack, programs, turns, seconds):
    """So many times for so many seconds: who stalls for 30 s at a time is reset."""
    world = World(stack)
    pair, staff = world.pair(), [world.user() for _ in range(READERS)]
    world.load()
    with contextlib.ExitStack() as sockets, telling(stack) as teller:
        reader = sockets.enter_context(connect(pair.customer))
        assert teller.taken.wait(20)
        crowd = Crowd(staff, [sockets.enter_context(connect(staff[at % READERS], receive=2048)) for at in range(READERS * EACH)])
        before = resident_memory(stack.gateway.pid)
        alone, beside, most = [], [], []
        for _ in range(turns):
            with load(teller, lambda count, _: [("message", 4_000_000_000, 1, 1)] * count):  # they concern nobody
                alone.append(delay(teller, pair, reader))
            crowd.stall(stack, pair, reader, teller)
            with load(teller, crowd.events):
                beside.append(delay(teller, pair, reader))
                most.append(watch(stack, seconds))
            crowd.read()
        count = len(crowd.sockets)
        assert total(scrape(stack.gateway), "leida_push_connections") == count + 1
        held, resident = (max(figures) / count for figures in zip(*most))
        print(f"\n{count} stalled for {turns * seconds} s: {held:.0f} bytes each by the gateway's count, {resident - before / count:.0f} by its "
              f"memory; p99 of others' delivery, ms: {ms(beside)}; without them {ms(alone)}")
        assert 0 < held < LIMIT
        assert resident - before / count < LIMIT or not programs.are_plain()


def test_push_resets_who_takes_nothing_for_30_s(new_stack, programs):
    """In a sixth of that, for the gateway's clock is so much faster. Who takes a little now and then stays."""
    if not FAKETIME.exists() or not programs.are_plain():
        pytest.skip("needs faketime, and programs that bear it")
    fast = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"+0 x{FASTER}"}
    stack = new_stack(chat=2, settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_PUSH_BEAT": "40", **fast}})
    pair, other = World(stack).pair(), World(stack).pair()
    with telling(stack) as teller, connect(other.staff) as reader, \
            connect(pair.staff, receive=2048) as stalled, connect(pair.staff, receive=2048) as slow:
        assert teller.taken.wait(20)
        crowd = Crowd([pair.staff], [stalled, slow])
        began = crowd.stall(stack, other, reader, teller)

        def is_reset():
            stalled.say(do="beat")  # it is not silent
            slow.say(do="beat")
            sip(slow)
            time.sleep(1)
            return stalled.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET

        with load(teller, crowd.events):
            wait_until(is_reset, 60 / FASTER, "the reset")
        assert time.monotonic() - began >= 28 / FASTER
        assert total(scrape(stack.gateway), "leida_push_closes_total", code="stalled") == 1
        with pytest.raises(Closed):
            while stalled.event():
                pass
        while slow.event()["event"] != "sync":
            pass
