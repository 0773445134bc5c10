# SPDX-License-Identifier: Apache-2.0
"""The gateway of thousands of pages is killed and started again by its supervisor: all pages come back, by the rule of
docs/push.md, and who asks something meanwhile does not wait long."""

import contextlib
import os
import resource
import signal
import socket
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from harness.metrics import parse, total
from harness.records import World
from harness.supervised import Supervised
from harness.waiting import PATIENCE
from kit.storm import Asker, Storm

pytestmark = pytest.mark.quiet

BACK = 30.0 * PATIENCE  # seconds in which all pages are back
WORST = 1.0 * PATIENCE  # that an answer may take, once the gateway listens again
STAFF = 20
SPARE = 1000  # descriptors of a process besides those of pages, each of which may need two
ASKERS = 4
RAMP = 0.8  # of the rate: so fast the pages are opened at first
AT_THE_DOOR = 3000  # connections at once
STEADY = 1.0  # seconds of requests before it dies, and after all are back


@pytest.fixture
def stack(programs, tmp_path):
    with Supervised(programs, tmp_path / "data") as stack:
        yield stack


@contextlib.contextmanager
def asking(pairs):
    askers = [Asker(pair) for pair in pairs]
    for asker in askers:
        asker.start()
    try:
        yield askers
    finally:
        for asker in askers:
            asker.over.set()
            asker.join()


def gateway(stack):
    return next(process for process in stack.status()["processes"] if process["role"] == "gateway")


def kill_gateway(stack):
    """When it was killed."""
    os.kill(gateway(stack)["pid"], signal.SIGKILL)
    return time.monotonic()


def turned_away(stack):
    """Handshakes beyond push.rate."""
    with urllib.request.urlopen(gateway(stack)["admin_url"] + "/metrics") as answer:
        return total(parse(answer.read().decode()), "leida_push_accepts_total", result="rate")


@pytest.mark.parametrize("pages, rate", [(2000, 850), pytest.param(18000, 5000, marks=pytest.mark.long)])
def test_push_storm(stack, tmp_path, show, pages, rate):
    """`rate` handshakes a second: who comes when there were more is answered 503, and waits longer."""
    (stack.data / "leida.conf").write_text(f"gateway\n    push.rate = {rate}\n    threads = 1\n")
    stack.up()
    world = World(stack)
    staff = [world.user() for _ in range(STAFF)]
    pairs = [world.bind(staff[number % STAFF], world.customer()) for number in range(pages + ASKERS)]
    world.load()
    reads = resource.getrlimit(resource.RLIMIT_NOFILE)[1] > 2 * pages + SPARE
    storm = Storm(stack, pairs[ASKERS:], tmp_path, int(RAMP * rate), int(2 * BACK), reads)
    try:
        with asking(pairs[:ASKERS]) as askers:
            time.sleep(STEADY)
            killed = kill_gateway(stack)
            told = storm.told()
            time.sleep(STEADY)
            refused = turned_away(stack)
    finally:
        storm.end()
    after = [answer for asker in askers for answer in asker.answered if answer[0] > killed]
    first = min(after)[0]
    worst = max(seconds for _, seconds in after)
    how = "which read on their hello" if reads else "without reading: too few descriptors"
    show(f"{pages} pages, {how}: {told}\nlistens {first - killed:.2f} s after it was killed; "
         f"{len(after)} other requests, the slowest {worst * 1000:.0f} ms")
    assert told["back"] == pages and told["ms"] <= BACK * 1000
    assert [began for asker in askers for began in asker.broken if began > first] == []
    assert told["busy"] == refused
    assert told["unread"] == 0 and max(worst, told["slowest_read_ms"] / 1000) <= WORST


@pytest.mark.skipif(AT_THE_DOOR > int(Path("/proc/sys/net/core/somaxconn").read_text()), reason="net.core.somaxconn is too small")
def test_connections_wait_in_the_kernel_for_a_gateway_that_is_busy(new_stack):
    """Where there is no room for them the kernel would have their clients try again after a second."""
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1"}})
    url = urllib.parse.urlsplit(stack.base_url)
    with contextlib.ExitStack() as opened:
        stack.gateway.child.send_signal(signal.SIGSTOP)
        try:
            began = time.monotonic()
            for _ in range(AT_THE_DOOR):
                opened.enter_context(socket.create_connection((url.hostname, url.port), 10))
            assert time.monotonic() - began < WORST
        finally:
            stack.gateway.child.send_signal(signal.SIGCONT)
