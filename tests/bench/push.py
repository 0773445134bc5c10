# SPDX-License-Identifier: Apache-2.0
"""`./leida bench --push`: what WebSockets cost and how soon they tell, beside nchan's and beside requests that wait."""

import json
import platform
import statistics
import sys
import time

import measure
import push_report
import push_sides

FEW = 1000
IN_FLIGHT = (1, 64)
RATES = (200, 1200)  # sends a second: alone, and beside 1,000 others
LEAST = 2 * IN_FLIGHT[-1]  # connections: each send is to somebody else
BUSY = 16  # connections of wrk, beside sockets that are idle
SETTLES = 0.3  # s
WARM = 1000  # sockets that are open before memory is measured: what a server makes once is there then


def slab():
    """Bytes of the kernel's own structures."""
    with open("/proc/meminfo", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Slab:")) * 1024


class Run:
    """All figures of a run, each a list of what the rounds have measured."""

    def __init__(self, options, sides):
        self.options = options
        self.leida, *self.others = sides
        self.few, self.many = min(FEW, options.connections), options.connections
        self.figures = {}

    @property
    def sides(self):
        return [self.leida, *self.others]

    def _add(self, value, *key):
        self.figures.setdefault(" / ".join(map(str, key)), []).append(value)

    def _open(self, side, count, new, key):
        """Opens sockets until there are `count`, so many of them new: the server's processor time for each, in us, and
        how many a second."""
        before = side.processor()
        speed = side.clients.open(count)
        time.sleep(SETTLES)
        self._add((side.processor() - before) / new, "handshake", *key)
        self._add(speed, "connects", *key)

    def _send(self, kind, size, clients, count):
        for in_flight in IN_FLIGHT:
            found = clients.send(in_flight, self.options.seconds, count)
            for what in ("answer", "delivery"):
                for name in ("p50", "p99"):
                    self._add(found[what][name], what, name, kind, size, in_flight)

    def _sockets(self, side, count):
        """Memory, handshakes of clients that are new and of clients that were there, deliveries."""
        size, warm = "many" if count == self.many else "few", min(WARM, self.many // 2)
        new = min(count, self.many - warm)
        side.begin()
        side.clients.open(warm)
        time.sleep(SETTLES)
        resident, kernel = side.resident(), slab()
        self._open(side, warm + new, new, ("first", side.name, size))
        self._add((side.resident() - resident) / new, "resident", side.name, size)
        self._add((slab() - kernel) / 2 / new, "kernel", side.name, size)
        side.clients.tell("close")
        time.sleep(SETTLES)
        self._open(side, count, count, ("again", side.name, size))
        self._send(side.name, size, side.clients, count)

    def _rates(self):
        """At a steady rate, to sockets that are open."""
        for rate in RATES:
            found = self.leida.clients.send(IN_FLIGHT[-1], 2 * self.options.seconds, self.few, rate)
            for name in ("p50", "p99"):
                self._add(found["delivery"][name], "at rate", name, rate)

    def _waiting(self):
        """The same to half as many who wait with requests, and to as many sockets."""
        half = self.many // 2
        self.leida.begin()
        self.leida.clients.open(half)
        self._send("leida", "half", self.leida.clients, half)
        self.leida.begin(waiting=True)
        self.leida.clients.tell("poll", half)
        self._send("waiting", "half", self.leida.clients, half)
        self.leida.end()

    def _history(self, name):
        """A round of history pages; one before it settles what the sockets have moved."""
        url, lines = self.leida.history()
        pids = {"gateway": [self.leida.pid()]}
        for _ in range(2):
            found = measure.round_of(url, pids, lines, self.leida.folder, self.options.seconds, BUSY)
        for figure in ("rps", "p50", "p99"):
            self._add(found[figure], "history", figure, name)

    def _beside_idle(self):
        self.leida.begin()
        self._history("alone")
        self.leida.clients.open(self.many)
        self._history("beside")
        self.leida.end()

    def round(self):
        for count in sorted({self.few, self.many}):
            for side in self.sides:
                self._sockets(side, count)
                if side is self.leida and count == self.few:
                    self._rates()
                side.end()
        self._waiting()
        self._beside_idle()

    def idle(self):
        """What sockets cost on which nothing happens but beats: processor time, as a part of a core."""
        for side in self.sides:
            side.begin()
            side.clients.open(self.many)
        time.sleep(SETTLES)
        before = {side.name: side.processor() for side in self.sides}
        began = time.monotonic()
        time.sleep(self.options.idle)
        for side in self.sides:
            spent = (side.processor() - before[side.name]) / 1e6 / (time.monotonic() - began)
            self._add(spent, "idle", side.name)
            side.clients.tell("send", 1, 0, 0, 1)  # insists that none has been closed
            side.end()

    def medians(self):
        return {name: statistics.median(values) for name, values in self.figures.items()}


def _all_rounds(options, sides):
    run = Run(options, sides)
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        run.round()
    print(f"{options.idle} s in which nothing happens", file=sys.stderr)
    run.idle()
    return run


def run(options, folder):
    """Prints the table of what was asked and what was measured, and writes all figures beside options.json."""
    room = push_sides.sockets_allowed()
    if min(room, options.connections) < LEAST:
        sys.exit(f"--push needs {LEAST} connections at least; the descriptors of a process are enough for {room}")
    if options.connections > room:
        print(f"descriptors of a process are limited: {room} connections instead of {options.connections}", file=sys.stderr)
        options.connections = room
    sides, faults = [push_sides.Leida(options, folder / "leida")], []
    if push_sides.nchan_is_there():
        sides.append(push_sides.Nchan(options, folder / "nchan"))
    else:
        print("nginx' module nchan (Debian: libnginx-mod-nchan) is not here: the table goes without it", file=sys.stderr)
    try:
        found = _all_rounds(options, sides)
        medians = found.medians()
        told = {"machine": platform.processor() or platform.machine(), "rounds": options.rounds, "seconds": options.seconds,
                "connections": options.connections, "idle": options.idle, "medians": medians, "rounds_each": found.figures}
        options.json.with_name("push.json").write_text(json.dumps(told, indent=1) + "\n")
        print(push_report.table(medians, found.few, found.many))
    finally:
        for side in sides:
            faults += side.stop()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0
