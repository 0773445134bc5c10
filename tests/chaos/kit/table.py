# SPDX-License-Identifier: Apache-2.0
"""The table that a run prints: per kind of fault how often, the calls meanwhile, failures, the worst latency."""

import collections
import time


class Table:
    def __init__(self, title, calls):
        self.title = title
        self.calls = calls
        self.rows = collections.OrderedDict()

    def fault(self, kind, inject, settle=0.3):
        """Injects one fault, waits `settle` seconds under load, and counts what happened meanwhile."""
        mark = self.calls.mark()
        inject()
        time.sleep(settle)
        count, failed, worst = self.calls.since(mark)
        faults, calls, failures, before = self.rows.get(kind, (0, 0, 0, 0.0))
        self.rows[kind] = (faults + 1, calls + count, failures + failed, max(before, worst))

    def __str__(self):
        lines = [f"{self.title}", f"{'fault':28}{'faults':>8}{'calls':>9}{'failed':>8}{'worst ms':>10}"]
        form = "{:28}{:>8}{:>9}{:>8}{:>10.0f}".format
        lines += [form(kind, faults, calls, failed, worst * 1000) for kind, (faults, calls, failed, worst) in self.rows.items()]
        faults = sum(row[0] for row in self.rows.values())
        lines.append(form("all", faults, self.calls.count, len(self.calls.failures), self.calls.worst[0] * 1000))
        counts = collections.Counter((failure.name, failure.what) for failure in self.calls.failures)
        lines += [f"  {count} × {name}: {what}" for (name, what), count in counts.most_common(12)]
        return "\n".join(lines)
