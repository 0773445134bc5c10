# SPDX-License-Identifier: Apache-2.0
"""leidactl before nodes of a cluster that say anything, or send it from one to the other: a clear end, and never a loop without
one. A node of the tests stands before a real master that has all slots, and answers itself what a test says."""

import itertools
import json
import re
import socketserver
import subprocess
import threading
import time

import pytest
from conftest import PEOPLE, ClusterStore
from harness.redis_cluster import RedisCluster
from harness.redis_routing import slot_of
from harness.resp import Redis
from harness.waiting import PATIENCE

TOLD = re.compile(r"leidactl: redis at \S+: .*: waiting for 60 s at most\n")
ENDED = re.compile(r"leidactl: redis at \S+: .*, for 60 s(: .*)?\n")


def bulk(text):
    data = text if isinstance(text, bytes) else str(text).encode()
    return b"$%d\r\n%s\r\n" % (len(data), data)


def array(*parts):
    return b"*%d\r\n" % len(parts) + b"".join(parts)


def number(value):
    return b":%d\r\n" % value


def error(text):
    return b"-%s\r\n" % text.encode()


def node(host="127.0.0.1", port=6379, role="master", health="online", ident="a" * 40):
    fields = {"id": bulk(ident), "port": number(port), "ip": bulk(host), "endpoint": bulk(host), "role": bulk(role),
              "replication-offset": number(0), "health": bulk(health)}
    return array(*itertools.chain.from_iterable((bulk(name), value) for name, value in fields.items()))


def shard(*nodes, slots=(0, 16383)):
    return array(bulk("slots"), array(*map(number, slots)), bulk("nodes"), array(*nodes))


def all_slots_at(port):
    return array(shard(node(port=port)))


# What the tests ask for, and the first slots: few, as a walk over all would take a node of Python long.
SLOTS = sorted({*range(8), *map(slot_of, ("form", "ids:user", "ids:customer", "user:1", "customer:9", "{u:1}"))})


def some_slots_at(port, master):
    """The master has the others."""
    ends = [-1, *SLOTS, 16384]
    gaps = [(before + 1, after - 1) for before, after in itertools.pairwise(ends) if before + 1 < after]
    mine = [slot for slot in SLOTS for _ in range(2)]
    rest = itertools.chain.from_iterable(gaps)
    return array(shard(node(port=port), slots=mine), shard(node(port=master.port, ident="b" * 40), slots=[*rest]))


def read_reply(file):
    """The bytes of a reply, or of a command."""
    line = file.readline()
    kind, rest = line[:1], line[1:]
    if kind == b"$" and int(rest) >= 0:
        return line + file.read(int(rest) + 2)
    if kind == b"*":
        return line + b"".join(read_reply(file) for _ in range(int(rest)))
    return line


def words_of(command):
    """The words of a command: of its parts every other line, as none of leidactl's that a test asks for has a line in it."""
    return [word.decode(errors="replace") for word in command.split(b"\r\n")[2::2]]


