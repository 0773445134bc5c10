# SPDX-License-Identifier: Apache-2.0
"""One redis-server among several: a process on a free port, with a folder, a file of settings and a unix socket of its own."""

import random
import socket
import subprocess

from .process import Process
from .resp import Redis
from .waiting import wait_until

BUS = 10_000  # a cluster's nodes talk to each other on their port + BUS
# Below what the kernel gives to clients (net.ipv4.ip_local_port_range), with their BUS.
PORTS = range(11_000, 22_000)


def _is_free(address, port):
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as trial:
        try:
            trial.bind((address, port))
        except OSError:
            return False
    return True


def free_port(address="127.0.0.1", elsewhere=False):
    """One that is free, and its bus' port, too; any, where the address is on a host `elsewhere`. Another may take it before it is
    used: then try again."""
    if elsewhere:
        return random.choice(PORTS)
    return next(port for port in random.sample(PORTS, len(PORTS)) if _is_free(address, port) and _is_free(address, port + BUS))


class RedisNode(Process):
    """`settings` are lines of redis.conf; `prefix` stands in front of its command. `password` is what the kit's own connections
    (over the unix socket) log in with."""

    def __init__(self, folder, name, port, settings, address="127.0.0.1", prefix=(), password=None):
        self.folder = folder / name
        self.folder.mkdir(exist_ok=True)
        self.address, self.port, self.password = address, port, password
        self.announced = None  # the port that a cluster tells its clients, where that is another
        self.settings, self.prefix = settings, prefix
        self.socket = self.folder / "socket"
        self.file = self.folder / "redis.conf"
        self.was_killed = False
        super().__init__(folder, name, [*prefix, "redis-server", self.file])
        self._write_settings()

    def _write_settings(self):
        lines = {"bind": self.address, "port": self.port, "protected-mode": "no", "unixsocket": self.socket, "dir": self.folder,
                 **self.settings}
        self.file.write_text("".join(f"{key} {value}\n" for key, value in lines.items()))

    @property
    def place(self):
        """HOST:PORT, as clients are told."""
        port = self.announced or self.port
        return f"[{self.address}]:{port}" if ":" in self.address else f"{self.address}:{port}"

    def move_to(self, port):
        """Before its first start: another port."""
        self.port = port
        self._write_settings()

    def announce(self, port):
        """From now on clients are told that this is its port."""
        self.announced = port
        self.call("CONFIG", "SET", "cluster-announce-bus-port", self.port + BUS, "cluster-announce-port", port)

    def start(self):
        self.was_killed = False
        return super().start()

    def kill(self):
        self.was_killed = True
        super().kill()

    def is_running(self):
        return self.child is not None and self.child.poll() is None

    def probe(self):
        return Redis(self.socket, self.password)

    def call(self, *words):
        with self.probe() as redis:
            return redis.call(*words)

    def answers(self):
        self._still_runs()
        try:
            return self.call("PING") == "PONG"
        except (OSError, RuntimeError, AssertionError):
            return False

    def wait_answers(self):
        wait_until(self.answers, 30, f"{self.name} to answer")

    def can_stop(self):
        """Redis refuses to stop while it writes its first append-only file: a replica's, after it got all."""
        try:
            with self.probe() as redis:
                return redis.info("persistence")["aof_rewrite_in_progress"] == "0"
        except (OSError, RuntimeError, AssertionError):
            return not self.is_running()

    def is_master(self):
        """Whether it says so; no, while it says nothing."""
        try:
            return self.is_running() and self.call("ROLE")[0] == b"master"
        except (OSError, RuntimeError, AssertionError):
            return False

    def cli(self, *words):
        """What redis-cli says, connected to this node."""
        login = [] if self.password is None else ["-a", self.password, "--no-auth-warning"]
        command = ["redis-cli", *login, *(str(word) for word in words)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert result.returncode == 0, f"{' '.join(command)}: {result.stdout[-2000:]}{result.stderr}"
        return result.stdout
