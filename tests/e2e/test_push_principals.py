# SPDX-License-Identifier: Apache-2.0
"""How many WebSockets one staff user or customer may have, over all threads of the gateway (docs/push.md)."""

import concurrent.futures

import pytest
from harness.metrics import scrape, total
from harness.records import World
from harness.waiting import wait_until
from harness.websocket import PING, PONG, connect, frame

LIMIT = 8
CLOSING = 8  # in each thread


@pytest.fixture(scope="module", params=[2, 4])
def threads(request, shared_stacks):
    """A stack whose gateway has so many; the system deals connections out to them."""
    return shared_stacks(settings={"gateway": {"LEIDA_THREADS": str(request.param)}})


@pytest.fixture
def pair(threads):
    return World(threads).pair()


def connections(stack):
    return total(scrape(stack.gateway), "leida_push_connections")


def assert_open(sockets):
    for opened in sockets:
        opened.send(frame(b"here", PING))
        assert opened.control() == (PONG, b"here")


def abort(sockets):
    for opened in sockets:
        opened.abort()


def test_each_beyond_the_limit_closes_the_oldest_of_all(pair):
    sockets = [connect(pair.staff) for _ in range(LIMIT)]
    others = [connect(pair.customer) for _ in range(LIMIT)]
    for _ in range(2 * LIMIT):
        sockets.append(connect(pair.staff))
        assert sockets.pop(0).closed() == 4409
        assert_open(sockets)
    assert_open(others)
    abort([*sockets, *others])


def test_one_that_has_ended_makes_room(threads, pair):
    wait_until(lambda: connections(threads) == 0, 10, "the sockets of before to end")
    sockets = [connect(pair.staff) for _ in range(LIMIT)]
    sockets.pop(2).abort()
    wait_until(lambda: connections(threads) == LIMIT - 1, 10, "the gateway to notice")
    sockets.append(connect(pair.staff))
    assert_open(sockets)
    sockets.append(connect(pair.staff))
    assert sockets.pop(0).closed() == 4409
    assert_open(sockets)
    abort(sockets)


def test_many_at_once_leave_as_many_as_may_be(threads, pair):
    wait_until(lambda: connections(threads) == 0, 10, "the sockets of before to end")
    count = 10 * LIMIT
    before = total(scrape(threads.gateway), "leida_push_closes_total", code="4409")
    with concurrent.futures.ThreadPoolExecutor(LIMIT) as pool:
        sockets = list(pool.map(lambda _: connect(pair.staff), range(count)))
    wait_until(lambda: connections(threads) == LIMIT, 10, "the surplus to be closed")
    assert total(scrape(threads.gateway), "leida_push_closes_total", code="4409") == before + count - LIMIT
    abort(sockets)


def test_sockets_that_close_do_not_gather(threads, pair):
    """Their clients do not answer: each would be waited for."""
    wait_until(lambda: connections(threads) == 0, 10, "the sockets of before to end")
    sockets = []
    for _ in range(10 * LIMIT):
        sockets.append(connect(pair.staff))
        loops = int(threads.settings["gateway"]["LEIDA_THREADS"])
        assert connections(threads) <= LIMIT + loops * (CLOSING + 1)
    assert [opened.closed() for opened in sockets[:-LIMIT]] == (len(sockets) - LIMIT) * [4409]
    assert_open(sockets[-LIMIT:])
    abort(sockets)
