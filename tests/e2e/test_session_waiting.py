# SPDX-License-Identifier: Apache-2.0
"""A session that ends while a request of it waits."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.records import World
from harness.sessions import SessionClient, make
from harness.waiting import wait_until

DAY = 24 * 3600 * 1000
LEFT = 1500


@pytest.fixture
def pair(stack):
    return World(stack).pair()


def last_moments(client):
    """A browser whose session cannot be prolonged any more, and when it ends, on the monotonic clock."""
    browser = SessionClient.of(client)
    browser.cookies[browser.cookie] = make("session", client, issued=LEFT - 7 * DAY, expires=LEFT)
    return browser, time.monotonic() + LEFT / 1000


def test_session_that_is_over_is_given_nothing_it_waited_for(pair):
    browser, end = last_moments(pair.staff)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(browser.get, "/chat/getmsg/0", customer_id=pair.customer.id, wait=10)
        wait_until(lambda: time.monotonic() > end + 0.2, 10, "the session to be over")
        pair.customer_says("x").done()
        waiting.result().refused(400)
    assert pair.staff.get("/chat/query_num/0", customer_id=pair.customer.id).done()["chatinfo_count"] == 1
