# SPDX-License-Identifier: Apache-2.0
"""compose.cluster.yml on a real engine: forming, nodes that die, move, lose their volume or their data. The tests share one
stack and stand in the order in which things happen."""

import datetime
import os
import signal
import threading

import pytest
from forms import Sender
from harness.client import Client
from harness.documents import documents
from harness.records import World
from harness.redis_routing import slot_of
from harness.waiting import PATIENCE, wait_until
from kit import check
from project import run
from samples import unique
from test_compose import CALL, DEMO

UP, NODES, KILL, UP_AGAIN = [
    line
    for block in documents()["docs/operations.md"].blocks
    if block.text.startswith("export COMPOSE_FILE=docker-compose.yml:compose.cluster.yml")
    for line in block.text.splitlines()
    if line.startswith("docker-compose ")
]
NAMES = [f"redis-{number}" for number in range(1, 7)]
SERVICES = ["actionlog", "chat", "crm", "gateway", *NAMES]
TIMEOUT = 2  # seconds: REDIS_NODE_TIMEOUT


def table(cluster, through):
    """What a node knows of each, by name: (id, flags, first and last slot of each range, its master's id)."""
    found = {}
    for line in cluster.paste(NODES.replace("redis-4", through)).splitlines():
        ident, address, flags, master, _, _, _, _, *slots = line.split()
        name = address.partition(",")[2]
        assert name not in found, f"two nodes are called {name}: {line}"
        found[name] = (ident, flags.split(","), [[int(slot) for slot in span.split("-")] for span in slots], master)
    return found


def masters(cluster, through):
    return {name for name, (_, flags, slots, _) in table(cluster, through).items() if slots and "fail" not in flags}


def is_whole(cluster, through="redis-2"):
    """Whether each node lives, and three of them have all slots."""
    nodes = table(cluster, through)
    flags = [word for _, words, _, _ in nodes.values() for word in words]
    held = sum(last[-1] - last[0] + 1 for _, _, spans, _ in nodes.values() for last in spans)
    return set(nodes) == set(NAMES) and held == 16384 and not {"fail", "fail?", "noaddr", "handshake"} & set(flags) and \
        flags.count("slave") == 3


def wait_whole(cluster, through="redis-2"):
    wait_until(lambda: is_whole(cluster, through), 60, "a whole cluster")


def by_master(cluster, pairs, through="redis-2"):
    """One of these conversations on each master, by the master's name. Nobody is connected to an earlier gateway any more."""
    nodes, found = table(cluster, through).items(), {}
    for pair in pairs:
        pair.staff.close()
        pair.customer.close()
        slot = slot_of(f"{{u:{pair.staff.id}}}")
        name = next(name for name, (_, _, spans, _) in nodes if any(span[0] <= slot <= span[-1] for span in spans))
        found.setdefault(name, pair)
    assert len(found) == 3
    return found


def texts(pair):
    return [row["msg"] for row in check.history(pair)]


@pytest.fixture(scope="module")
def cluster(new_project):
    return new_project("cluster", ("docker-compose.yml", "compose.cluster.yml"))


@pytest.fixture(scope="module")
def up(cluster):
    cluster.paste(UP)
    cluster.wait_healthy(len(SERVICES))


@pytest.fixture(scope="module")
def stack(cluster, up):
    cluster.start_ctl()
    return cluster.stack


def test_cluster_is_formed_and_healthy(cluster, up):
    assert cluster.states() == [(service, "healthy") for service in SERVICES]
    wait_whole(cluster)
    assert masters(cluster, "redis-6") == {"redis-1", "redis-2", "redis-3"}
    assert cluster.compose("logs", "--no-color", "redis").rstrip().endswith("all slots are served")


def test_cluster_answers_the_calls_of_the_readme(cluster, stack):
    cluster.paste(DEMO)
    assert '"code":200' in cluster.paste(CALL)


@pytest.fixture(scope="module")
def conversations(stack):
    """Enough of them that each master has one; `kept` was said in each."""
    pairs = [World(stack).pair() for _ in range(12)]
    for pair in pairs:
        pair.customer_says("kept").done()
    return pairs


class Talk(threading.Thread):
    """Says one thing after the other in a conversation; what went wrong, and what was acknowledged."""

    def __init__(self, pair):
        super().__init__(daemon=True)
        self.pair, self.over = pair, threading.Event()
        self.told, self.failed = [], []

    def run(self):
        number = 0
        while not self.over.wait(0.05):
            number += 1
            answer = self.pair.customer_says(str(number))
            (self.told if answer.status == 200 else self.failed).append(str(number))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join(30)


def says(pair, text):
    return pair.customer_says(text).status == 200


