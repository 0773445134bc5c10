# SPDX-License-Identifier: Apache-2.0
"""Runs the clients of a walk, each in a process, and kills chat instances meanwhile."""

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import random
import signal
import time

from harness.client import read_json
from harness.contract import Contract

from . import actions, chat, customers, notes, phrases, statistics, tags
from .client import Client, run
from .model import Model
from .wire import Wire
from .world import CLIENTS, STAFF

AREAS = (chat, actions, statistics, customers, notes, tags, phrases)
PACE = (0.3, 1.5)  # seconds between two deaths


class Walk:
    """`writes` by all clients together. Afterwards `model` has all of them."""

    def __init__(self, world, stack, seed, writes):
        self.model = Model(world)
        self.stack = stack
        self.random = random.Random(f"{seed} deaths")
        self.deaths = self.writes = self.reads = self.unknown = 0
        self.seconds = 0.0
        Wire.contract = Contract(read_json(stack.run("ctl", "openapi").stdout))
        context = multiprocessing.get_context("fork")
        self.pipes, self.processes = [], []
        for ident in [*STAFF, *CLIENTS]:
            client = Client(self.model, stack.base_url, ident, seed)
            pipe, end = context.Pipe(duplex=False)
            steps = [step for area in AREAS for step in area.STEPS.get(client.kind, [])]
            share = writes // (len(STAFF) + len(CLIENTS))
            self.pipes.append(pipe)
            self.processes.append(context.Process(target=run, args=(client, steps, share, end), daemon=True))

    def run(self):
        began = time.monotonic()
        try:
            for process in self.processes:
                process.start()
            journals = self._journals()
        finally:
            for process in self.processes:
                process.kill()
        self.seconds = time.monotonic() - began
        for journal in journals:
            for event in journal:
                self.model.apply(*event)

    def _journals(self):
        """Those of all clients, when they have ended. Instances die meanwhile."""
        waiting, journals = list(self.pipes), []
        while waiting:
            ready = multiprocessing.connection.wait(waiting, self.random.uniform(*PACE))
            for pipe in ready:
                journals.append(self._take(pipe.recv()))
                waiting.remove(pipe)
            if not ready:
                assert not any(process.exitcode for process in self.processes), "a client crashed"
                self._kill()
        return journals

    def _take(self, told):
        assert "failed" not in told, told["failed"]
        self.writes += told["writes"]
        self.reads += told["reads"]
        self.unknown += told["unknown"]
        return told["journal"]

    def _kill(self):
        """One chat instance, now and then all of them."""
        chats = [entry["pid"] for entry in self.stack.status()["processes"] if entry["role"] == "chat" and entry["pid"]]
        for pid in chats if self.random.random() < 0.2 else self.random.sample(chats, min(1, len(chats))):
            with contextlib.suppress(ProcessLookupError):  # it is being started again
                os.kill(pid, signal.SIGKILL)
                self.deaths += 1

    def __str__(self):
        rate = (self.writes + self.reads) / self.seconds
        return (f"{self.writes} writes and {self.reads} reads by {len(self.processes)} clients in {self.seconds:.1f} s "
                f"({rate:.0f} calls/s), {self.deaths} chat instances killed, {self.unknown} calls of unknown outcome")
