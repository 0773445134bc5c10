# SPDX-License-Identifier: Apache-2.0
"""What resp.Redis is to one server, for a cluster: each command goes to the master that has its key, and one without a key to
all masters, whose answers become one."""

import binascii
import contextlib

SLOTS = 16384
# Words before the first key, where that is not the word after the command.
KEY_AT = {"EVAL": 3, "EVALSHA": 3, "OBJECT": 2, "DEBUG": 2, "MEMORY": 2, "XGROUP": 2, "XINFO": 2}
KEYLESS = {"ACL", "BGREWRITEAOF", "CLIENT", "CLUSTER", "COMMAND", "CONFIG", "DBSIZE", "FLUSHALL", "FLUSHDB", "INFO", "KEYS",
           "LATENCY", "PING", "PUBSUB", "SCRIPT", "SLOWLOG", "TIME"}
REDIRECTIONS = 20


def slot_of(key):
    """The slot of a key: of what its first {…} encloses, unless that is empty (cluster specification: "hash tags")."""
    key = key if isinstance(key, bytes) else str(key).encode()
    _, brace, rest = key.partition(b"{")
    tag, end, _ = rest.partition(b"}")
    return binascii.crc_hqx(tag if brace and end and tag else key, 0) % SLOTS


def key_of(words):
    """The first key of a command; None: it has none."""
    name = str(words[0]).upper()
    if name in KEYLESS:
        return None
    return words[KEY_AT.get(name, 1)]


def together(answers):
    """One answer of those of all masters: numbers are added, lists joined; else it is the first."""
    if all(isinstance(answer, int) for answer in answers):
        return sum(answers)
    if all(isinstance(answer, list) for answer in answers):
        return [each for answer in answers for each in answer]
    return answers[0]


def _is_number(text):
    return text.isdecimal()


class ClusterProbe:
    """Connections to the masters of a cluster (redis_cluster.py), opened when they are needed; with the methods of resp.Redis."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.connections = contextlib.ExitStack()
        self.open = {}
        self.places = {}  # slot -> node

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connections.close()

    def _to(self, node):
        if node not in self.open:
            self.open[node] = self.connections.enter_context(node.probe())
        return self.open[node]

    def _routed(self, words, slot):
        node, asking = self.places.get(slot) or self.cluster.nodes[0], False
        for _ in range(REDIRECTIONS):
            try:
                if asking:
                    self._to(node).call("ASKING")
                return self._to(node).call(*words)
            except RuntimeError as error:
                kind, _, place = str(error).partition(" ")
                if kind not in ("MOVED", "ASK"):
                    raise
                node, asking = self.cluster.node_at(place.split()[1]), kind == "ASK"
                if not asking:
                    self.places[slot] = node
        raise AssertionError(f"the cluster sends {words[0]} round in circles")

    def call(self, *words):
        key = key_of(words)
        if key is None:
            return together([self._to(node).call(*words) for node in self.cluster.masters()])
        return self._routed(words, slot_of(key))

    def info(self, section):
        """A section of INFO as a dictionary: numbers added, else what the first master says."""
        told = [self._to(node).info(section) for node in self.cluster.masters()]
        def joined(name):
            values = [one[name] for one in told if name in one]
            return str(sum(map(int, values))) if all(map(_is_number, values)) else values[0]
        return {name: joined(name) for one in told for name in one}

    def command_counts(self):
        """How often each command has run on any master, those inside scripts included."""
        counts = {}
        for node in self.cluster.masters():
            for name, count in self._to(node).command_counts().items():
                counts[name] = counts.get(name, 0) + count
        return counts
