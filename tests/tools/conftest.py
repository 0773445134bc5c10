# SPDX-License-Identifier: Apache-2.0
"""leidactl against a Redis of its own, without the rest of the stack; with LEIDA_TEST_REDIS=cluster against a Redis Cluster."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys

import pytest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "e2e"))

from harness.redis_cluster import RedisCluster  # noqa: E402
from harness.resp import Redis  # noqa: E402
from harness.waiting import PATIENCE, wait_until  # noqa: E402

PROGRAM = pathlib.Path(os.environ.get("LEIDA_BIN", TESTS.parent / "build/dev/bin")) / "leidactl"


class Finished:
    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self):
        return f"exit code {self.code}\n{self.out}{self.err}"

    def done(self):
        """Asserts that it worked and printed nothing but its answer; returns that."""
        assert self.code == 0 and not self.err, self
        return self.out


class Store:
    """A store with leidactl to fill it: a Redis of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.environment = {**os.environ, "LEIDA_REDIS": self.address(), "TMPDIR": str(folder)}

    def address(self):
        return f"unix:{self.socket}"

    @contextlib.contextmanager
    def running(self):
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.folder)]
        process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        try:
            wait_until(self._answers, 60, "Redis to answer")
            yield
        finally:
            process.terminate()
            process.wait()

    def _answers(self):
        try:
            return self.redis("PING") == "PONG"
        except (OSError, RuntimeError):
            return False

    def command(self, *words):
        return [str(PROGRAM), *(str(word) for word in words)]

    def ctl(self, *words, given=None, **environment):
        result = subprocess.run(
            self.command(*words), input=given, capture_output=True, text=True, timeout=120 * PATIENCE, check=False,
            env={**self.environment, **environment},
        )
        return Finished(result.returncode, result.stdout, result.stderr)

    def load(self, lines, *options):
        """Imports lines, given as text or as (type, fields)."""
        texts = [line if isinstance(line, str) else json.dumps({"type": line[0], **line[1]}, ensure_ascii=False) for line in lines]
        file = self.folder / "given.jsonl"
        file.write_text("\n".join(texts) + "\n")
        return self.ctl("import", *options, file)

    def export(self, *options):
        """All records as dictionaries."""
        return [json.loads(line) for line in self.ctl("export", *options).done().splitlines()]

    def redis(self, *words):
        with Redis(self.socket) as redis:
            return redis.call(*words)

    def sockets(self):
        """Of all servers."""
        return [self.socket]

    @contextlib.contextmanager
    def password(self, password):
        """Redis asks for it meanwhile."""
        with contextlib.ExitStack() as connections:
            servers = [connections.enter_context(Redis(path)) for path in self.sockets()]
            for redis in servers:
                redis.call("CONFIG", "SET", "requirepass", password)
            try:
                yield
            finally:
                for redis in servers:
                    redis.call("CONFIG", "SET", "requirepass", "")


class ClusterStore(Store):
    """The same on a Redis Cluster of three masters, each with as many replicas."""

    def __init__(self, folder, replicas=0):
        self.cluster = RedisCluster(folder, replicas=replicas, settings={"appendonly": "no"})
        self.connections = None
        super().__init__(folder)

    def address(self):
        return self.cluster.address

    @contextlib.contextmanager
    def running(self):
        try:
            self.cluster.start()
            self.environment["LEIDA_REDIS"] = self.cluster.address  # a port may have been taken meanwhile
            yield
        finally:
            self._disconnect()
            self.cluster.kill()

    def sockets(self):
        return [node.socket for node in self.cluster.nodes]

    def _disconnect(self):
        if self.connections:
            self.connections.__exit__()
        self.connections = None

    def redis(self, *words):
        """By connections that stay open, until one is lost."""
        self.connections = self.connections or self.cluster.probe()
        try:
            return self.connections.call(*words)
        except (OSError, AssertionError):
            self._disconnect()
            raise


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    kind = {"one": Store, "cluster": ClusterStore}[os.environ.get("LEIDA_TEST_REDIS", "one")]
    store = kind(tmp_path_factory.mktemp("redis"))
    with store.running():
        yield store


@pytest.fixture
def store(server):
    """An empty store."""
    server.redis("FLUSHALL")
    return server


PAIR = {"user_id": 1, "customer_id": 9}
PEOPLE = [
    ("company", {"id": 3, "name": "公司"}),
    ("user", {"id": 1, "company_id": 3, "username": "张聪", "token": "t1"}),
    ("customer", {"id": 9, "username": "又胖了", "token": "t9"}),
    ("customer", {"id": 10, "username": "💗Rose", "token": "t10"}),
    ("relation", {**PAIR, "create_date": "2018-05-01T10:00:00"}),
]


@pytest.fixture
def people(store):
    """Staff user 1 of company 3, bound to customer 9; customer 10 is bound to nobody."""
    store.load(PEOPLE).done()
    return store
