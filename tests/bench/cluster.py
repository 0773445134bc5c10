# SPDX-License-Identifier: Apache-2.0
"""`./leida bench --cluster`: what a request costs the gateway and its service before a Redis Cluster of one and of three
masters, beside one Redis that is reached as they are; and what is left for each master as there are more of them."""

import itertools
import json
import sys

import cluster_report
import cluster_spread
import cluster_world as world
import measure
from harness import callgrind
from harness.redis_cluster import RedisCluster
from harness.redis_node import RedisNode, free_port
from harness.stack import Programs, Stack

MASTERS = (1, 3)
MANY = "send_msg", "history page of 20"  # measured with as many connections for each master, too
REQUESTS, ROUNDS = 40, 3  # whose instructions are counted; the least counts, as for the guard


class OneRedis:
    """Stands in a Stack where a cluster would: a server that differs from a cluster's node in nothing else."""

    name = "redis"

    def __init__(self, folder):
        settings = {"save": '""', "appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
        self.nodes = [RedisNode(folder, "redis-1", free_port(), settings)]
        self.address = self.nodes[0].place

    def start(self):
        self.nodes[0].start().wait_answers()

    def stop(self):
        return self.nodes[0].stop()

    def log(self):
        return self.nodes[0].log()

    def probe(self):
        return self.nodes[0].probe()


class Side:
    """A stack on one Redis ("one"), or on a cluster of so many masters, with the data of all."""

    def __init__(self, options, folder, masters, wrappers=None):
        folder.mkdir()
        self.name = f"masters-{masters}" if masters else "one"
        self.redis = RedisCluster(folder, masters) if masters else OneRedis(folder)
        settings = {"gateway": {"LEIDA_THREADS": str(options.threads or 1)}}
        self.stack = Stack(Programs(options.bin), folder, settings=settings, redis=self.redis, wrappers=wrappers)
        self.folder = folder

    def start(self):
        self.stack.start()
        self.stack.load(world.records())
        return self

    def pids(self):
        return {process.name: [process.pid] for process in [*self.stack.processes, *self.redis.nodes]}

    def pids_of(self, names):
        return {process.name: process.pid for process in self.stack.processes if process.name in names}

    def measure(self, lines, seconds, connections):
        measure.insist(self.stack.base_url, lines[0])
        found = measure.round_of(self.stack.base_url, self.pids(), lines, self.folder, seconds, connections)
        measure.insist(self.stack.base_url, lines[-1])
        return found


def stop(sides):
    """Stops the stacks; what was wrong with them."""
    return [f"{side.name}: {fault}" for side in sides for fault in side.stack.stop()]


def wanted(options):
    return [(name, service, make()) for name, service, make in world.ROUTES if options.only in name]


def _loads(options):
    """What is measured: name, service, lines, connections. With three times as many connections each of three masters has
    as much to do at a time as one Redis has with the others."""
    chosen = wanted(options)
    loads = [(*route, options.connections) for route in chosen]
    for name, service, lines in chosen:
        if name in MANY:
            count = options.connections * MASTERS[-1]
            loads.append((f"{name}, {count} connections", service, lines, count))
    name, service, make = world.ONE_STAFF_USER
    return loads + [(name, service, make(), options.connections)] * (options.only in name)


def measure_times(options, folder):
    """Each round measures each load on all sides, in turn forwards and back: the rounds by (side, load). Then the system
    calls by (side, load), if they can be counted, and the service of each load."""
    sides = [Side(options, folder / f"times-{masters}", masters) for masters in (0, *MASTERS)]
    loads, found, calls = _loads(options), {}, {}
    try:
        for side in sides:
            side.start()
            for _, _, lines, count in loads:
                measure.load(side.stack.base_url, lines, side.folder, options.seconds, count)  # fills what is cached, reads what is new
        for number, (name, _, lines, count) in itertools.product(range(options.rounds), loads):
            print(f"round {number + 1} of {options.rounds}: {name}", file=sys.stderr)
            for side in sides if number % 2 == 0 else reversed(sides):
                found.setdefault((side.name, name), []).append(side.measure(lines, options.seconds, count))
        for side, (name, service, lines, count) in itertools.product(sides, loads):
            pids = side.pids_of(("gateway", service))
            calls[side.name, name] = measure.system_calls(side.stack.base_url, pids, lines, side.folder, options.seconds, count)
    finally:
        faults = stop(sides)
    assert not faults, faults
    return found, calls, {name: service for name, service, _, _ in loads}


def count_instructions(options, folder):
    """Instructions per request by side, route and process, one request at a time."""
    found = {}
    roles = sorted({"gateway", *(service.split("-")[0] for _, service, _ in wanted(options))})
    for masters in (0, MASTERS[-1]):
        place = folder / f"count-{masters}"
        side = Side(options, place, masters, {role: callgrind.wrapper(place / f"{role}.callgrind") for role in roles})
        try:
            side.start()
            for name, service, lines in wanted(options):
                print(f"counting: {name}, {side.name}", file=sys.stderr)
                found[side.name, name] = _count(side, lines[:REQUESTS], ("gateway", service))
        finally:
            faults = stop([side])
        assert not faults, faults
    return found


def _count(side, lines, names):
    files = {name: (pid, side.folder / f"{name.split('-')[0]}.callgrind") for name, pid in side.pids_of(names).items()}
    for pid, _ in files.values():
        callgrind.begin(pid)
    measure.ask_all(side.stack.base_url, lines)
    counts = callgrind.instructions_of(files, lambda: measure.ask_all(side.stack.base_url, lines), ROUNDS)
    return {name: count // len(lines) for name, count in counts.items()}


def measure_spread(options, folder):
    """What each of three masters has of an uneven load, and the slots of those who make it."""
    print("measuring: an uneven load", file=sys.stderr)
    side = Side(options, folder / "spread", MASTERS[-1])
    try:
        side.stack.start()
        found = cluster_spread.measured(side, options), cluster_spread.slots(side)
    finally:
        faults = stop([side])
    assert not faults, faults
    return found


def run(options, folder):
    """Prints the tables and writes them into cluster.md, with all rounds into cluster.json."""
    times, calls, services = measure_times(options, folder)
    counts = count_instructions(options, folder)
    spread, slots = measure_spread(options, folder)
    told = {"rounds": times, "system calls": calls, "instructions": counts}
    plain = {what: {" / ".join(key): value for key, value in found.items()} for what, found in told.items()}
    plain["spread"] = spread
    options.json.with_name("cluster.json").write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
    tables = [cluster_report.costs(times, calls, services, MASTERS), cluster_report.instructions(counts, MASTERS[-1]),
              cluster_report.shares(times, services, MASTERS), cluster_spread.tables(spread, slots)]
    text = "\n\n".join(tables) + "\n"
    options.json.with_name("cluster.md").write_text(text)
    print(text, end="")
    return 0
