# SPDX-License-Identifier: Apache-2.0
"""A network parts one master of a Redis Cluster, together with a gateway and its services, from all else. Clients on either side
go on; what was acknowledged is there when the network is whole again."""

import contextlib
import threading
import time

import pytest
from harness.records import World
from harness.redis_cluster import RedisCluster
from harness.waiting import PATIENCE, wait_until
from kit import check, hosts
from kit.crowd import BLOCK, Crowd, add_replicas, on, people
from kit.table import Table

PARTED = 8.0  # seconds
# Of the node timeout. A master asks a node that was silent for half of it, and gives it up a whole one after that.
WRITES_END = 1.5
SLACK = 1.5 * PATIENCE  # seconds that a busy machine may add

pytestmark = [pytest.mark.quiet, pytest.mark.skipif(bool(hosts.missing()), reason=hosts.missing())]

DURABLE = {"LEIDA_DURABILITY": "replicated", "LEIDA_REPLICAS": "1"}


@pytest.fixture
def cluster(net, tmp_path):
    """The first master is far; its replicas are near, as all others are."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    near, far = (hosts.NEAR_STORE, ()), (hosts.FAR_SERVICE, net.far.prefix)
    cluster = RedisCluster(folder, block=BLOCK, places=[far, near, near])
    try:
        cluster.start()
        add_replicas(cluster, (2, 1, 1), *near)
        yield cluster
    finally:
        assert cluster.stop() == 0


@pytest.fixture
def sides(cluster, net, new_stack):
    """A stack on either side."""
    services = dict.fromkeys(("chat", "crm", "actionlog"), DURABLE)
    near = new_stack(redis=cluster, keep_redis=True, settings=services)
    away = {"LEIDA_ADMIN": f"{hosts.FAR}:0"}
    gateway = {**away, "LEIDA_LISTEN": f"{hosts.FAR}:8000", "LEIDA_EXEMPT_ADDRESSES": "10.77.0.0/16"}
    far = new_stack(redis=cluster, keep_redis=True, settings={role: {**own, **away} for role, own in services.items()} | {"gateway": gateway},
                    wrappers=dict.fromkeys(("gateway", "chat", "crm", "actionlog"), net.far.prefix))
    return near, far


class Writer(threading.Thread):
    """Writes to a master itself, from where it stands, until it is told to end."""

    def __init__(self, master, key):
        super().__init__()
        self.master, self.key = master, key
        self.last = 0.0  # when the last one was taken
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(0.02):
            with contextlib.suppress(RuntimeError, OSError, AssertionError):
                self.master.call("SET", self.key, "x")
                self.last = time.monotonic()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


def test_master_is_parted_with_a_gateway(cluster, sides, net, show):
    near, far = sides
    lost = cluster.nodes[0]
    is_lost = on(cluster, lost)
    inside = people(World(far), 20, is_lost, every=False)
    outside = people(World(near), 40, is_lost, every=False) + people(World(near), 40)
    key = next(key for key in map("kit:{}".format, range(1000)) if is_lost(key))
    told = {}

    def part():
        began = time.monotonic()
        for one in (hosts.NEAR, hosts.NEAR_STORE):
            net.part(one, hosts.FAR_SERVICE)
        net.part(hosts.NEAR_STORE, hosts.FAR)
        survivors = [node for node in cluster.nodes if node is not lost]
        wait_until(lambda: lost not in cluster.masters(survivors[0]) and cluster.is_ok(survivors), 30, "a replica to take over")
        told["over"] = time.monotonic() - began
        time.sleep(max(0, began + PARTED - time.monotonic()))
        told["written"] = writer.last - began
        net.heal()
        cluster.wait_ok()

    with Writer(lost, key) as writer, Crowd(inside, 4) as parted, Crowd(outside, 12) as rest:
        tables = [Table(f"a master is parted: clients {where}", each.calls) for where, each in (("with it", parted), ("without it", rest))]
        tables[0].fault("nothing", lambda: None, 1)
        tables[0].fault("parted", lambda: tables[1].fault("parted", part), 3)
    for table in tables:
        show(table)
    show(f"node timeout {cluster.timeout:.1f} s: the last write that it took was {told['written']:.1f} s after the cut, "
         f"a replica took over after {told['over']:.1f} s")
    assert check.faults(parted) == []
    assert check.faults(rest) == []
    assert told["written"] < cluster.timeout * WRITES_END + SLACK
    assert lost not in cluster.masters()
