# SPDX-License-Identifier: Apache-2.0
"""More sends than a stack can take: drives the program `flood`, and says what became of each."""

import collections
import json
import subprocess
import threading
import urllib.parse

from harness.bodies import form
from harness.process import resident_memory

SENDERS = 200

Watched = collections.namedtuple("Watched", "told first last")


class Flood:
    """Sends of many customers to one staff user, every second one with an idempotency key."""

    def __init__(self, world):
        self.world, self.stack = world, world.stack
        staff = world.user()
        self.senders = [world.customer() for _ in range(SENDERS)]
        for sender in self.senders:
            world.bind(staff, sender)
        world.load()
        body, _ = form({"u_id": staff.id, "content": {"info_type": 1, "msg": "flood"}})
        self.body = body.decode()
        self.accepted = 0

    def run(self, connections, rate, seconds):
        """What flood.c tells. `rate` 0: as fast as the connections allow."""
        requests = self.stack.folder / "flood.txt"
        lines = [f"{sender.target('/chat/send_msg/0')}\t{self.body}\n" for sender in self.senders]
        requests.write_text("".join(lines))
        url = urllib.parse.urlsplit(self.stack.base_url)
        program = self.stack.programs.folder.parent / "tests" / "flood"
        words = [program, url.hostname, url.port, requests, connections, rate, seconds]
        command = [str(word) for word in words]
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        self.accepted += told["accepted"]
        return told

    def run_watched(self, connections, rate, seconds):
        """The same, with each process' memory (bytes): its highest in the second sixth of the time and in the last."""
        samples = []
        over = threading.Event()

        def sample():
            while not over.wait(seconds / 60):
                samples.append({process.name: resident_memory(process.pid) for process in self.stack.processes})

        sampler = threading.Thread(target=sample)
        sampler.start()
        try:
            told = self.run(connections, rate, seconds)
        finally:
            over.set()
            sampler.join()
        part = len(samples) // 6
        first, last = samples[part : 2 * part], samples[-part:]
        highest = [{name: max(each[name] for each in part) for name in part[0]} for part in (first, last)]
        return Watched(told, *highest)

    def stored(self):
        """How many messages the store has from its senders."""
        result = self.stack.ctl("export")
        assert result.returncode == 0, result.stderr
        own = {sender.id for sender in self.senders}
        rows = (json.loads(line) for line in result.stdout.splitlines() if '"message"' in line)
        return sum(row["type"] == "message" and row["customer_id"] in own for row in rows)
