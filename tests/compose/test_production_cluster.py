# SPDX-License-Identifier: Apache-2.0
"""compose.cluster.yml under compose.production.yml on a real engine: each node has Redis' users, and follows its master with
one of its own."""

import pytest
from harness.records import World
from harness.redis_routing import slot_of
from harness.routes import ROUTES, call
from harness.waiting import wait_until
from project import run
from test_compose_cluster import Talk, texts
from test_production import CPUS, MEMORY, REPLICAS

NODES = [f"redis-{number}" for number in range(1, 7)]
COUNT = sum(REPLICAS.values()) - REPLICAS["redis"] + len(NODES)


@pytest.fixture(scope="module")
def cluster(new_project, secrets, with_wechat):
    files = ("docker-compose.yml", "compose.cluster.yml", "compose.production.yml")
    return new_project("production-cluster", files, LEIDA_SECRETS=str(secrets), LEIDA_DURABILITY="replicated", **with_wechat)


@pytest.fixture(scope="module")
def stack(cluster):
    cluster.compose("up", "-d")
    cluster.wait_healthy(COUNT)
    cluster.start_ctl()
    return cluster.stack


@pytest.fixture
def ask(cluster, secrets):
    """What redis-cli says in the container of a node."""

    def run_there(name, *words, password=(secrets / "redis_admin").read_text()):
        (container,) = cluster.containers(name)
        login = ["-e", f"REDISCLI_AUTH={password}"] if password else []
        return run("docker", "exec", *login, container, "redis-cli", *words).strip()

    return run_there


def test_cluster_answers_on_every_route_with_least_rights(cluster, stack, ask):
    pair = World(stack).pair()
    pair.customer_says().done()
    for route in ROUTES:
        answer = call(route, pair)
        assert (answer.status, answer.code) == (200, 200), (route, answer)
    wait_until(cluster.begins_login, 20, "the login of a company")
    assert [name for name in NODES if ask(name, "ACL", "LOG")] == []
    users = "".join(ask(name, "CLIENT", "LIST") for name in NODES)
    assert all(f"user={name} " in users for name in ("gateway", "chat", "crm", "actionlog", "wechat", "replica"))


def test_cluster_nodes_follow_their_masters(stack, ask):
    for replica in NODES[3:]:
        role = ask(replica, "ROLE").split()
        assert (role[0], role[3]) == ("slave", "connected"), role


def test_cluster_nodes_want_a_password(stack, ask):
    for name in NODES:
        assert "NOAUTH" in ask(name, "DBSIZE", password=None)


def test_cluster_nodes_have_the_limits_of_redis(cluster, stack, ask):
    for name in NODES:
        ((_, entry),) = cluster.inspect(name).items()
        host = entry["HostConfig"]
        assert (host["Memory"], host["NanoCpus"]) == (MEMORY["redis"] << 20, CPUS["redis"] * 10**9)
        kept = ask(name, "CONFIG", "GET", "append*", "maxmemory*").split()
        settings = dict(zip(kept[::2], kept[1::2]))
        shown = [settings[key] for key in ("appendonly", "appendfsync", "maxmemory", "maxmemory-policy")]
        assert shown == ["yes", "always", str(3 << 30), "noeviction"]


def test_cluster_shows_no_secret(cluster, stack, secrets):
    passwords = [file.read_text() for file in secrets.iterdir() if file.name != "redis_acl"]
    ids = [*cluster.containers(), cluster.helper]
    shown = run("docker", "inspect", *ids) + cluster.compose("config") + cluster.compose("logs")
    shown += "".join(run("docker", "exec", ident, "env") + run("docker", "top", ident) for ident in ids)
    assert [password for password in passwords if password in shown] == []


def test_cluster_loses_nothing_it_acknowledged_with_a_master(cluster, stack, ask):
    """With replicated durability, and a node that is killed while somebody writes to it. Its shard takes writes again once
    it has a replica."""
    pair = next(pair for pair in (World(stack).pair() for _ in range(100)) if slot_of(f"{{u:{pair.staff.id}}}") < 5461)
    with Talk(pair) as talk:
        wait_until(lambda: len(talk.told) > 20, 30, "a conversation")
        cluster.compose("kill", "redis-1")
        wait_until(lambda: ask("redis-4", "ROLE").startswith("master"), 30, "a replica to take over")
        cluster.compose("up", "-d")
        told = len(talk.told)
        wait_until(lambda: len(talk.told) > told + 20, 30, "the conversation to go on")
    assert [text for text in texts(pair) if text in talk.told] == talk.told
    assert ask("redis-1", "ROLE").startswith("slave")