class FakeNode:
    """answer(words) gives bytes, or what gives them bit by bit; b"": the connection ends; None: what the master behind it says."""

    def __init__(self, master=None, answer=lambda words: None):
        self.master, self.answer = master, answer
        self.count = 0  # of commands
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                outer.serve(self.rfile, self.wfile)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.address = f"cluster://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def serve(self, commands, replies):
        behind = Redis(self.master.socket) if self.master else None
        try:
            while command := read_reply(commands):
                self.count += 1
                reply = self.reply(command, behind)
                if not reply:
                    return
                replies.writelines([reply] if isinstance(reply, bytes) else reply)
        except (ConnectionError, ValueError):
            pass  # leidactl has ended
        finally:
            if behind:
                behind.__exit__()

    def reply(self, command, behind):
        words = words_of(command)
        reply = self.answer(words)
        if reply is None and words[:2] == ["CLUSTER", "SHARDS"]:
            return some_slots_at(self.port, self.master)
        if reply is None:
            behind.socket.sendall(command)
            return read_reply(behind.file)
        return reply

    def end(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A cluster of one master, with the people of the other tests."""
    store = ClusterStore(tmp_path_factory.mktemp("whole"))
    store.cluster = RedisCluster(store.folder, masters=1, settings={"appendonly": "no"})
    with store.running():
        store.load(PEOPLE).done()
        yield store


@pytest.fixture
def fake(whole):
    nodes = []

    def make(answer=lambda words: None):
        nodes.append(FakeNode(whole.cluster.nodes[0], answer))
        return nodes[-1]

    yield make
    for each in nodes:
        each.end()


def ends_clearly(result):
    """One line that names the node, or at least Redis."""
    assert result.code == 1 and not result.out, result
    assert re.fullmatch(r"leidactl: redis( at \S+)?: [^\n]+\n", result.err), result
    return result.err


def ctl(store, address, *words):
    return store.ctl("--redis", address, *words)


def test_fake_node_that_says_nothing_of_its_own_is_a_cluster(whole, fake):
    assert ctl(whole, fake().address, "user", "list").done() == "1\t张聪\n"
    assert ctl(whole, fake().address, "export").done() == whole.ctl("export").done()
    assert " 0 findings," in ctl(whole, fake().address, "check").done()


# ---- who has which slots ----

OTHER = node(port=1)
TOPOLOGIES = {
    "nothing": array(),
    "number": number(7),
    "null": b"*-1\r\n",
    "text": bulk("all is well"),
    "no_answer": b"",
    "error": error("ERR no"),
    "loading": error("LOADING Redis is loading the dataset in memory"),
    "no_rights": error("NOPERM User x has no permissions to run the 'cluster|shards' command"),
    "empty_shards": array(array(), array()),
    "no_nodes": array(shard()),
    "no_slots": array(shard(OTHER, slots=())),
    "odd_slots": array(shard(OTHER, slots=(0, 5, 9))),
    "slot_too_great": array(shard(OTHER, slots=(0, 16384))),
    "slot_below_zero": array(shard(OTHER, slots=(-1, 5))),
    "slots_backwards": array(shard(OTHER, slots=(9, 5))),
    "slots_as_text": array(array(bulk("slots"), array(bulk("a"), bulk("b")), bulk("nodes"), array(OTHER))),
    "port_too_great": array(shard(node(port=65536))),
    "port_below_zero": array(shard(node(port=-1))),
    "host_too_long": array(shard(node(host="h" * 5000))),
    "host_with_nul": array(shard(node(host=b"127.0.0.1\0x"))),
    "replicas_alone": array(shard(node(role="replica"))),
    "too_many_masters": array(*(shard(node(port=1 + place), slots=(place, place)) for place in range(200))),
    "deep": b"*1\r\n" * 100 + number(1),
    "many_promised": b"*2147483647\r\n",
    "more_promised": b"*9223372036854775807\r\n",
    "bytes_promised": b"$9223372036854775807\r\n",
    "bytes_below_zero": b"$-7\r\n",
    "no_protocol": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "nul": b"\0\r\n",
}


@pytest.mark.parametrize("answer", TOPOLOGIES.values(), ids=TOPOLOGIES)
def test_topology_that_is_none(whole, fake, answer):
    alone = fake(lambda words: answer if words[0] == "CLUSTER" else None)
    assert f"redis at 127.0.0.1:{alone.port}: " in ends_clearly(ctl(whole, alone.address, "user", "list"))


# ---- answers to commands ----

REPLIES = {
    "moved_without_address": error("MOVED"),
    "moved_to_no_slot": error("MOVED 99999 127.0.0.1:1"),
    "moved_to_no_port": error("MOVED 5 127.0.0.1"),
    "moved_to_port_zero": error("MOVED 5 127.0.0.1:0"),
    "moved_too_long": error("MOVED 5 " + "h" * 5000 + ":1"),
    "ask_without_address": error("ASK"),
    "ask_below_zero": error("ASK -5 127.0.0.1:1"),
    "error": error("ERR no"),
    "no_error": error(""),
    "no_rights": error("NOPERM no"),
    "two_slots": error("CROSSSLOT Keys in request don't hash to the same slot"),
}
# Each is of another kind than some questions ask for.
VALUES = {"number": number(-7), "null": b"$-1\r\n", "text": bulk("a\0b"), "list": array(number(1), bulk("x"), b"*-1\r\n"), "none": array()}
NEVER_ALONE = ("CLUSTER", "CLIENT", "AUTH")


@pytest.mark.parametrize("words", [["user", "list"], ["export"], ["import", "-"]], ids=["list", "export", "import"])
@pytest.mark.parametrize("answer", REPLIES.values(), ids=REPLIES)
def test_reply_that_is_of_no_use(whole, fake, answer, words):
    bad = fake(lambda asked: None if asked[0] in NEVER_ALONE else answer)
    given = "".join(json.dumps({"type": kind, **fields}) + "\n" for kind, fields in PEOPLE)
    ends_clearly(whole.ctl("--redis", bad.address, *words, given=given))


@pytest.mark.parametrize("words", [["user", "list"], ["export"], ["check"]], ids=" ".join)
@pytest.mark.parametrize("answer", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_value_that_is_no_such_thing(whole, fake, answer, words, place):
    """Whatever it makes of one such value, it comes to an end without harm to itself."""
    count = itertools.count()
    bad = fake(lambda asked: answer if asked[0] not in NEVER_ALONE and asked[0] != "EXISTS" and next(count) == place else None)
    result = whole.ctl("--redis", bad.address, *words, LEIDA_MEDIA_FOLDER=str(whole.folder))
    assert result.code in (0, 1), result


@pytest.mark.parametrize("answer", [error("LOADING"), b"", error("NOSCRIPT"), error("MOVED 1 127.0.0.1:1")], ids=repr)
def test_script_that_is_refused_once_is_given_again(whole, fake, answer):
    count = itertools.count()
    refuses = fake(lambda words: answer if words[0] == "SCRIPT" and next(count) == 0 else None)
    name = f"after {answer!r}"
    ctl(whole, refuses.address, "user", "change", 1, f"username={name}").done()
    assert next(count) > 1 and f"1\t{name}\n" in whole.ctl("user", "list").done()


# ---- keys of slots ----

KEYS = {
    "odd_keys": array(bulk(""), bulk(b"\0"), bulk("msgs:{"), bulk("user:"), bulk("user:-1"), bulk("x" * 100_000), bulk(b"\xff{u:1}")),
    "same_key": array(*[bulk("user:1")] * 1000),
}


@pytest.mark.parametrize("words", [["export"], ["check"], ["media", "check"]], ids=" ".join)
@pytest.mark.parametrize("answer", KEYS.values(), ids=KEYS)
def test_list_of_keys_that_lie_elsewhere(whole, fake, answer, words):
    bad = fake(lambda asked: answer if asked[:3] == ["CLUSTER", "GETKEYSINSLOT", "7"] else None)
    result = whole.ctl("--redis", bad.address, *words, LEIDA_MEDIA_FOLDER=str(whole.folder))
    assert result.code in (0, 1), result


# ---- from one to the other, for ever ----


def moved(port):
    return error(f"MOVED 5 127.0.0.1:{port}")


LOOPS = {
    "moved_to_itself": lambda port, other: moved(port),
    "moved_to_another_that_sends_back": lambda port, other: moved(other),
    "asked_of_itself": lambda port, other: error(f"ASK 5 127.0.0.1:{port}"),
    "asked_of_another": lambda port, other: error(f"ASK 5 127.0.0.1:{other}"),
    "moved_to_nobody": lambda port, other: moved(1),
    "moved_to_ever_others": lambda port, other, ports=itertools.cycle(range(1, 1000)): moved(next(ports)),
    "try_again": lambda port, other: error("TRYAGAIN Multiple keys request during rehashing of slot"),
    "cluster_down": lambda port, other: error("CLUSTERDOWN The cluster is down"),
    "read_only": lambda port, other: error("READONLY You can't write against a read only replica."),
    "no_script": lambda port, other: error("NOSCRIPT No matching script."),
    "lost": lambda port, other: b"",
    "no_protocol": lambda port, other: b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "deep": lambda port, other: b"*1\r\n" * 100 + number(1),
}


def loop(fake, kind):
    """Two nodes, of which both answer so; the first is said to have all slots."""
    ports = []

    def answer(words):
        if words[0] == "CLUSTER":
            return all_slots_at(ports[0])
        return None if words[0] in ("CLIENT", "SCRIPT", "ASKING") else LOOPS[kind](*ports)

    nodes = [fake(answer), fake(answer)]
    ports.extend(each.port for each in nodes)
    return nodes


def begin(store, address, *words):
    return subprocess.Popen(store.command("--redis", address, *words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=store.environment)


@pytest.fixture
def begun():
    """Processes; those that still run at the end are killed."""
    processes = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def test_commands_that_nobody_does_are_waited_with(whole, fake, begun):
    """After three seconds each has said so, and asked no more often than it must."""
    nodes = {kind: loop(fake, kind) for kind in LOOPS}
    begun.extend(begin(whole, nodes[kind][0].address, "user", "list") for kind in LOOPS)
    for kind, process in zip(LOOPS, begun):
        assert TOLD.fullmatch(line := process.stderr.readline()), (kind, line, process.poll())
        asked = sum(each.count for each in nodes[kind])
        assert 1 < asked < 1000 * PATIENCE, (kind, asked)


@pytest.mark.long
@pytest.mark.parametrize("words", [["user", "list"], ["export"], ["check"], ["import", "/dev/null"]], ids=" ".join)
def test_commands_that_nobody_does_are_given_up(whole, fake, begun, words):
    begun.extend(begin(whole, loop(fake, kind)[0].address, *words) for kind in LOOPS)
    for kind, process in zip(LOOPS, begun):
        out, err = process.communicate(timeout=120 * PATIENCE)
        last = err.splitlines(keepends=True)[-1]
        assert (process.returncode, out) == (1, "") and ENDED.fullmatch(last), (kind, err, process.returncode)


# ---- an answer that never ends ----


def drip():
    """The digits of a number."""
    yield b":"
    while True:
        yield b"1"
        time.sleep(0.1)


def test_topology_that_drips_is_given_up(whole, fake):
    alone = fake(lambda words: drip() if words[0] == "CLUSTER" else None)
    assert ends_clearly(ctl(whole, alone.address, "check")) == f"leidactl: redis at 127.0.0.1:{alone.port}: no whole answer in 6 s\n"


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["", "cluster://"])
def test_login_that_drips_is_given_up(whole, fake, scheme):
    alone = fake(lambda words: drip() if words[0] == "AUTH" else None)
    assert "no whole answer in 30 s" in ends_clearly(whole.ctl("--redis", f"{scheme}127.0.0.1:{alone.port}", "check", LEIDA_REDIS_PASSWORD="x"))


@pytest.mark.long
def test_answers_that_drip_are_given_up(whole, fake, begun):
    alone = fake(lambda words: drip() if words[0] not in NEVER_ALONE else None)
    begun.append(begin(whole, alone.address, "user", "list"))
    out, err = begun[0].communicate(timeout=180 * PATIENCE)
    assert (begun[0].returncode, out) == (1, "") and "no whole answer in 30 s" in err, err


@pytest.mark.parametrize("answer", [b"*1\r\n$-1\r\n", array(number(1)), array(array(bulk("x"))), number(1), error("ERR no")], ids=repr)
def test_keys_that_nobody_lists_are_waited_for(whole, fake, begun, answer):
    said = {"SHARDS": lambda: all_slots_at(bad.port), "GETKEYSINSLOT": lambda: answer}
    bad = fake(lambda asked: said[asked[1]]() if asked[0] == "CLUSTER" else None)
    begun.append(begin(whole, bad.address, "check"))
    line = begun[0].stderr.readline()
    assert TOLD.fullmatch(line) and "no list of the keys of a slot" in line, line


def test_topology_that_changes_each_time_is_waited_for(whole, fake, begun):
    """Never with the same ports, at which nobody listens."""
    ports = itertools.cycle(range(1, 1000))
    liar = fake(lambda words: all_slots_at(next(ports)) if words[0] == "CLUSTER" else None)
    begun.append(begin(whole, liar.address, "user", "list"))
    assert TOLD.fullmatch(line := begun[0].stderr.readline()), line
    assert liar.count < 1000 * PATIENCE
