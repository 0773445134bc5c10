# SPDX-License-Identifier: Apache-2.0
"""Slots of a Redis Cluster stay half moved: some keys are with the old master, some with the new one, and Redis answers what
needs both with TRYAGAIN. Every write of the API waits for the end of it and then is done whole, once; a read that needs several
keys, one after another, is answered right though what was asked first comes last."""

import collections
import functools
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.records import World
from harness.redis_cluster import RedisCluster
from harness.redis_routing import slot_of
from harness.routes import ROUTES
from harness.slot_moves import SlotMove
from harness.waiting import PATIENCE
from kit.crowd import BLOCK, on, people

TORN = 1.0  # seconds
DEADLINE = 2.0  # seconds: the gateway's, in the test of what is torn for longer
AMPLE = 60.0  # the same where every call is to end well, be the machine as busy as it likes
COUNTER = "next:{ids:tag}"
SIZES = {"string": "STRLEN", "list": "LLEN", "hash": "HLEN", "zset": "ZCARD", "set": "SCARD"}

WRITES = [route for route in ROUTES if route.method == "POST"]
READS = [route for route in ROUTES if route.method == "GET"]
# What these write is on several slots. What a call leaves that ends between two of them nobody sees (decision 0031).
SPREAD = ("/customer/update_tag/", "/tag_list/", "/tag_customer/")


@pytest.fixture(scope="module")
def start(shared_stacks, tmp_path_factory):
    """A stack on a cluster, for all tests with that deadline (seconds) in the gateway."""

    @functools.cache
    def run(deadline):
        cluster = RedisCluster(tmp_path_factory.mktemp("cluster"), block=BLOCK)
        settings = {"gateway": {"LEIDA_DEADLINE": str(int(deadline * 1000))}}
        return shared_stacks(chat=2, redis=cluster, settings=settings), cluster

    return run


class Case:
    """A route, and a conversation to call it in that has had some of everything."""

    def __init__(self, route, pair):
        self.route, self.pair = route, pair
        for number in range(3):
            pair.customer_says(f"{number}", msg_id=f"case-{number}").done()
            pair.staff_says(f"{number}").done()
        pair.staff.post("/follow_language/add/0", {"custom_language": "一"}).done()
        pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": "标签"}).done()
        pair.staff.post(f"/follow_info/add/{pair.customer.id}", {"follow_info": "电话已打"}).done()
        pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1}).done()
        self.phrase = pair.staff.get("/follow_language").done()["ret_data"]["follow_language_data"][-1]["language_id"]

    def call(self):
        """The answer, and after how many seconds."""
        client, peer = (self.pair.staff, self.pair.customer) if self.route.kind == "user" else (self.pair.customer, self.pair.staff)
        fields = {**self.route.values(), **({self.route.peer: peer.id} if self.route.peer else {})}
        path = self.route.path.format(peer=peer.id, phrase=self.phrase)
        began = time.monotonic()
        answer = client.get(path, **fields) if self.route.method == "GET" else client.post(path, fields)
        return answer, time.monotonic() - began

    def keys(self):
        """One of each slot that has something of theirs."""
        staff, customer = self.pair.staff.id, self.pair.customer.id
        return [f"{{u:{staff}}}", f"catalogue:{self.pair.company}", f"tagged:{customer}", f"{{c:{customer}}}", f"{{tagged:{customer}}}"]

    def shape(self, probe):
        """What the store has of them: how many keys of which kind and size. Ids and times do not count."""
        found = collections.Counter()
        for own in self.keys():
            for key in probe.call("KEYS", f"*{own}*"):
                kind = probe.call("TYPE", key)
                # An answer that is kept for those who ask again has ids in it.
                size = 0 if key.startswith(b"once:") else probe.call(SIZES[kind], key)
                found[re.sub(r"(?<=}:)[0-9a-f]{16}|\d+", "#", key.decode()), kind, size] += 1
        return found

    def tags(self):
        """Of each of the company's tags whether the customer bears it."""
        answer = self.pair.staff.get("/tag_list", customer_id=self.pair.customer.id)
        return [tag["is_select"] for group in answer.rows for tag in group["tags"]]


class Tear:
    """The slots of these keys on their way to one other master: `share` of a slot's keys is moved, the rest in the end."""

    def __init__(self, cluster, keys, share):
        # One master takes all: two that take slots at a time may claim the same epoch.
        self.target = next(node for node in cluster.masters() if not any(on(cluster, node)(key) for key in keys))
        self.moves = [SlotMove(cluster, slot, self.target) for slot in sorted({slot_of(key) for key in keys})]
        self.share = share

    def __enter__(self):
        for move in self.moves:
            keys = sorted(move.begin().keys())
            move.move_keys([key for place, key in enumerate(keys) if place * self.share % 1 < self.share])
        return self

    def __exit__(self, *_):
        for move in self.moves:
            move.finish()


