# SPDX-License-Identifier: Apache-2.0
"""A stack moves from its Redis into a cluster while clients talk: no call fails, and nothing is lost, doubled or out of order."""

import pytest
from harness.records import World
from harness.redis_cluster import RedisCluster
from kit import check
from kit.table import Table
from kit.talk import Load


@pytest.fixture
def cluster(tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = RedisCluster(folder)
    cluster.start()
    yield cluster
    assert cluster.stop() == 0


def test_move_under_load(new_stack, cluster, show):
    stack = new_stack(chat=2, crm=2)
    world = World(stack)
    said = []

    def move():
        result = stack.ctl("move", cluster.address)
        assert result.returncode == 0, result.stdout + result.stderr
        said.append(result.stdout)

    with Load(world) as load:
        table = Table(f"move into a cluster, {len(load.talkers)} clients", load.calls)
        table.fault("nothing", lambda: None, 1)
        table.fault("move", move, 2)
    show(f"{table}\n{said[0]}")
    assert load.calls.failures == []
    assert check.faults(load) == []
