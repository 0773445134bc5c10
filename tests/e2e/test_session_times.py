# SPDX-License-Identifier: Apache-2.0
"""How long a session of a browser lasts, and what becomes of what it waits for when it ends."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.records import World
from harness.sessions import DAY, HOUR, now, with_session
from harness.waiting import wait_until

MINUTE = 60_000
LEFT = 1500


@pytest.fixture(params=["user", "customer"])
def client(request, pair):
    return pair.staff if request.param == "user" else pair.customer


def renewed(browser):
    """The times of the session that an answer gives, ms from now; None when it gives none."""
    browser.cookies = dict(browser.cookies)
    before = browser.cookies[browser.cookie]
    browser.session().done()
    after = browser.cookies[browser.cookie]
    return None if after == before else tuple(int(part) - now() for part in after.split(".")[2:4])


def test_session_is_prolonged_once_it_is_an_hour_old(client):
    assert renewed(with_session(client, issued=-2 * HOUR, expires=11 * HOUR + MINUTE)) is None
    issued, expires = renewed(with_session(client, issued=-2 * HOUR, expires=11 * HOUR - MINUTE))
    assert abs(issued + 2 * HOUR) < MINUTE and abs(expires - 12 * HOUR) < MINUTE


def test_session_lasts_seven_days_at_most(client):
    issued, expires = renewed(with_session(client, issued=-7 * DAY + 6 * HOUR, expires=MINUTE))
    assert abs(issued + 7 * DAY - 6 * HOUR) < MINUTE and abs(expires - 6 * HOUR) < MINUTE
    assert renewed(with_session(client, issued=-7 * DAY + 6 * HOUR, expires=6 * HOUR)) is None
    with_session(client, issued=-7 * DAY - 1, expires=MINUTE).session().refused(400)
    with_session(client, issued=-HOUR, expires=-1).session().refused(400)


def last_moments(client):
    """A browser whose session cannot be prolonged any more, and when it ends, on the monotonic clock."""
    return with_session(client, issued=LEFT - 7 * DAY, expires=LEFT), time.monotonic() + LEFT / 1000


def test_session_that_is_over_is_given_nothing_it_waited_for(pair):
    browser, end = last_moments(pair.staff)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(browser.get, "/chat/getmsg/0", customer_id=pair.customer.id, wait=10)
        wait_until(lambda: time.monotonic() > end + 0.2, 10, "the session to be over")
        pair.customer_says("x").done()
        waiting.result().refused(400)
    assert pair.staff.get("/chat/query_num/0", customer_id=pair.customer.id).done()["chatinfo_count"] == 1
