# SPDX-License-Identifier: Apache-2.0
"""Many pages of one gateway, which storm.c drives, and clients that go on asking it meanwhile."""

import http.client
import json
import subprocess
import threading
import time
import urllib.parse

from harness.websocket import PATHS

PAGES = 6000  # of a process: each may use two descriptors
PAUSE = 0.01  # seconds between two requests of an asker


class Storm:
    """Opens a WebSocket for the customer of each pair, `rate` a second, and returns once all are open. `reads`: on each hello the
    page reads its conversation. `seconds`: what they have for being back and having read."""

    def __init__(self, stack, pairs, folder, rate, seconds, reads=True):
        url = urllib.parse.urlsplit(stack.base_url)
        program = stack.program.parent.parent / "tests" / "storm"
        shares = [pairs[start:start + PAGES] for start in range(0, len(pairs), PAGES)]
        self.children = []
        for share in shares:
            targets = folder / f"targets{len(self.children)}.txt"
            targets.write_text("".join(f"{self._socket(pair)}\t{self._read(pair) if reads else ''}\n" for pair in share))
            words = [program, url.hostname, url.port, targets, rate // len(shares), seconds]
            self.children.append(subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, text=True))
        for child in self.children:
            assert child.stdout.readline() == "open\n"

    @staticmethod
    def _socket(pair):
        return pair.customer.target(PATHS["customer"])

    @staticmethod
    def _read(pair):
        return pair.customer.target("/chat/getmsg/0", {"u_id": pair.staff.id, "after": 0})

    def told(self):
        """What storm.c tells once all have read, or their time is over, of all together."""
        parts = [json.loads(child.stdout.readline()) for child in self.children]
        return {name: (max if name.endswith("ms") else sum)(part[name] for part in parts) for name in parts[0]}

    def end(self):
        for child in self.children:
            child.kill()
            child.wait()
            child.stdout.close()


class Asker(threading.Thread):
    """Makes one request after the other on a keep-alive connection, a new one where it broke."""

    def __init__(self, pair):
        super().__init__(daemon=True)
        self.pair = pair
        self.over = threading.Event()
        self.answered = []  # (when it was begun, seconds until the answer, with connecting)
        self.broken = []  # when those were begun that got none though somebody listened
        self.refused = []  # … that found nobody who listened

    def run(self):
        while not self.over.wait(PAUSE):
            began = time.monotonic()
            try:
                self.pair.customer_reads("/chat/getmsg/0", after=0).done()
                self.answered.append((began, time.monotonic() - began))
            except ConnectionRefusedError:
                self.refused.append(began)
            except (OSError, http.client.HTTPException):
                self.broken.append(began)
