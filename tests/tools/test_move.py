# SPDX-License-Identifier: Apache-2.0
"""leidactl move: a store goes to another Redis, whole, or stays where it is, whatever ends it."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import threading
import time

import pytest
from conftest import PAIR, Store
from harness.redis_cluster import RedisCluster
from harness.resp import Redis
from harness.waiting import wait_until

pytestmark = pytest.mark.skipif(os.environ.get("LEIDA_TEST_REDIS", "one") != "one", reason="a cluster goes nowhere")

LATER = 3_600_000  # ms
PAUSE = 1.5  # seconds that writes may wait
FORM, MOVED = b"2", b"moved"


# ---- stores ----

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


# ---- the whole way ----

def test_moves_every_key_into_a_cluster(old, cluster):
    with Redis(old.socket) as redis:
        before = everything(redis)
    said = old.ctl("move", cluster.address).done()
    with cluster.probe() as probe:
        assert everything(probe) == before
        assert abs(probe.call("PTTL", "once:{u:1}:c9:k") - LATER) < 600_000
    assert re.search(r"pause  writes waited for \d+\.\d ms", said)
    assert re.search(r"messages +3725 +3725\n", said) and re.search(r"customers +2 +2\n", said)
    assert old.redis("GET", "form") == MOVED
    assert old.redis("GET", "{form}:moved").decode().split()[1] == cluster.address


def test_dry_run_changes_nothing(old, cluster):
    with Redis(old.socket) as redis:
        before = everything(redis)
        said = old.ctl("move", "--dry-run", cluster.address).done()
        assert everything(redis) == before
    assert "3 masters, 3 replicas, 0 keys" in said
    assert cluster.count_keys() == 0 and serves(old)


def test_moves_to_one_server_and_on(people, new):
    """A path alone is that of a socket. The export of the new one is that of the old one."""
    people.load([("message", {**PAIR, "send_type": 1, "content": {"info_type": 1, "msg": "你好"}})]).done()
    exported = people.export()
    people.ctl("move", new.address(), "--from", people.socket).done()
    assert new.redis("GET", "form").startswith(b"moving ")  # nobody was there yet
    new.redis("SET", "form", FORM)
    assert new.export() == exported
    new.ctl("move", people.address(), "--yes").done()
    people.redis("SET", "form", FORM)
    assert people.export() == exported


def test_what_changes_meanwhile_is_moved_too(old, new):
    """Writers that go on until they are closed. What the last one was told is there, and nothing of a key that is gone."""
    told = {}

    def write(name):
        with Redis(old.socket) as redis:
            try:
                for number in range(10**6):
                    redis.call("SET", f"{name}:{number % 50}", number)
                    redis.call("DEL", f"{name}:{(number + 25) % 50}")
                    told[name] = number
            except (OSError, AssertionError):
                pass

    writers = [threading.Thread(target=write, args=(f"w{number}",)) for number in range(3)]
    for writer in writers:
        writer.start()
    wait_until(lambda: len(told) == 3, 10, "all to write")
    result = old.ctl("move", new.address())
    for writer in writers:
        writer.join()
    result.done()
    with Redis(old.socket) as before, Redis(new.socket) as after:
        assert everything(after) == everything(before)
        for name, number in told.items():
            assert int(after.call("GET", f"{name}:{number % 50}")) >= number or number + 1 >= 25


# ---- what stands against it ----

def test_refuses_what_is_not_empty(old, new):
    new.redis("SET", "somebody", "else's")
    result = old.ctl("move", new.address())
    assert result.code == 1 and "is not empty: nothing was done" in result.err
    assert new.redis("GET", "somebody") == b"else's" and serves(old)
    old.ctl("move", new.address(), "--yes").done()
    assert new.redis("EXISTS", "somebody") == 0 and new.redis("EXISTS", "stream") == 1


def test_refuses_a_store_of_another_form(old, new):
    old.redis("SET", "form", "1")
    result = old.ctl("move", new.address())
    assert result.code == 1 and "its store is of form '1'" in result.err


def test_refuses_keys_in_another_database(old, new):
    with Redis(old.socket) as redis:
        redis.call("SELECT", 3)
        redis.call("SET", "a", 1)
    result = old.ctl("move", new.address())
    assert result.code == 1 and "keys in database 3" in result.err


def test_refuses_a_cluster_that_does_not_serve_all_slots(old, cluster):
    gone = cluster.master_of(0)
    gone.call("CLUSTER", "DELSLOTS", 0)
    try:
        result = old.ctl("move", f"cluster://{gone.place}")
        assert result.code == 1 and "serves 16383 of 16384 slots" in result.err
    finally:
        gone.call("CLUSTER", "ADDSLOTS", 0)
        cluster.wait_ok()


def test_refuses_an_address_that_nobody_answers(old):
    result = old.ctl("move", "cluster://127.0.0.1:1,127.0.0.1:2")
    assert result.code == 1 and "Connection refused" in result.err and serves(old)


@pytest.mark.parametrize("words", [[], ["nowhere"], ["unix:/a", "unix:/b"], ["unix:/a", "--back", "--dry-run"]], ids=repr)
def test_refuses_a_wrong_command_line(old, words):
    assert old.ctl("move", *words).code == 2


def test_names_a_user_whom_the_new_side_does_not_have(old, new):
    """The users with a connection to the old Redis must get in on the new one, and may read where it is."""
    old.redis("ACL", "SETUSER", "chat", "on", ">one", "~*", "+@all")
    try:
        with Redis(old.socket) as redis:
            redis.call("AUTH", "chat", "one")
            result = old.ctl("move", new.address())
            assert result.code == 1 and "the new Redis has no user chat" in result.err
            new.redis("ACL", "SETUSER", "chat", "on", ">two", "~*", "+@all")
            assert "chat has other passwords on the new" in old.ctl("move", new.address()).err
            new.redis("ACL", "SETUSER", "chat", "resetpass", ">one")
            old.ctl("move", new.address(), "--dry-run").done()
            old.redis("ACL", "SETUSER", "chat", "resetkeys", "~form")
            assert "%R~{form}:moved" in old.ctl("move", new.address()).err
    finally:
        old.redis("ACL", "DELUSER", "chat")
        new.redis("ACL", "DELUSER", "chat")


def test_names_a_user_who_may_not_use_the_cluster(old, cluster):
    for call in (old.redis, *(node.call for node in cluster.masters())):
        call("ACL", "SETUSER", "chat", "on", ">one", "~*", "+@all", "-cluster|shards")
    try:
        with Redis(old.socket) as redis:
            redis.call("AUTH", "chat", "one")
            result = old.ctl("move", cluster.address)
        assert result.code == 1 and "chat may not use the cluster: it needs +cluster|shards" in result.err
    finally:
        for call in (old.redis, *(node.call for node in cluster.masters())):
            call("ACL", "DELUSER", "chat")


# ---- what ends it ----

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


LAST_ROUND = rb"\$11\r\npersistence"  # asked for first in the pause
COPIED = rb"SUBSCRIBE\r\n\$\d+\r\n\{form\}"  # what says that all is copied
BEFORE = {
    "it looks at the other side": (b"keyspace", False),
    "it copies": (b"EVALSHA", True),
    "it is to pause": (rb"PAUSE\r\n\$4\r\n1500", False),
    "it has paused": (rb"PAUSE\r\n\$4\r\n1500", True),
    "it copies the last": (LAST_ROUND, True),
    "all is copied": (COPIED, False),
}


@pytest.mark.parametrize("moment", BEFORE)
def test_killed_before_the_switch(move, old, new, moment):
    """The old Redis serves on, once the pause is over, and the new one is of no use; then it is moved all the same."""
    word, after = BEFORE[moment]
    move.way.at(word, move.kill, after)
    code, _, _ = move.run()
    assert code == -signal.SIGKILL
    began = time.monotonic()
    assert serves(old)
    assert time.monotonic() - began < PAUSE + 2
    assert old.redis("EXISTS", "{form}:moved") == 0
    old.redis("DEL", "large:1", "msgs:{u:49}:9")
    if new.redis("DBSIZE") > 0:
        result = new.ctl("user", "list")
        assert result.code == 1 and "a move into it is under way, or was interrupted" in result.err
    old.ctl("move", new.address()).done()
    with Redis(old.socket) as before, Redis(new.socket) as after:
        assert everything(after) == everything(before)


@pytest.mark.parametrize("moment", [(COPIED, True), (b"UNPAUSE", False)], ids=["it has said so", "it is to let go"])
def test_killed_at_the_switch(move, old, new, moment):
    """The new one has all, so either may serve, but only one does; a second move ends with the new one."""
    word, after = moment
    move.way.at(word, move.kill, after)
    move.run()
    wait_until(lambda: b"leidactl-move" not in old.redis("CLIENT", "LIST"), 10, "Redis to hear of its end")
    with contextlib.suppress(AssertionError):  # a switch closes all connections
        old.redis("DEL", "nothing")  # waits for the end of the pause
    if old.redis("GET", "form") != MOVED:
        assert serves(old) and new.ctl("user", "list").code == 1
    said = old.ctl("move", new.address()).done()
    assert old.redis("GET", "form") == MOVED and re.search(r"messages +3725 +3725\n", said)
    with Redis(old.socket) as before, Redis(new.socket) as after:
        assert everything(after) == everything(before)


def has_moved(store):
    """The switch closes all connections, that of who asks too."""
    with contextlib.suppress(AssertionError, OSError):
        return store.redis("GET", "form") == MOVED
    return False


def test_killed_after_the_switch(move, old, new):
    """It is done; a second move says so."""
    def kill_then():
        wait_until(lambda: has_moved(old), 10, "the switch")
        move.kill()

    move.way.at(b"UNPAUSE", kill_then, after=True)
    move.run()
    said = old.ctl("move", new.address()).done()
    assert "no process has been there yet" in said and re.search(r"messages +3725 +3725\n", said)


def test_leidactl_goes_where_the_store_is(people, new, cluster):
    """Every subcommand, with a word about it, from one to the next."""
    exported = people.ctl("export").done()
    people.ctl("move", new.address()).done()
    result = people.ctl("export")
    assert (result.code, result.out) == (0, exported)
    assert result.err == f"leidactl: the store has moved to {new.address()}, so that is used; set LEIDA_REDIS to it\n"
    assert new.redis("GET", "form") == FORM  # who comes from the old one is let in
    new.ctl("move", cluster.address).done()
    result = people.ctl("token", "rotate", "user", 1)
    assert result.code == 0 and result.err.count("has moved to") == 2
    with cluster.probe() as probe:
        assert probe.call("GET", "cred:u:1").decode().endswith(result.out.split()[-1])


def test_leidactl_goes_round_in_no_circle(old, new):
    for one, other in ((old, new), (new, old)):
        one.redis("SET", "form", MOVED)
        one.redis("SET", "{form}:moved", f"t {other.address()}")
    result = old.ctl("user", "list")
    assert result.code == 1 and "from one place to the next" in result.err


def test_pause_runs_out(move, old):
    """It is stopped while writes wait: they go on, and nothing is switched when it wakes."""
    move.way.at(LAST_ROUND, lambda: move.stop(PAUSE + 1))
    code, _, err = move.run()
    assert code == 1 and "nothing was switched" in err
    assert serves(old) and old.redis("EXISTS", "{form}:moved") == 0


def test_pause_that_somebody_ends_switches_nothing(move, old):
    def end_it():
        with contextlib.suppress(AssertionError):  # a move that fails so closes all connections
            old.redis("CLIENT", "UNPAUSE")

    move.way.at(COPIED, end_it)
    code, _, err = move.run()
    assert code == 1 and "says who has the data" in err
    assert serves(old) and old.redis("EXISTS", "{form}:moved") == 0


def test_write_in_front_of_the_switch_keeps_the_data(move, old):
    """A network that takes apart what is sent in one piece lets a write come between the pause and the script that waits for
    its end: it is done first then, and nobody has copied it."""
    def write():
        with contextlib.suppress(AssertionError), Redis(old.socket) as redis:
            redis.call("SET", "late", "1")

    writer = threading.Thread(target=write)

    def come_between():
        writer.start()
        wait_until(lambda: b"blocked_clients:1" in old.redis("INFO", "clients"), 10, "a write that waits")
        move.process.send_signal(signal.SIGCONT)

    move.way.at(rb"\*\d+\r\n\$4\r\nEVAL\r\n", come_between, first=move.hold)
    code, _, err = move.run()
    writer.join()
    assert code == 1 and "somebody wrote in spite of it" in err and "nothing was switched" in err
    assert serves(old) and old.redis("GET", "late") == b"1"


def test_emptied_meanwhile(move, old, new):
    move.way.at(b"EVALSHA", lambda: old.redis("FLUSHALL"))
    code, _, err = move.run()
    assert code == 1 and "it was emptied meanwhile" in err


def test_one_at_a_time(move, old, new):
    move.way.at(b"EVALSHA", lambda: move.stop(2))
    second = []

    def try_second():
        wait_until(lambda: b"leidactl-move" in old.redis("CLIENT", "LIST") and new.redis("DBSIZE") > 0, 15, "the first to begin")
        second.append(old.ctl("move", new.address()))

    other = threading.Thread(target=try_second)
    other.start()
    code, _, err = move.run()
    other.join()
    assert (code, err) == (0, "")
    assert second[0].code == 1 and "another move of this store is under way" in second[0].err


# ---- back ----

def test_back_while_nobody_is_there(old, new):
    with Redis(old.socket) as redis:
        before = everything(redis)
    old.ctl("move", new.address()).done()
    old.ctl("move", new.address(), "--back").done()
    with Redis(old.socket) as redis:
        assert everything(redis) == before
    assert serves(old) and old.redis("EXISTS", "{form}:moved") == 0
    assert new.ctl("user", "list").code == 1
    old.ctl("move", new.address()).done()


def test_back_is_refused_where_the_store_is_in_use(old, new):
    old.ctl("move", new.address()).done()
    new.redis("SET", "form", FORM)  # as the first process that comes does
    result = old.ctl("move", new.address(), "--back")
    assert result.code == 1 and "is in use: what was written there would be lost" in result.err
    assert old.redis("GET", "form") == MOVED and new.redis("GET", "form") == FORM
    old.ctl("move", new.address(), "--back", "--yes").done()
    assert serves(old) and new.ctl("user", "list").code == 1


def test_back_where_nobody_answers(old, servers):
    gone = servers()
    old.ctl("move", gone.address()).done()
    subprocess.run(["redis-cli", "-s", str(gone.socket), "shutdown", "nosave"], check=False)
    wait_until(lambda: not gone.socket.exists(), 10, "it to end")
    result = old.ctl("move", gone.address(), "--back")
    assert result.code == 1 and "nobody knows whether something was written there" in result.err
    old.ctl("move", gone.address(), "--back", "--yes").done()
    assert serves(old)


def test_back_of_what_has_not_moved(old, new):
    result = old.ctl("move", new.address(), "--back")
    assert result.code == 1 and "has not moved: nothing was done" in result.err


def test_a_store_that_has_moved_goes_nowhere_else(old, new, cluster):
    old.ctl("move", new.address()).done()
    for words in ([cluster.address], [cluster.address, "--back"]):
        result = old.ctl("move", *words)
        assert result.code == 1 and f"has moved to {new.address()}" in result.err
