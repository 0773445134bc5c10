# SPDX-License-Identifier: Apache-2.0
"""Slots of a Redis Cluster (redis_cluster.py) go to another master: by redis-cli as an operator moves them, or step by step,
so that a test can look at a slot that has been moved by half."""

AT_ONCE = 100  # keys
SECONDS = 5


class SlotMove:
    """One slot on its way from its master to another: begin, move_keys, finish, as redis-cli does it."""

    def __init__(self, cluster, slot, target):
        self.cluster, self.slot, self.target = cluster, slot, target
        self.source = cluster.master_of(slot)
        assert self.source is not target, f"{target.name} has slot {slot} already"

    def begin(self):
        """From now on the target takes who asks for it, and the source sends on who asks for what is not there."""
        self.target.call("CLUSTER", "SETSLOT", self.slot, "IMPORTING", self.source.ident)
        self.source.call("CLUSTER", "SETSLOT", self.slot, "MIGRATING", self.target.ident)
        return self

    def keys(self):
        """Those that have not been moved."""
        return self.source.call("CLUSTER", "GETKEYSINSLOT", self.slot, 1_000_000)

    def move_keys(self, keys=None):
        """These keys, or all."""
        keys = self.keys() if keys is None else keys
        login = [] if self.source.password is None else ["AUTH", self.source.password]
        for start in range(0, len(keys), AT_ONCE):
            self.source.call("MIGRATE", self.target.address, self.target.port, "", 0, SECONDS * 1000, *login, "KEYS",
                             *keys[start : start + AT_ONCE])
        return self

    def finish(self):
        """All that is left of it; the target's first, so that there always is a master who takes calls."""
        while self.keys():
            self.move_keys()
        for node in [self.target, self.source, *self.cluster.masters()]:
            node.call("CLUSTER", "SETSLOT", self.slot, "NODE", self.target.ident)

    def __enter__(self):
        return self.begin()

    def __exit__(self, *_):
        self.finish()


def reshard(cluster, source, target, count):
    """So many slots of one master, by redis-cli. It returns when all nodes know."""
    source.cli("--cluster", "reshard", source.place, "--cluster-from", source.ident, "--cluster-to", target.ident,
               "--cluster-slots", count, "--cluster-yes")
    cluster.wait_ok()


def slots_of(cluster, node):
    """How many it has."""
    found = 0
    for words in cluster.owners(node).get(node.ident, ()):
        first, _, last = words.partition("-")
        found += int(last or first) - int(first) + 1
    return found


def empty(cluster, node):
    """Its slots go to the other masters, to each as many."""
    others = [master for master in cluster.masters() if master is not node]
    for left, target in zip(range(len(others), 0, -1), others):
        reshard(cluster, node, target, slots_of(cluster, node) // left)
    assert slots_of(cluster, node) == 0
