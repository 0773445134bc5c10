# SPDX-License-Identifier: Apache-2.0
"""A gateway with three loops and two chat instances under load, while all that crosses their threads happens: scrapes,
changes of the log level, lists of instances that change, a restart, the drain. The stack's end looks for reports of
ThreadSanitizer (`./leida test tsan`); without it this is a short load test."""

import contextlib
import http.client
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from harness.metrics import scrape
from harness.records import World
from harness.routes import ROUTES, call
from harness.websocket import closing, connect

CLIENTS = 8
ROUNDS = 40
SECONDS = 6


class Load:
    """Clients that call every route in turn until told to stop. Unless the end is awaited, each call must be answered."""

    def __init__(self, stack):
        world = World(stack)
        self.pairs = [world.pair() for _ in range(CLIENTS)]
        self.stopped = threading.Event()
        self.ending = threading.Event()
        self.answered = 0

    def _call(self, route, pair):
        try:
            answer = call(route, pair)
        except (OSError, http.client.HTTPException):
            assert self.ending.is_set(), f"{route} was not answered"
            return
        # Instances come and go meanwhile: a refusal is as right as an answer, silence is not.
        assert answer.status in (200, 503, 504), answer
        self.answered += 1

    def run(self, pair):
        while not self.stopped.is_set():
            for route in ROUTES:
                self._call(route, pair)

    @contextlib.contextmanager
    def running(self):
        with ThreadPoolExecutor(CLIENTS) as pool:
            clients = [pool.submit(self.run, pair) for pair in self.pairs]
            try:
                yield
            finally:
                self.stopped.set()
            for client in clients:
                client.result()
        assert self.answered >= CLIENTS * len(ROUTES)


def write_list(file, names):
    """Replaces the list at once, as an operator should."""
    new = file.with_suffix(".new")
    new.write_text("\n".join(f"ipc://{file.parent}/stack0/{name}.ipc" for name in names))
    new.rename(file)


def start(new_stack, tmp_path):
    instances = tmp_path / "chat.list"
    write_list(instances, ["chat-1", "chat-2"])
    return instances, new_stack(chat=2, settings={
        "gateway": {"LEIDA_THREADS": "3", "LEIDA_LOG_ACCESS": "1", "LEIDA_UPSTREAM_CHAT": f"@{instances}"}})


def test_everything_that_crosses_threads_under_load(new_stack, tmp_path):
    instances, stack = start(new_stack, tmp_path)
    with Load(stack).running():
        end = time.monotonic() + SECONDS
        for turn in range(ROUNDS):
            for process in stack.processes:
                scrape(process)
                os.kill(process.pid, [signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP][turn % 3])
            if turn % 10 == 0:
                write_list(instances, ["chat-1", "chat-2"][: 1 + turn // 10 % 2])
            time.sleep(max(0, end - time.monotonic()) / (ROUNDS - turn))


def come_and_go(pair, until):
    """Sockets of a pair's, more than each side may have; the rest end in their own ways."""
    while time.monotonic() < until:
        sockets = [connect(client) for _ in range(10) for client in (pair.staff, pair.customer)]
        assert sockets[0].closed() == 4409
        for turn, opened in enumerate(sockets):
            with contextlib.suppress(OSError):  # closed by now
                opened.send(closing() if turn % 3 else b"\x81")
            opened.abort()


def test_sockets_of_the_same_principals_come_and_go_in_all_threads(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "4"}})
    pairs = [World(stack).pair() for _ in range(2)]
    until = time.monotonic() + SECONDS
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(come_and_go, pairs[at % 2], until) for at in range(CLIENTS)]
        while time.monotonic() < until:
            pairs[0].customer_says("x").done()
            scrape(stack.gateway)
        for client in clients:
            client.result()


def test_an_instance_restarts_under_load(new_stack, tmp_path):
    _, stack = start(new_stack, tmp_path)
    with Load(stack).running():
        for name in ("chat-2", "crm", "chat-2"):
            process = stack.service(name)
            assert process.stop() == 0
            process.start().wait_ready()


def test_the_gateway_drains_under_load(new_stack, tmp_path):
    _, stack = start(new_stack, tmp_path)
    load = Load(stack)
    with load.running():
        time.sleep(SECONDS / 3)
        load.ending.set()
        assert stack.gateway.stop() == 0
