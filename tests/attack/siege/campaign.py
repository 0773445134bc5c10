# SPDX-License-Identifier: Apache-2.0
"""Many exchanges by several workers against one stack, and the report of them."""

import multiprocessing
import random
import time
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field

from harness.client import read_json
from harness.process import resident_memory
from harness.waiting import wait_until

from . import contract, people
from .exchange import Client, make
from .judge import Fault

WORKERS = 4
FAULTS_MAX = 20  # after so many a worker gives up
WARM = 0.2  # of the exchanges, before memory is looked at


@dataclass
class Report:
    count: int = 0
    seconds: float = 0
    seen: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)
    memory: dict = field(default_factory=dict)  # name: (bytes when warm, bytes at the end)

    def table(self):
        rate = self.count / max(self.seconds, 0.001)
        lines = [f"{self.count} exchanges in {self.seconds:.0f} s, {rate:.0f} a second"]
        lines += [f"{name:24}{count:>9}" for name, count in sorted(self.seen.items())]
        for name, (warm, end) in self.memory.items():
            lines.append(f"{name:24}{warm >> 10:>9} KB warm {end >> 10:>9} KB at the end")
        return "\n".join(lines)


class Campaign:
    """A stack with its people. `seed` is that of all exchanges: number N has the seed `seed`:N."""

    def __init__(self, stack, seed):
        self.stack = stack
        self.seed = seed
        self.sides = people.make(stack, random.Random(seed))
        host, _, port = urllib.parse.urlsplit(stack.base_url).netloc.rpartition(":")
        self.address = (host, int(port))
        with urllib.request.urlopen(stack.base_url + "/openapi.json", timeout=20) as answer:
            self.operations = contract.operations(read_json(answer.read().decode()))

    def describe(self, number):
        exchange, _ = make(f"{self.seed}:{number}", self.sides, self.operations)
        what = f"{exchange.kind}, {exchange.way}, {exchange.draft.side}"
        return f"exchange {number} of seed {self.seed}: {what}: {exchange.data[:1500]!r}"

    def _work(self, numbers, out):
        seen, faults = Counter(), []
        client = Client(self.address, self.sides, self.operations, seen)
        for number in numbers:
            try:
                client.run(f"{self.seed}:{number}")
            except (Fault, OSError) as fault:
                faults.append(f"{self.describe(number)}\n    {type(fault).__name__}: {fault}")
                if len(faults) >= FAULTS_MAX:
                    break
        client.close()
        out.put((seen, faults))

    def _run(self, first, last, report):
        context = multiprocessing.get_context("fork")
        out = context.Queue()
        shares = [range(first + offset, last, WORKERS) for offset in range(WORKERS)]
        workers = [context.Process(target=self._work, args=(share, out)) for share in shares]
        for worker in workers:
            worker.start()
        for _ in workers:
            seen, faults = out.get()
            report.seen += seen
            report.faults += faults
        for worker in workers:
            worker.join()

    def _memory(self):
        return {process.name: resident_memory(process.pid) for process in self.stack.processes}

    def run(self, count, first=0):
        """So many exchanges from number `first` on."""
        report, began = Report(count), time.monotonic()
        warm = first + int(count * WARM)
        self._run(first, warm, report)
        before = self._memory()
        self._run(warm, first + count, report)
        report.seconds = time.monotonic() - began
        self.wait_until_calm()
        after = self._memory()
        report.memory = {name: (before[name], after[name]) for name in before}
        return report

    def wait_until_calm(self):
        """Until a client is answered at once: nothing of the attack is left waiting."""

        def answers():
            began = time.monotonic()
            with urllib.request.urlopen(self.stack.base_url + "/openapi.json", timeout=20):
                return time.monotonic() - began < 0.5

        wait_until(answers, 20, "the gateway to be calm")
