# SPDX-License-Identifier: Apache-2.0
"""How long a session of a browser lasts, and what becomes of what it waits for when it ends."""

import contextlib
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.metrics import scrape, total
from harness.records import World
from harness.sessions import DAY, HOUR, now, with_session
from harness.waiting import wait_until

MINUTE = 60_000
LEFT = 1500
LATE = 1.2  # s: more than an answer may take that prolongs a session


@contextlib.contextmanager
def stopped(process):
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


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


def due(client):
    """A browser whose session the next answer prolongs."""
    return with_session(client, issued=-2 * HOUR, expires=10 * HOUR)


def test_wait_of_a_session_that_is_to_be_prolonged_ends_at_once(stack, pair):
    """An answer that comes late does not prolong it. The next one waits."""
    browser = due(pair.staff)
    before = dict(browser.cookies)
    browser.get("/chat/getmsg/0", customer_id=pair.customer.id, wait=55).done("没有得到实时聊天信息")
    assert browser.cookies != before
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(browser.get, "/chat/getmsg/0", customer_id=pair.customer.id, wait=55)
        wait_until(lambda: total(scrape(stack.gateway), "leida_push_polls") == 1, 10, "the call to be held")
        pair.customer_says("x").done()
        assert [row["msg"] for row in waiting.result(10).rows] == ["x"]


def test_answer_that_is_late_prolongs_no_session(new_stack):
    stack = new_stack()
    browser = due(World(stack).pair().staff)
    before = dict(browser.cookies)
    with ThreadPoolExecutor(1) as pool, stopped(stack.service("crm")):
        asking = pool.submit(browser.session)
        time.sleep(LATE)
    answer = asking.result(10)
    assert answer.done()["expires"] < now() + 10 * HOUR + MINUTE and browser.cookies == before


def test_answer_under_way_prolongs_no_session_that_was_ended(new_stack):
    """Whichever thread of the gateway hears of the logout."""
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "4"}})
    browser = due(World(stack).pair().staff)
    before = dict(browser.cookies)
    with ThreadPoolExecutor(8) as pool:
        with stopped(stack.service("crm")):
            asking = [pool.submit(browser.session) for _ in range(8)]
            wait_until(lambda: total(scrape(stack.gateway), "leida_http_in_flight") == 8, 10, "the calls to be under way")
            other_tab = with_session(browser)
            other_tab.cookies = dict(before)
            other_tab.log_out().done("退出成功")
        for answer in asking:
            answer.result(10).done()
    assert browser.cookies == before
