# SPDX-License-Identifier: Apache-2.0
"""A Redis master with replicas, and the Sentinels that watch over them: each a process of its own on a free loopback
port. Stands in a Stack where its Redis would."""

import signal
import socket

from harness.process import Process
from harness.resp import Redis
from harness.waiting import wait_until

MASTER = "leida"
SENTINELS = 3
DOWN_AFTER = 1000  # ms of silence after which a Sentinel thinks that the master is down


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Node(Process):
    """One redis-server: a master, a replica, or a Sentinel."""

    def __init__(self, folder, name, port, settings):
        self.folder = folder / name
        self.folder.mkdir(exist_ok=True)
        self.port = port
        self.socket = self.folder / "socket"
        lines = {"bind": "127.0.0.1", "port": port, "unixsocket": self.socket, "dir": self.folder, **settings}
        self.file = self.folder / "redis.conf"
        self.file.write_text("".join(f"{key} {value}\n" for key, value in lines.items()))
        super().__init__(folder, name, ["redis-server", self.file])

    def call(self, *words):
        with Redis(self.socket) as redis:
            return redis.call(*words)

    def answers(self):
        assert self.child.poll() is None, f"{self.name} ended:\n{self.log()[-2000:]}"
        try:
            return self.call("PING") == "PONG"
        except (OSError, RuntimeError):
            return False

    def is_master(self):
        """A Sentinel that changes its role ends its connections: then it is asked again."""
        try:
            return self.child.poll() is None and self.call("ROLE")[0] == b"master"
        except (OSError, RuntimeError, AssertionError):
            return False


class Sentinel(Node):
    def __init__(self, folder, name, port, watched):
        super().__init__(folder, name, port, {f"sentinel monitor {MASTER}": f"127.0.0.1 {watched} 2"})
        with self.file.open("a") as file:
            file.write(f"sentinel down-after-milliseconds {MASTER} {DOWN_AFTER}\n")
            file.write(f"sentinel failover-timeout {MASTER} 6000\nsentinel parallel-syncs {MASTER} 2\n")
        self.command += ["--sentinel"]

    def knows(self, replicas):
        words = [word.decode() for word in self.call("SENTINEL", "MASTER", MASTER)]
        state = dict(zip(words[::2], words[1::2]))
        return (state["num-slaves"], state["num-other-sentinels"], state["flags"]) == (str(replicas), str(SENTINELS - 1), "master")


class Watched:
    """`replicas` of them; `settings` are for redis.conf."""

    name = "redis"

    def __init__(self, folder, replicas=2, settings=None):
        ports = free_ports(1 + replicas + SENTINELS)
        default = {"save": '""', "appendonly": "yes", "appendfsync": "always", "repl-diskless-sync-delay": 0, **(settings or {})}
        self.nodes = [Node(folder, "node-0", ports[0], default)]
        follow = {**default, "replicaof": f"127.0.0.1 {ports[0]}"}
        self.nodes += [Node(folder, f"node-{number}", ports[number], follow) for number in range(1, replicas + 1)]
        self.sentinels = [
            Sentinel(folder, f"sentinel-{number}", port, ports[0]) for number, port in enumerate(ports[replicas + 1 :])
        ]
        self.address = f"sentinel://{','.join(f'127.0.0.1:{each.port}' for each in self.sentinels)}/{MASTER}"

    def master_now(self):
        """None while there is none."""
        return next((node for node in self.nodes if node.is_master()), None)

    def _is_whole(self):
        text = self.nodes[0].call("INFO", "replication").decode()
        return text.count("state=online") == len(self.nodes) - 1

    def start(self):
        for each in self.nodes:
            each.start()
        for each in self.nodes:
            wait_until(each.answers, 15, f"{each.name} to answer")
        wait_until(self._is_whole, 30, "the replicas to follow")
        for each in self.sentinels:
            each.start()
        for each in self.sentinels:
            wait_until(each.answers, 15, f"{each.name} to answer")
            wait_until(lambda each=each: each.knows(len(self.nodes) - 1), 30, f"{each.name} to know all others")
        return self

    def fail_over(self):
        """What an operator does before work on the master's host: another takes over."""
        self.sentinels[0].call("SENTINEL", "FAILOVER", MASTER)

    def stop(self):
        for each in [*self.sentinels, *self.nodes]:
            if each.child and each.child.poll() is None:
                each.child.send_signal(signal.SIGCONT)
                each.kill()
        return 0

    def log(self):
        return "".join(each.log() for each in [*self.nodes, *self.sentinels])