def cases(stack, cluster, routes):
    """Of each route two: in one the slots are torn. Nothing of theirs is with the master that all go to."""
    counted_at = cluster.master_of(COUNTER)
    staying = [node for node in cluster.masters() if node is not counted_at][0]
    pairs = iter(people(World(stack), 2 * len(routes), on(cluster, *(node for node in cluster.masters() if node is not staying))))
    return [(Case(route, next(pairs)), Case(route, next(pairs))) for route in routes]


TEARS = {
    "begun": (lambda case: case.keys()[:1], 0),
    "half": (lambda case: case.keys()[:1], 0.5),
    "moved but for the end": (lambda case: case.keys()[:1], 1),
    "all that a call touches, half": (lambda case: [*case.keys(), COUNTER], 0.5),
}


def tear_and_write(cluster, torn, tear, seconds):
    """What each case was answered, and after how many seconds; the slots are torn from before until `seconds` later."""
    slots, share = TEARS[tear]
    keys = [key for case in torn for key in slots(case)]
    with ThreadPoolExecutor(len(torn)) as pool:
        with Tear(cluster, keys, share):
            writing = [pool.submit(case.call) for case in torn]
            time.sleep(seconds)
        return [call.result() for call in writing]


@pytest.mark.parametrize("tear", TEARS)
def test_every_write_is_done_once_when_its_slot_is_whole(start, show, tear):
    stack, cluster = start(AMPLE)
    both = cases(stack, cluster, WRITES)
    answered = tear_and_write(cluster, [torn for torn, _ in both], tear, TORN)
    show(f"{tear}: " + ", ".join(f"{case.route.path} {spent:.2f} s" for (case, _), (_, spent) in zip(both, answered)))
    with cluster.probe() as probe:
        for (torn, whole), (answer, spent) in zip(both, answered):
            assert (answer.status, answer.code) == (200, 200), (torn.route, spent, answer)
            whole.call()[0].done()
            assert torn.shape(probe) == whole.shape(probe), torn.route
    assert max(spent for _, spent in answered) >= TORN * 0.9, "no call met a torn slot"


@pytest.mark.parametrize("tear", ["half", "all that a call touches, half"])
def test_write_that_never_sees_its_slot_whole_is_told_at_its_deadline(start, show, tear):
    """It is done or not at all, in the store, or for all who look where it is on several slots."""
    stack, cluster = start(DEADLINE)
    both = cases(stack, cluster, WRITES)
    with cluster.probe() as probe:
        before = [(torn.shape(probe), torn.tags()) for torn, _ in both]
        answered = tear_and_write(cluster, [torn for torn, _ in both], tear, DEADLINE + PATIENCE)
        show(f"{tear}: " + ", ".join(f"{case.route.path} {answer.status} after {spent:.2f} s" for (case, _), (answer, spent) in zip(both, answered)))
        for (torn, whole), (old, tags), (answer, spent) in zip(both, before, answered):
            assert answer.status in (200, 503, 504), (torn.route, answer)
            assert answer.status == 200 or spent > DEADLINE * 0.8, (torn.route, spent, answer)
            whole.call()[0].done()
            if answer.status != 200 and torn.route.path.startswith(SPREAD):
                assert torn.tags() in (tags, whole.tags()), torn.route
            else:
                assert torn.shape(probe) == (whole.shape(probe) if answer.status == 200 else old), torn.route
    assert any(answer.status != 200 for answer, _ in answered), "no call met a torn slot"


class Parted(Tear):
    """Slots on their way of which only the keys of one kind are with the new master."""

    def __init__(self, cluster, keys, kind):
        super().__init__(cluster, keys, 0)
        self.kind = kind.encode() + b":"

    def __enter__(self):
        for move in self.moves:
            move.begin().move_keys([key for key in move.keys() if key.startswith(self.kind)])
        return self


def outline(value):
    """What it is made of, without what differs between two people."""
    if isinstance(value, dict):
        return {name: outline(member) for name, member in value.items()}
    return [outline(row) for row in value] if isinstance(value, list) else type(value).__name__


@pytest.mark.parametrize("kind", ["rel", "msgs", "cursors", "latest", "log"])
def test_every_read_is_answered_right_though_some_keys_are_elsewhere(start, kind):
    stack, cluster = start(AMPLE)
    both = cases(stack, cluster, READS)
    with ThreadPoolExecutor(len(both)) as pool:
        with Parted(cluster, [torn.keys()[0] for torn, _ in both], kind):
            reading = [pool.submit(torn.call) for torn, _ in both]
            time.sleep(TORN)
        answered = [call.result()[0] for call in reading]
    for (torn, whole), answer in zip(both, answered):
        expected = whole.call()[0]
        assert (answer.status, outline(answer.envelope)) == (200, outline(expected.envelope)), (torn.route, answer, expected)
