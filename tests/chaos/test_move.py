# SPDX-License-Identifier: Apache-2.0
"""A stack moves from its Redis into a cluster while it serves (docs/operations.md): no call fails, nothing is lost, doubled or out
of order, and one after the other its processes forget the old Redis."""

import re
import signal
import subprocess

import pytest
from harness.records import World
from harness.redis_cluster import RedisCluster
from harness.signed import SignedClient
from harness.stack import ROOT
from kit import check, faults
from kit.push_scene import Scene
from kit.table import Table
from kit.talk import Load

pytestmark = pytest.mark.one_redis("a cluster goes nowhere")

FOLLOWED = "the store has moved"


class HalfSigned(World):
    """Customers sign whole requests, staff users do not."""

    def client(self, kind, ident):
        client = super().client(kind, ident)
        return SignedClient.of(client) if kind == "customer" else client


@pytest.fixture
def new_cluster(tmp_path):
    clusters = []

    def start(**options):
        folder = tmp_path / f"cluster{len(clusters)}"
        folder.mkdir()
        clusters.append(RedisCluster(folder, **options))
        return clusters[-1].start()

    yield start
    for cluster in clusters:
        assert cluster.stop() == 0


def move(stack, cluster):
    """What leidactl says."""
    result = stack.ctl("move", cluster.address)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def end(load, table, show, said=""):
    quantiles = [load.calls.percentile(percent) * 1000 for percent in (50, 99)]
    show("{}\np50 {:.0f} ms, p99 {:.0f} ms\n{}".format(table, *quantiles, said))
    assert load.calls.failures == []
    assert check.faults(load) == []


def test_the_three_steps_under_load(new_stack, new_cluster, show):
    """Copy and switch; every service is restarted with the old address, which sends it on, then with the new one; the old Redis
    ends."""
    stack, cluster = new_stack(chat=2), new_cluster(replicas=1)
    said = []
    with Load(HalfSigned(stack), keep=True) as load:
        table = Table(f"from one Redis into a cluster, {len(load.talkers)} clients", load.calls)
        table.fault("nothing", lambda: None, 1)
        table.fault("move", lambda: said.append(move(stack, cluster)), 1)
        for service in stack.services:
            table.fault("restart, old address", lambda service=service: faults.terminate(service))
            assert service.log().count(FOLLOWED) > 0
        for service in stack.services:
            service.environment["LEIDA_REDIS"] = cluster.address
            before = service.log().count(FOLLOWED)
            table.fault("restart, new address", lambda service=service: faults.terminate(service))
            assert service.log().count(FOLLOWED) == before
        table.fault("the old Redis ends", stack.redis.stop, 1)
    end(load, table, show, said[0])


def test_instance_that_hangs_meanwhile(new_stack, new_cluster, show):
    """It wakes when the store is elsewhere, with calls in hand that others have done by then."""
    stack, cluster = new_stack(chat=3), new_cluster()
    with Load(HalfSigned(stack), keep=True) as load:
        table = Table(f"a chat instance hangs while the store moves, {len(load.talkers)} clients", load.calls)

        def move_past(process):
            process.child.send_signal(signal.SIGSTOP)
            try:
                move(stack, cluster)
            finally:
                process.child.send_signal(signal.SIGCONT)
            process.wait_ready()

        table.fault("SIGSTOP, move, SIGCONT", lambda: move_past(stack.service("chat-2")), 2)
    end(load, table, show)


def test_pages_hear_of_everything(new_stack, new_cluster):
    """Pages with a WebSocket, and those that wait, are told all that is said while the store moves."""
    stack, cluster = new_stack(chat=2, gateways=2), new_cluster()
    with Scene(stack) as scene:
        with scene.talk():
            move(stack, cluster)
        scene.settle()
        scene.finish()


def test_users_of_redis(new_stack, new_cluster, tmp_path, show):
    """Each process is a user of Redis' of its own, on both sides, and may do what it takes to follow."""
    secrets = tmp_path / "secrets"
    subprocess.run([ROOT / "ops/docker/make-secrets", secrets], check=True, capture_output=True)
    stack, cluster = new_stack(secrets=secrets), new_cluster(secrets=secrets)
    with Load(HalfSigned(stack), keep=True) as load:
        table = Table(f"with users of Redis, {len(load.talkers)} clients", load.calls)
        table.fault("move", lambda: move(stack, cluster), 1)
    end(load, table, show)
    with stack.probe() as old, cluster.probe() as new:
        assert old.call("ACL", "LOG") == [] and new.call("ACL", "LOG") == []


@pytest.mark.long
def test_a_million_messages_under_load(new_stack, new_cluster, show):
    """They are all there, and as many as before, and so is what was said meanwhile."""
    stack, cluster = new_stack(chat=2), new_cluster()
    world = World(stack)
    pairs = [world.bind(staff, world.customer()) for staff in [world.user() for _ in range(100)] for _ in range(10)]
    for pair in pairs:
        for number in range(1000):
            world.add("message", user_id=pair.staff.id, customer_id=pair.customer.id, send_type=1 + number % 2,
                      content={"info_type": 1, "msg": f"{number} 您好,请问这款产品的价格是多少?能不能再优惠一点?"})
    world.load()
    said = []
    with Load(HalfSigned(stack), keep=True) as load:
        table = Table(f"1,000,000 messages, {len(load.talkers)} clients", load.calls)
        table.fault("nothing", lambda: None, 1)
        table.fault("move", lambda: said.append(move(stack, cluster)), 1)
    end(load, table, show, said[0])
    old, new = map(int, re.search(r"messages +(\d+) +(\d+)\n", said[0]).groups())
    told = sum(len(check.history(pair)) for pair in load.pairs)
    assert 1_000_000 <= old <= new <= 1_000_000 + told
    exported = stack.ctl("export").stdout.count('{"type":"message"')
    assert exported == 1_000_000 + told
