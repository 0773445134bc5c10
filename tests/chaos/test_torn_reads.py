# SPDX-License-Identifier: Apache-2.0
"""A slot of a Redis Cluster is half moved, and what is asked first comes last: every read of the API is answered as if it were
whole, or waits until it is."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.records import World
from harness.redis_cluster import RedisCluster
from harness.routes import ROUTES, Route
from kit.crowd import BLOCK, people
from kit.torn import Case, Parted

ORDERS = ("-last_activity_time", "-last_follow_time", "-create_date")
# Some show what they have marked as given: nobody is shown that again.
MARKING = ("/chat/getmsg/0", "/chat", "/action/get_new_log")
READS = [
    *(route for route in ROUTES if route.method == "GET" and route.path not in MARKING),
    *(Route("user", "GET", "/tongxunlu", {"order": order}) for order in ORDERS),
]
DEADLINE = 1500  # ms: what needs two keys at once is refused then


@pytest.fixture(scope="module")
def scene(shared_stacks, tmp_path_factory):
    """A cluster, and somebody with whom all the counts are above 0; a second contact never did anything."""
    cluster = RedisCluster(tmp_path_factory.mktemp("cluster"), block=BLOCK)
    stack = shared_stacks(chat=1, redis=cluster, settings={"gateway": {"LEIDA_DEADLINE": str(DEADLINE)}})
    world = World(stack)
    (pair,) = people(world, 1)
    world.bind(pair.staff, world.customer())
    world.load()
    case = Case(READS[0], pair)
    pair.staff.get("/chat/getmsg/0", customer_id=pair.customer.id).done()
    pair.customer.get("/chat/getmsg/0", u_id=pair.staff.id).done()
    for number in range(5):
        pair.customer_says(f"unread by the staff user {number}").done()
    for number in range(2):
        pair.staff_says(f"unread by the customer {number}").done()
    return cluster, case


def answers(case):
    with ThreadPoolExecutor(len(READS)) as pool:
        return {route: answer for route, (answer, _) in zip(READS, pool.map(case.call, READS))}


@pytest.mark.parametrize("alone", [True, False], ids=["one is elsewhere", "all but one are elsewhere"])
def test_every_read_is_answered_as_if_its_slot_were_whole(scene, alone):
    cluster, case = scene
    world = case.keys()[0]
    with cluster.probe() as probe:
        keys = sorted(key for key in probe.call("KEYS", f"*{world}*") if not key.startswith(b"once:"))
    assert len(keys) > 10, keys
    for key in keys:
        whole = answers(case)
        with Parted(cluster, [world], lambda other: (other == key) == alone):
            torn = answers(case)
        for route, answer in torn.items():
            assert answer.status in (503, 504) or answer.envelope == whole[route].envelope, (key, route, answer, whole[route])
        assert any(answer.status == 200 for answer in torn.values())


@pytest.mark.parametrize("key", [b"rel:", b"msgs:", b"cursors:"])
def test_what_is_marked_as_given_is_given(scene, key):
    """All of it, when the slot is whole again at the latest."""
    cluster, case = scene
    pair = case.pair
    said = [f"{key} {number}" for number in range(3)]
    for text in said:
        pair.customer_says(text).done()
    with Parted(cluster, case.keys()[:1], lambda other: other.startswith(key)):
        first = pair.staff.get("/chat/getmsg/0", customer_id=pair.customer.id)
    later = pair.staff.get("/chat/getmsg/0", customer_id=pair.customer.id)
    shown = [row["msg"] for answer in (first, later) if answer.status == 200 for row in answer.rows]
    assert [text for text in shown if text in said] == said, (first, later)
