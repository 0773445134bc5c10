# SPDX-License-Identifier: Apache-2.0
"""Few clients on many conversations: each goes from one to another at random. What kit.check compares is kept as of any load."""

import itertools
import random
import threading
import time

from harness.redis_routing import slot_of

from .calls import Calls
from .talk import PAUSE, Talker

STYLES = ("getmsg", "after", "history")
NUMBERS = itertools.count(1_000_000)  # ids that people() tries
# What there is of each in Redis: first without what nobody can talk, then the rest.
KEYS = {
    "company": ((), ("company:{}", "catalogue:{}")),
    "user": (("user:{}", "cred:u:{}", "{{u:{}}}"), ()),
    "customer": (("customer:{}", "cred:c:{}", "{{c:{}}}"), ("tagged:{}", "bound:{}")),
}
TRIES = 100_000
BLOCK = 64  # slots: keys of one id are as far apart as those of another, so with whole ranges many can't be on one master


class Crowd:
    """`clients` threads share out the conversations `pairs`; those of one are never in two hands."""

    def __init__(self, pairs, clients=16):
        self.calls = Calls(keep=True)
        self.over = threading.Event()
        self.pairs = pairs
        self.talkers = []
        # Whoever speaks does so on the connection of the thread that it speaks from.
        connections = threading.local()
        for number, pair in enumerate(pairs):
            style = STYLES[number // clients % len(STYLES)]
            for side in ("staff", "customer"):
                talker = Talker(self, pair, side, 0, style)
                talker.client.local = connections
                self.talkers.append(talker)
        self.threads = [threading.Thread(target=self._go_round, args=(number, clients), daemon=True) for number in range(clients)]

    def _go_round(self, number, clients):
        own = [talker for place, talker in enumerate(self.talkers) if place // 2 % clients == number]
        chance = random.Random(number)
        talker = own[0]
        try:
            while not self.over.is_set():
                talker = chance.choice(own)
                talker.act()
                time.sleep(chance.random() * 2 * PAUSE)
            talker.client.close()
        except Exception as error:
            talker.wrong.append(f"{talker.name} of {talker.pair.staff.id} could not go on: {error!r}")
            raise

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive(), "a client still waits for an answer"


def people(world, count, is_theirs=lambda key: True, every=True):
    """So many conversations of staff users and customers of their own, whose keys are all as is_theirs(key) wants them; or those
    without which they cannot talk."""
    def ident(kind):
        forms = sum(KEYS[kind], ()) if every else KEYS[kind][0]
        return next(number for number in itertools.islice(NUMBERS, TRIES) if all(is_theirs(form.format(number)) for form in forms))

    pairs = []
    for _ in range(count):
        company = world.company(id=ident("company"))
        staff = world.user(id=ident("user"), company_id=company)
        customer = world.customer(id=ident("customer"))
        pairs.append(world.bind(staff, customer))
        pairs[-1].company = company
    world.load()
    return pairs


def on(cluster, *masters):
    """Whether a key belongs to one of these masters, as it is now."""
    theirs = set()
    for node in masters:
        for words in cluster.owners(node)[node.ident]:
            first, _, last = words.partition("-")
            theirs.update(range(int(first), int(last or first) + 1))
    return lambda key: slot_of(key) in theirs


def add_replicas(cluster, counts, *place):
    """So many of each of the first masters, first one of each: Redis gives a master that has none the second of another."""
    for number in range(max(counts)):
        for master, count in zip(cluster.nodes[: len(counts)], counts):
            if number < count:
                cluster.add_replica(master, *place)
