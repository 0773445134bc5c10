# SPDX-License-Identifier: Apache-2.0
"""What became of every call of every client: how long it took, and what went wrong."""

import collections
import threading
import time

Failure = collections.namedtuple("Failure", "moment name what seconds")


class Calls:
    """Shared by all clients of a run. `keep` keeps how long each took."""

    def __init__(self, keep=False):
        self.times = [] if keep else None  # (when it ended, seconds)
        self.lock = threading.Lock()
        self.began = time.monotonic()
        self.count = 0
        self.failures = []
        self.worst = (0.0, "")
        self.slices = []  # (moment, seconds) of calls over 100 ms, for the worst latency within a fault

    def note(self, name, began, failure=None):
        now = time.monotonic()
        seconds = now - began
        with self.lock:
            self.count += 1
            self.worst = max(self.worst, (seconds, name))
            if self.times is not None:
                self.times.append((now, seconds))
            if seconds > 0.1:
                self.slices.append((now, seconds))
            if failure:
                self.failures.append(Failure(now - self.began, name, failure, seconds))

    def run(self, name, call):
        """Makes one call. Its data, or None when it failed: any answer that is not one of success."""
        began = time.monotonic()
        try:
            answer = call()
        except Exception as error:  # whatever a client can meet is a failed call
            self.note(name, began, f"{type(error).__name__}: {error}")
            return None
        good = answer.status == 200 and answer.code in (200, 302)
        self.note(name, began, None if good else f"HTTP {answer.status}, code {answer.code}")
        return answer.data if good else None

    def mark(self):
        with self.lock:
            return (time.monotonic(), self.count, len(self.failures))

    def since(self, mark):
        """Calls, failures and the worst latency since that mark."""
        moment, count, failed = mark
        with self.lock:
            worst = max([seconds for end, seconds in self.slices if end >= moment], default=0.0)
            return self.count - count, len(self.failures) - failed, worst

    def percentile(self, percent, begin=0.0, end=float("inf")):
        """So many percent of the calls that ended between these moments (time.monotonic) took no more seconds; 0 if there are none."""
        with self.lock:
            seconds = sorted(spent for moment, spent in self.times if begin <= moment <= end)
        return seconds[min(len(seconds) - 1, int(len(seconds) * percent / 100))] if seconds else 0.0
