# SPDX-License-Identifier: Apache-2.0
"""A Redis Cluster: masters and replicas, each a process of its own on a free loopback port (redis_node.py). Stands in a Stack
where its Redis would. slot_moves.py has what moves slots between masters."""

import collections
import random
import signal

from .redis_node import RedisNode, free_port
from .redis_routing import SLOTS, ClusterProbe, slot_of
from .waiting import PATIENCE, wait_until

NODE_TIMEOUT = 2000  # ms: cluster-node-timeout where none is given
STARTS = 5  # of a node whose port is taken meanwhile

Line = collections.namedtuple("Line", "ident place flags master link slots")


class RedisCluster:
    """`replicas` of each of the `masters`. `settings` are for every redis.conf, `timeout` (ms) is the cluster's node timeout.
    Each master has a range of slots, or with `block` blocks of so many, as after years of moving them. `secrets` is a folder
    that ops/docker/make-secrets made: its users are Redis'. `places` has an (address, command prefix) for each node, masters
    first: the networks that they stand in."""

    name = "redis"

    def __init__(self, folder, masters=3, replicas=0, settings=None, timeout=NODE_TIMEOUT, secrets=None, places=None,
                 block=None):
        self.folder = folder
        self.count = masters
        self.replicas = replicas
        self.block = block
        self.password = (secrets / "redis_admin").read_text() if secrets else None
        self.settings = {
            "save": '""', "appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction",
            "cluster-enabled": "yes", "cluster-node-timeout": int(timeout * PATIENCE), "repl-diskless-sync-delay": 0,
            "shutdown-timeout": 0, **(settings or {}),
        }
        if secrets:
            self.settings |= {"aclfile": secrets / "redis_acl", "masterauth": self.password}
        self.nodes = []
        self.is_formed = False
        self.was_touched = False  # by a test: what it has set may still be
        for number in range(masters * (1 + replicas)):
            self._add(*(places[number] if places else ()))

    def _add(self, address="127.0.0.1", prefix=()):
        name = f"redis-{len(self.nodes) + 1}"
        settings = {**self.settings, "cluster-announce-ip": address}
        node = RedisNode(self.folder, name, free_port(address, bool(prefix)), settings, address, prefix, self.password)
        self.nodes.append(node)
        return node

    @property
    def timeout(self):
        """The node timeout in seconds."""
        return self.settings["cluster-node-timeout"] / 1000

    @property
    def address(self):
        """What `redis` is to be set to: the first masters are the seeds."""
        return "cluster://" + ",".join(node.place for node in self.nodes[: self.count])

    # ---- beginning and end ----

    def _start_new(self, node):
        for _ in range(STARTS):
            node.start()
            wait_until(lambda: not node.is_running() or node.socket.exists(), 15, f"{node.name} to listen")
            if node.is_running():
                break
            node.move_to(free_port(node.address, bool(node.prefix)))
        node.wait_answers()
        node.ident = node.call("CLUSTER", "MYID").decode()

    def start(self):
        """All nodes that do not run; the first time they become a cluster. It returns when each says that all is well."""
        first = not self.is_formed
        for node in self.nodes:
            if first:
                self._start_new(node)
            elif not node.is_running():
                node.start()
        for node in self.nodes:
            node.wait_answers()
        if first:
            self._form()
        self.wait_ok()
        return self

    def _form(self):
        masters = self.nodes[: self.count]
        for number, node in enumerate(masters):
            node.call("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            node.call("CLUSTER", "ADDSLOTSRANGE", *self._dealt(number))
        for node in self.nodes[1:]:
            self.meet(node)
        for number, node in enumerate(self.nodes[self.count :]):
            self.follow(node, masters[number % self.count])
        self.is_formed = True

    def _dealt(self, number):
        """The first and last slot of each range of a master's."""
        if not self.block:
            return number * SLOTS // self.count, (number + 1) * SLOTS // self.count - 1
        firsts = random.Random(0).sample(range(0, SLOTS, self.block), SLOTS // self.block)
        return [slot for first in firsts[number :: self.count] for slot in (first, first + self.block - 1)]

    def meet(self, node):
        """It becomes known to all, without slots."""
        self.nodes[0].call("CLUSTER", "MEET", node.address, node.port)
        wait_until(lambda: self.knows(node, self.nodes[0]) and self.knows(self.nodes[0], node), 20, f"{node.name} to be met")

    def follow(self, node, master):
        """It becomes a replica of that master."""
        wait_until(lambda: self.knows(node, master), 20, f"{node.name} to know {master.name}")
        node.call("CLUSTER", "REPLICATE", master.ident)

    def add_stranger(self, address="127.0.0.1", prefix=()):
        """A new node of whom no other knows."""
        node = self._add(address, prefix)
        self._start_new(node)
        return node

    def add_master(self, address="127.0.0.1", prefix=()):
        """A new node without slots, known to all."""
        node = self.add_stranger(address, prefix)
        self.meet(node)
        self.wait_ok()
        return node

    def add_replica(self, master, address="127.0.0.1", prefix=()):
        node = self.add_master(address, prefix)
        self.follow(node, master)
        self.wait_ok()
        return node

    def remove(self, node):
        """A node without slots (Redis makes it follow the one that got its last) leaves: it ends, and all others forget it."""
        node.kill()
        self.nodes.remove(node)
        for other in self.running():
            other.call("CLUSTER", "FORGET", node.ident)
        self.wait_ok()

    def stop(self, seconds=15):
        """Ends all nodes; the exit code of the first that ended otherwise than well, by itself or now. If one does not end all
        are killed."""
        self.was_touched = True
        try:
            for node in self.running():
                node.child.send_signal(signal.SIGCONT)
                wait_until(node.can_stop, 30, f"{node.name} to have written its file")
                node.begin_stop()
            codes = [node.stop(seconds) for node in self.nodes if not node.was_killed]
        except BaseException:
            self.kill()
            raise
        return next((code for code in codes if code), 0)

    def kill(self):
        """SIGKILL of all nodes."""
        self.was_touched = True
        for node in self.running():
            node.kill()

    def clear(self):
        """As a new one, but for its age."""
        for node in self.masters():
            node.call("FLUSHALL")
        for node in self.nodes:
            node.call("SCRIPT", "FLUSH")
            node.call("CONFIG", "RESETSTAT")

    # ---- looking at it ----

    def running(self):
        return [node for node in self.nodes if node.is_running()]

    @staticmethod
    def view(node):
        """What a node knows of all (CLUSTER NODES), those that it only just meets left out."""
        rows = [row.split() for row in node.call("CLUSTER", "NODES").decode().splitlines()]
        lines = [Line(row[0], row[1].split("@")[0], row[2].split(","), row[3], row[7], row[8:]) for row in rows]
        return [line for line in lines if "handshake" not in line.flags and "noaddr" not in line.flags]

    def knows(self, node, other):
        return other.ident in {line.ident for line in self.view(node)}

    @staticmethod
    def state(node):
        return dict(line.split(":", 1) for line in node.call("CLUSTER", "INFO").decode().splitlines())

    def owners(self, node):
        """Who has which slots, as this node knows."""
        return {line.ident: tuple(slots for slots in line.slots if "-[" not in slots) for line in self.view(node)
                if line.slots and "fail" not in line.flags}

    def is_ok(self, nodes=None):
        """Whether each of these (all that run) says that every slot is served, all agree on by whom, and every replica follows."""
        nodes = nodes or self.running()
        try:
            seen = {(self.state(node)["cluster_state"], *self._opinion(node)) for node in nodes}
            return len(seen) == 1 and seen.pop()[0] == "ok" and all(map(self._follows, nodes))
        except (OSError, RuntimeError):
            return False

    def _opinion(self, node):
        """What all nodes are to agree on: who has which slots, who follows whom."""
        return frozenset(self.owners(node).items()), frozenset((line.ident, line.master) for line in self.view(node))

    @staticmethod
    def _follows(node):
        """Whether it has all that its master has, or is one."""
        role = node.call("ROLE")
        return role[0] == b"master" or role[3] == b"connected"

    def wait_ok(self, nodes=None):
        wait_until(lambda: self.is_ok(nodes), 40, f"the cluster to be well: {self._told()}")

    def _told(self):
        return [node.name for node in self.running()]

    def node_at(self, place):
        """The node of a redirection, HOST:PORT."""
        return next(node for node in self.nodes if node.place.rpartition(":")[2] == place.rpartition(":")[2])

    def node(self, ident):
        return next(node for node in self.nodes if node.ident == ident)

    def masters(self, asked=None):
        """The nodes that have slots, as the first that runs (or `asked`) knows; those that have failed are left out."""
        asked = asked or self.running()[0]
        return sorted((self.node(ident) for ident in self.owners(asked)), key=self.nodes.index)

    def master_of(self, key, asked=None):
        """The master of a key, or of a slot where it is a number."""
        slot = key if isinstance(key, int) else slot_of(key)
        for ident, ranges in self.owners(asked or self.running()[0]).items():
            for words in ranges:
                first, _, last = words.partition("-")
                if int(first) <= slot <= int(last or first):
                    return self.node(ident)
        return None

    def replicas_of(self, master):
        asked = next(node for node in self.running() if node is not master)
        return [self.node(line.ident) for line in self.view(asked) if line.master == master.ident]

    def probe(self):
        """A connection (or several) on which commands go where they belong."""
        self.was_touched = True
        return ClusterProbe(self)

    def count_keys(self):
        return sum(node.call("DBSIZE") for node in self.masters())

    def log(self):
        return "".join(node.log() for node in self.nodes)
