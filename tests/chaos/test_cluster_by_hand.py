# SPDX-License-Identifier: Apache-2.0
"""The commands of docs/operations.md, "Redis Cluster", by which an operator changes a cluster, as they stand there, while
clients talk: no call fails, and nothing is lost."""

import re
import subprocess

import pytest
from harness.documents import documents
from harness.records import World
from harness.redis_cluster import RedisCluster
from harness.slot_moves import slots_of
from harness.waiting import PATIENCE, wait_until
from kit import check
from kit.crowd import Crowd, people

NOTE = "tests/chaos/test_cluster_by_hand.py runs it"
FEWER = {"4096": "96", "1366": "32"}  # slots: redis-cli takes some milliseconds for each
BLOCKS = [block for block in documents()["docs/operations.md"].blocks if block.reason == NOTE]
ADD, REMOVE, REPLACE, LOST = range(4)

pytestmark = pytest.mark.quiet


class Office:
    """A stack on three masters with a replica each, and what the document says there is besides: 10.0.0.N is node N."""

    def __init__(self, new_stack, folder):
        self.cluster = RedisCluster(folder, replicas=1)
        self.stack = new_stack(redis=self.cluster)
        self.hosts = [*self.cluster.nodes, *(self.cluster.add_stranger() for _ in range(3))]

    def run(self, number):
        """A block, and what it prints."""
        block = BLOCKS[number]
        text = re.sub(r"(?<=--cluster-slots )\d+", lambda found: FEWER[found[0]], block.text)
        text = re.sub(r"10\.0\.0\.(\d):6379", lambda found: self.hosts[int(found[1]) - 1].place, text)
        assert "10.0.0." not in text and text != block.text
        done = subprocess.run(["sh", "-euc", text], cwd=self.cluster.folder, capture_output=True, text=True,
                              timeout=120 * PATIENCE, check=False)
        assert done.returncode == 0, f"{block.place}\n{text}\n{done.stdout[-3000:]}{done.stderr}"
        return done.stdout

    def known(self):
        """All whom the cluster consists of, as its third node says."""
        asked = self.hosts[2]
        return {self.cluster.node(line.ident) for line in self.cluster.view(asked)}

    def wait_known(self, *numbers):
        wanted = {self.hosts[number - 1] for number in numbers}
        wait_until(lambda: self.known() == wanted and self.cluster.is_ok([*wanted]), 40, f"{numbers} to be a cluster")


@pytest.fixture
def office(new_stack, tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    return Office(new_stack, folder)


def test_document_has_all_of_them():
    assert len(BLOCKS) == 4


def test_shard_comes_and_goes_and_a_master_is_replaced(office):
    one, new, replica, other = (office.hosts[number - 1] for number in (1, 7, 8, 9))
    with Crowd(people(World(office.stack), 20), 4) as crowd:
        office.run(ADD)
        office.wait_known(1, 2, 3, 4, 5, 6, 7, 8)
        assert slots_of(office.cluster, new) > 90 and office.cluster.replicas_of(new) == [replica]
        office.run(REMOVE)
        office.wait_known(1, 2, 3, 4, 5, 6)
        office.run(REPLACE)
        office.wait_known(2, 3, 4, 5, 6, 9)
        assert other.is_master() and slots_of(office.cluster, other) > 5000 and one not in office.known()
    assert check.faults(crowd) == []
    assert crowd.calls.failures == []


def test_node_that_is_lost_for_good_is_forgotten_and_replaced(office):
    lost, heir, new = (office.hosts[number - 1] for number in (2, 5, 9))
    lost.kill()
    wait_until(heir.is_master, 30, "the replica to take over")
    office.run(LOST)
    office.wait_known(1, 3, 4, 5, 6, 9)
    assert office.cluster.replicas_of(heir) == [new]
    World(office.stack).pair().customer_says().done()
