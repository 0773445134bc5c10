# SPDX-License-Identifier: Apache-2.0
"""The speed comparison behind `./leida bench`: Leida, nginx, libmicrohttpd and the Node yardstick in interleaved rounds."""

import argparse
import json
import pathlib
import platform
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

import cluster  # noqa: E402
import guard  # noqa: E402
import measure  # noqa: E402
import pages  # noqa: E402
import peers  # noqa: E402
import plot  # noqa: E402
import push  # noqa: E402
import report  # noqa: E402
import routes  # noqa: E402
import scaling  # noqa: E402
from harness.stack import Programs, Stack  # noqa: E402


def read_options():
    parser = argparse.ArgumentParser(prog="leida bench", description="Compares the speed with nginx' constant answer, "
                                     "with bare libmicrohttpd and with the same API in Node, in interleaved rounds.")
    parser.add_argument("--rounds", type=int, help="rounds of everything; the table has their medians (5; with --cluster: 4)")
    parser.add_argument("--seconds", type=float, help="seconds of each measurement (2; with --cluster: 1)")
    parser.add_argument("--connections", type=int, help="keep-alive connections of wrk (64); with --push: WebSockets (18000)")
    parser.add_argument("--threads", type=int, default=0, help="threads of the gateway (its own default)")
    parser.add_argument("--only", default="", help="only routes whose name has this text; with "
                        "--scaling: only what they cost by the number of rows")
    parser.add_argument("--no-node", action="store_true", help="without the yardstick")
    parser.add_argument("--node-folder", default=peers.HERE / "peer-node", help="the yardstick; with node_modules, "
                        "nothing is installed")
    parser.add_argument("--bin", default=ROOT / "build" / "release" / "bin", type=pathlib.Path, help="folder with the programs")
    parser.add_argument("--json", default=ROOT / "build" / "bench.json", type=pathlib.Path, help="file for the result")
    parser.add_argument("--scaling", action="store_true", help="instead: how it grows with rows, connections and "
                        "instances; takes some minutes and 2 GB of memory")
    parser.add_argument("--guard", action="store_true", help="instead: count the instructions of a request, and fail "
                        "when they differ from what is recorded by more than 5 %%")
    parser.add_argument("--record", action="store_true", help="with --guard: record them")
    parser.add_argument("--push", action="store_true", help="instead: WebSockets, beside nchan's and requests that wait")
    parser.add_argument("--cluster", action="store_true", help="instead: a Redis Cluster of three masters beside one Redis")
    parser.add_argument("--idle", type=int, default=120, help="with --push: seconds in which nothing happens (120)")
    parser.add_argument("--pages", action="store_true", help="instead: calls beside requests for the pages' files")
    options = parser.parse_args()
    options.connections = options.connections or (18_000 if options.push else 64)
    options.rounds = options.rounds or (4 if options.cluster else 5)
    options.seconds = options.seconds or (1 if options.cluster else 2)
    return options


class Bench:
    """All servers on one Redis: Leida on database 0, the yardstick on 1."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        settings = {"gateway": {"LEIDA_THREADS": str(options.threads)}}
        self.stack = Stack(Programs(options.bin), folder, settings=settings)
        self.peers = {}
        self.rounds = {}

    def start(self):
        self.stack.start()
        self.stack.load(routes.records())
        self.peers["nginx"] = peers.nginx(self.folder)
        self.peers["libmicrohttpd"] = peers.bare_mhd(self.folder)
        if self.options.no_node:
            return
        counts = {"CUSTOMERS": routes.CUSTOMERS, "MESSAGES": routes.MESSAGES, "ACTIONS": routes.ACTIONS}
        counts = {name: str(number) for name, number in counts.items()}
        node = peers.node(self.folder, self.options.node_folder, self.stack.redis_socket, counts)
        if node:
            self.peers["node"] = node
        else:
            print("the yardstick cannot be installed or run here: the table goes without it", file=sys.stderr)

    def stop(self):
        for peer in self.peers.values():
            peer.stop()
        return self.stack.stop()

    def _pids(self, server):
        redis = {"redis": [self.stack.redis.pid]}
        if server == "leida":
            return {**{process.name: [process.pid] for process in self.stack.processes}, **redis}
        pids = self.peers[server].pids()
        return {**pids, **redis} if server == "node" else pids

    def _measure(self, server, name, lines):
        url = self.stack.base_url if server == "leida" else self.peers[server].url
        found = measure.round_of(url, self._pids(server), lines, self.folder, self.options.seconds,
                                 self.options.connections)
        self.rounds.setdefault((server, name), []).append(found)

    def _measure_route(self, name, policy, lines, in_node):
        with self.stack.probe() as redis:
            redis.call("CONFIG", "SET", "appendfsync", policy)
        servers = {"leida": self.stack.base_url}
        if in_node and "node" in self.peers:
            servers["node"] = self.peers["node"].url
        for server, url in servers.items():
            # Until there is nothing new, where that is what is measured.
            for _ in range(routes.MESSAGES // 100 if "nothing new" in name else 1):
                measure.insist(url, lines[0])
            self._measure(server, f"{name} ({policy})", lines)
            measure.insist(url, lines[-1])

    def run(self):
        wanted = [route for route in routes.ROUTES if self.options.only in route[0]]
        for number in range(self.options.rounds):
            print(f"round {number + 1} of {self.options.rounds}", file=sys.stderr)
            for server in ("nginx", "libmicrohttpd"):
                self._measure(server, "constant", peers.CONSTANT)
            for name, policy, make, _, times in wanted:
                self._measure_route(name, policy, make(), times is not None)
        return {f"{server}: {name}": measure.medians(rounds) for (server, name), rounds in self.rounds.items()}


def compare(options, folder):
    """The whole comparison: prints the table and writes the JSON."""
    bench = Bench(options, folder)
    try:
        bench.start()
        result = {"machine": platform.processor() or platform.machine(), "rounds": options.rounds,
                  "seconds": options.seconds, "connections": options.connections, "medians": bench.run()}
        options.json.write_text(json.dumps(result, indent=1) + "\n")
        options.json.with_suffix(".svg").write_text(plot.svg(result["medians"]))
        print(report.table(result["medians"]))
    finally:
        faults = bench.stop()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def main():
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="leida-bench-") as folder:
        others = {"guard": guard.check, "scaling": scaling.run, "push": push.run, "pages": pages.run,
                  "cluster": cluster.run}
        what = next((run for name, run in others.items() if getattr(options, name)), compare)
        return what(options, pathlib.Path(folder))


if __name__ == "__main__":
    sys.exit(main())