def test_cluster_replaces_a_killed_master(cluster, stack, conversations, capsys):
    """Its slots are back within the timeout and 3 s; whose staff users are on other masters do not notice."""
    pairs = by_master(cluster, conversations)
    lost = pairs["redis-1"]
    with Talk(pairs["redis-2"]) as talk:
        (container,) = cluster.containers("redis-1")
        cluster.paste(KILL)
        wait_until(lambda: says(lost, "taken over"), 30, "its slots to be served")
        back = datetime.datetime.now(datetime.timezone.utc)
    ended = run("docker", "inspect", "-f", "{{.State.FinishedAt}}", container).strip()
    seconds = (back - datetime.datetime.fromisoformat(ended)).total_seconds()
    with capsys.disabled():
        print(f"\nslots are back {seconds:.1f} s after a master was killed; {len(talk.told)} calls meanwhile")
    assert talk.failed == [] and texts(pairs["redis-2"]) == ["kept", *talk.told] and len(talk.told) > 5
    assert masters(cluster, "redis-2") == {"redis-4", "redis-2", "redis-3"}
    assert texts(lost)[0] == "kept" and "taken over" in texts(lost)
    cluster.paste(UP_AGAIN)
    wait_whole(cluster)
    assert masters(cluster, "redis-1") == {"redis-4", "redis-2", "redis-3"}
    assert seconds < (TIMEOUT + 3) * PATIENCE


def test_cluster_node_that_crashes_is_started_again(cluster, stack, conversations):
    pairs = by_master(cluster, conversations)
    (victim, entry), = cluster.inspect("redis-3").items()
    os.kill(entry["State"]["Pid"], signal.SIGKILL)
    wait_until(lambda: cluster.inspect("redis-3").get(victim, {}).get("RestartCount"), 30, "the engine to start it again")
    wait_whole(cluster)
    wait_until(lambda: all(says(pair, "and more") for pair in pairs.values()), 30, "all slots to be served")
    assert all(texts(pair)[0] == "kept" for pair in pairs.values())


def test_cluster_keeps_everything_over_down_and_up(cluster, stack, conversations):
    """Each container is new then, and has another address than before: they are started the other way round."""
    pairs = by_master(cluster, conversations)
    picture = unique("png", 3, 100_000)
    url = Sender(pairs["redis-2"].customer).upload(picture).done()["url"]
    before, had = stack.ctl("export").stdout, masters(cluster, "redis-2")
    run("docker", "rm", "-f", cluster.helper)
    cluster.compose("down")
    for name in reversed(NAMES):
        cluster.compose("up", "-d", "--no-deps", name)
    cluster.paste(UP)
    cluster.wait_healthy(len(SERVICES))
    cluster.start_ctl()
    wait_whole(cluster)
    assert masters(cluster, "redis-2") == had
    staff = pairs["redis-2"].staff
    assert Client(cluster.stack.base_url, "user", staff.id, staff.token).send("GET", url).body == picture
    assert sorted(stack.ctl("export").stdout.splitlines()) == sorted(before.splitlines())


def lose(cluster, name, what):
    """Something of a node's volume, while it does not run."""
    cluster.compose("stop", name)
    cluster.compose("run", "--rm", "-T", "--no-deps", "--entrypoint", "", name, "rm", "-r", f"/data/{what}")


def assert_in_again(cluster, pairs, name, before, through):
    """A node that has lost its volume is a replica of somebody now, under another id, and nothing is missing."""
    wait_whole(cluster, through)
    ident, flags, slots, _ = table(cluster, through)[name]
    assert ident != before and "slave" in flags and slots == []
    for pair in pairs.values():
        wait_until(lambda: says(pair, "on"), 30, "all slots to be served")
        assert texts(pair)[0] == "kept"


def lose_volume(cluster, name):
    cluster.compose("rm", "-sf", name)
    run("docker", "volume", "rm", f"{cluster.name}_{name}")


def test_cluster_lets_in_a_node_whose_volume_is_lost(cluster, stack, conversations):
    """A master's, in the first place: its replica has all."""
    pairs = by_master(cluster, conversations)
    name, through = sorted(pairs)[:2]
    before = table(cluster, through)[name][0]
    lose_volume(cluster, name)
    cluster.paste(UP)
    assert_in_again(cluster, pairs, name, before, through)


def test_cluster_replica_does_not_follow_a_master_that_came_back_empty(cluster, stack, conversations):
    """The worst order after a night in which a master's volume was lost: it is there first, under its old name, and then its
    replica, which asks it for a copy."""
    pairs = by_master(cluster, conversations)
    nodes, name = table(cluster, "redis-2"), min(pairs)
    before = nodes[name][0]
    replica = next(other for other, (_, _, _, master) in nodes.items() if master == before)
    cluster.compose("stop", *SERVICES)
    lose_volume(cluster, name)
    cluster.compose("up", "-d", "--no-deps", name)
    cluster.compose("up", "-d", "--no-deps", replica)
    asked = ["exec", "-T", name, "redis-cli", "info", "replication"]
    wait_until(lambda: "state=wait_bgsave" in cluster.compose(*asked), 30, "the replica to ask for a copy")
    cluster.paste(UP)
    assert_in_again(cluster, pairs, name, before, replica)


def test_cluster_node_without_its_data_does_not_start(cluster, stack):
    lose(cluster, "redis-6", "appendonlydir")
    cluster.compose("up", "-d", "--no-deps", "redis-6")
    told = "its data is gone; delete nodes.conf too, so that it comes back as a new node"
    wait_until(lambda: told in cluster.compose("logs", "--no-color", "redis-6"), 30, "its refusal")
    lose(cluster, "redis-6", "nodes.conf")
    cluster.paste(UP)
    wait_whole(cluster)
