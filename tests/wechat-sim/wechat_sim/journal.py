# SPDX-License-Identifier: Apache-2.0
"""What has happened, in order: lines of JSON in a file, and in memory for whoever asks. prove.py says what follows from it.

An entry has its number `n`, the seconds `at` since 1970, the simulator's `clock` (which a test may move), a `kind`, and:
call       what Leida asked: api, account, answer (errcode, 0 when fine), applied (whether it has had its effect), fault, and by
           its kind person, client_msg_id, token (a generation)
token      one was given: account, gen, fresh (made now), why (first, expired, renewed, forced), expires (by the clock)
deliver    somebody's phone shows something: person, api, text or data, key (what tells it from others)
dropped    taken, and shown to nobody: person, api, why
said       somebody did something that WeChat tells by a callback: account, person, key, what, text
callback   one try of it: account, person, key, attempt, status (0: no answer), ok, fault
killed     a process of Leida's, or its Redis: name
expire, clock, quota, fault: what the test has done to it
"""

import json
import threading
import time


class Journal:
    def __init__(self, path=None):
        self.entries = []
        self.clock = time.time
        self.lock = threading.Lock()
        self.file = open(path, "a", encoding="utf-8") if path else None  # noqa: SIM115 (as long as the process)

    def add(self, kind, **fields):
        with self.lock:
            entry = {"n": len(self.entries), "at": time.time(), "clock": self.clock(), "kind": kind, **fields}
            self.entries.append(entry)
            if self.file:
                self.file.write(json.dumps(entry, ensure_ascii=False) + "\n")
                self.file.flush()
        return entry

    def since(self, number=0):
        with self.lock:
            return self.entries[number:]


def read(path):
    """The entries of a file."""
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]
