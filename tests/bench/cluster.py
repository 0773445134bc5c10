# SPDX-License-Identifier: Apache-2.0
"""`./leida bench --cluster`: what a request costs the gateway and its service before a Redis Cluster of three masters, beside
one Redis that is reached as they are; and what is left for each master as there are more of them."""

import itertools
import json
import sys

import cluster_report
import cluster_world as world
import measure
from harness import callgrind
from harness.redis_cluster import RedisCluster
from harness.redis_node import RedisNode, free_port
from harness.stack import Programs, Stack

MASTERS = (1, 2, 3)
SHARED_OUT = ("send_msg", "history page of 20", "tongxunlu, 10 rows")  # measured with each number of masters
REQUESTS, ROUNDS = 60, 6  # whose instructions are counted; the least counts, as for the guard


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

    def measure(self, lines, options):
        measure.insist(self.stack.base_url, lines[0])
        found = measure.round_of(self.stack.base_url, self.pids(), lines, self.folder, options.seconds, options.connections)
        measure.insist(self.stack.base_url, lines[-1])
        return found

    def warm(self, lines):
        """What is cached is, and what was new is read."""
        measure.ask_all(self.stack.base_url, lines * world.WARM)


def stop(sides):
    """Stops the stacks; what was wrong with them."""
    return [f"{side.name}: {fault}" for side in sides for fault in side.stack.stop()]


def wanted(options):
    return [(name, service, make()) for name, service, make in world.ROUTES if options.only in name]


def measure_times(options, folder):
    """Each round measures each route on all sides, in turn forwards and back. The rounds by (side, route)."""
    sides = [Side(options, folder / f"times-{masters}", masters) for masters in (0, *MASTERS)]
    found = {}
    try:
        for side in sides:
            side.start()
            for _, _, lines in wanted(options):
                side.warm(lines)
        for number, (name, _, lines) in itertools.product(range(options.rounds), wanted(options)):
            print(f"round {number + 1} of {options.rounds}: {name}", file=sys.stderr)
            measured = [side for side in sides if side.name in ("one", f"masters-{MASTERS[-1]}") or name in SHARED_OUT]
            for side in measured if number % 2 == 0 else reversed(measured):
                found.setdefault((side.name, name), []).append(side.measure(lines, options))
    finally:
        faults = stop(sides)
    assert not faults, faults
    return found


def count_instructions(options, folder):
    """Instructions per request by route, side and process, one request at a time."""
    found = {}
    for masters in (0, MASTERS[-1]):
        place = folder / f"count-{masters}"
        roles = ("gateway", "chat", "crm", "actionlog")
        side = Side(options, place, masters, {role: callgrind.wrapper(place / f"{role}.callgrind") for role in roles})
        try:
            side.start()
            for process in side.stack.processes:
                callgrind.begin(process.pid)
            for name, service, lines in wanted(options):
                print(f"counting: {name}, {side.name}", file=sys.stderr)
                found[side.name, name] = _count(side, lines[:REQUESTS], ("gateway", service))
        finally:
            faults = stop([side])
        assert not faults, faults
    return found


def _count(side, lines, names):
    processes = {process.name: process.pid for process in side.stack.processes if process.name in names}
    files = {name: (pid, side.folder / f"{name.split('-')[0]}.callgrind") for name, pid in processes.items()}
    side.warm(lines)
    counts = callgrind.instructions_of(files, lambda: measure.ask_all(side.stack.base_url, lines), ROUNDS)
    return {name: count // len(lines) for name, count in counts.items()}


def run(options, folder):
    """Prints the tables and writes them with all rounds into cluster.json."""
    times, counts = measure_times(options, folder), count_instructions(options, folder)
    told = {"rounds": {" / ".join(key): rounds for key, rounds in times.items()},
            "instructions": {" / ".join(key): count for key, count in counts.items()}}
    options.json.with_name("cluster.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    services = {name: service for name, service, _ in world.ROUTES}
    print(cluster_report.costs(times, counts, services, MASTERS[-1]), cluster_report.shares(times, SHARED_OUT, MASTERS), sep="\n\n")
    return 0
