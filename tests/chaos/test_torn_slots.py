# SPDX-License-Identifier: Apache-2.0
"""Slots of a Redis Cluster stay half moved: some keys are with the old master, some with the new one, and Redis answers what
needs both with TRYAGAIN. Every write of the API waits for the end of it and then is done whole, once."""

import functools
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.records import World
from harness.redis_cluster import RedisCluster
from harness.routes import ROUTES
from harness.waiting import PATIENCE
from kit.crowd import BLOCK, on, people
from kit.torn import Case, Tear

TORN = 1.0  # seconds
DEADLINE = 2.0  # seconds: the gateway's, in the test of what is torn for longer
AMPLE = 60.0  # the same where every call is to end well, be the machine as busy as it likes
COUNTER = "next:{ids:tag}"

WRITES = [route for route in ROUTES if route.method == "POST"]
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
