# SPDX-License-Identifier: Apache-2.0
"""For the tests of leidactl move: stores that go somewhere and where they go, and a move that something happens to."""

import contextlib
import re
import signal
import socket
import subprocess
import threading
import time

import pytest
from conftest import Store
from harness.redis_cluster import RedisCluster
from harness.resp import Redis

LATER = 3_600_000  # ms
PAUSE = 1.5  # seconds that writes may wait
FORM, MOVED = b"2", b"moved"


def content(redis, key):
    """What a key holds, in no form of Redis', and whether it expires."""
    read = {
        "string": lambda: redis.call("GET", key),
        "list": lambda: redis.call("LRANGE", key, 0, -1),
        "set": lambda: sorted(redis.call("SMEMBERS", key)),
        "zset": lambda: redis.call("ZRANGE", key, 0, -1, "WITHSCORES"),
        "hash": lambda: sorted(zip(*[iter(redis.call("HGETALL", key))] * 2)),
        "stream": lambda: redis.call("XRANGE", key, "-", "+"),
    }
    kind = redis.call("TYPE", key)
    return kind, read[kind](), redis.call("PTTL", key) > 0


def everything(redis):
    """All keys but those that say whose the data is."""
    keys = [key for key in redis.call("KEYS", "*") if key != b"form" and not key.startswith(b"{form}:")]
    return {key: content(redis, key) for key in keys}


def fill(redis):
    """Keys of every type, small and large, of any name, and one that expires."""
    for number in range(50):
        redis.call("RPUSH", f"msgs:{{u:{number}}}:9", *(f"{number} {row}" for row in range(3 * number + 1)))
        redis.call("SET", f"once:{{u:{number}}}:c9:k", number, "PX", LATER)
    for number in range(3):  # together more than is asked for at a time
        redis.call("RPUSH", f"large:{number}", *(f"{number}" * 1000 + str(row) for row in range(2000)))
    redis.call("HSET", "hash", *(f"{word}{number}" for number in range(1000) for word in "fv"))
    redis.call("SADD", "set", *range(1000))
    redis.call("ZADD", "zset", *(word for number in range(1000) for word in (number / 7, f"m{number}")))
    redis.call("XADD", "stream", "1-1", "a", "b")
    redis.call("SET", b"\x00 {\xff}\r\n", b"\x00\r\n")
    redis.call("SET", "", "the empty name")


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Starts another Redis: gives its store."""
    with contextlib.ExitStack() as running:
        def start():
            store = Store(tmp_path_factory.mktemp("other"))
            running.enter_context(store.running())
            return store

        yield start


@pytest.fixture(scope="module")
def other(servers):
    return servers()


@pytest.fixture
def new(other):
    """Another store, empty."""
    other.redis("FLUSHALL")
    return other


@pytest.fixture(scope="module")
def formed(tmp_path_factory):
    cluster = RedisCluster(tmp_path_factory.mktemp("cluster"), replicas=1)
    cluster.start()
    yield cluster
    assert cluster.stop() == 0


@pytest.fixture
def cluster(formed):
    formed.clear()
    return formed


@pytest.fixture
def old(people):
    with Redis(people.socket) as redis:
        fill(redis)
    return people


def serves(store):
    """Whether processes would use it: a write to it, and its form."""
    store.redis("SET", "written", time.time())
    listed = store.ctl("user", "list")
    assert (store.redis("GET", "form"), listed.code) == (FORM, 0), listed
    return True


class Passing:
    """A way to the old Redis that sees the commands of leidactl, and does something at one of them."""

    def __init__(self, store, folder):
        self.store = store
        self.word = None
        self.path = folder / "passing.sock"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.path))
        listener.listen(16)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def at(self, word, act, after=False, first=lambda: None):
        """Calls act() when that pattern is first found in what is handed on: before it is, or after. Calls first() before what
        stands in front of it is."""
        self.word, self.act, self.after, self.first = word, act, after, first

    def _accept(self, listener):
        while True:
            client = listener.accept()[0]
            redis = socket.socket(socket.AF_UNIX)
            redis.connect(str(self.store.socket))
            threading.Thread(target=self._pass, args=(client, redis, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(redis, client, False), daemon=True).start()

    def _pass(self, source, target, commands):
        try:
            while piece := source.recv(1 << 16):
                found = re.search(self.word, piece) if commands and self.word else None
                if found:
                    self.word = None
                    middle = len(piece) if self.after else found.start()
                    self.first()
                    target.sendall(piece[:middle])
                    self.act()
                    piece = piece[middle:]
                target.sendall(piece)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Move:
    """A move that is under way through a Passing, to be ended by it."""

    def __init__(self, old, new, folder):
        self.way = Passing(old, folder)
        self.command = old.command("move", new.address(), "--from", f"unix:{self.way.path}")
        self.environment = old.environment
        self.process = None

    def run(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err

    def hold(self):
        self.process.send_signal(signal.SIGSTOP)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, seconds):
        self.hold()
        threading.Timer(seconds, self.process.send_signal, [signal.SIGCONT]).start()



@pytest.fixture
def move(old, new, tmp_path):
    return Move(old, new, tmp_path)
