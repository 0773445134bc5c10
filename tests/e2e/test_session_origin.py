# SPDX-License-Identifier: Apache-2.0
"""What pages of others can do with a session: nothing. Browsers send its cookie with whatever any page asks for; the headers
here are those that they send besides."""

import pytest
from harness.sessions import SessionClient, link, make
from harness.raw import conversation, request
from harness.records import Pair, World
from harness.strict import all_answers

FOREIGN = "https://evil.example"
CONSOLE = "https://console.example.com"
# As browsers send them: a script's request with credentials, one without X-Leida that needs no asking before, a form, a picture or
# link, a page in a sandbox, a neighbour under the same domain, a page of the same host by another port or scheme.
PAGES = {
    "script that asked before": {"X-Leida": "1", "Origin": FOREIGN, "Sec-Fetch-Site": "cross-site"},
    "script": {"X-Leida": None, "Origin": FOREIGN, "Sec-Fetch-Site": "cross-site"},
    "form": {"X-Leida": None, "Origin": FOREIGN, "Sec-Fetch-Site": None},
    "picture": {"X-Leida": None, "Origin": None, "Sec-Fetch-Site": "cross-site"},
    "old browser": {"X-Leida": None, "Origin": None, "Sec-Fetch-Site": None},
    "address typed": {"X-Leida": None, "Origin": None, "Sec-Fetch-Site": "none"},
    "sandbox": {"X-Leida": "1", "Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "sandbox, no metadata": {"X-Leida": "1", "Origin": "null", "Sec-Fetch-Site": None},
    "neighbour": {"X-Leida": "1", "Origin": None, "Sec-Fetch-Site": "same-site"},
    "metadata alone": {"X-Leida": "1", "Origin": None, "Sec-Fetch-Site": "cross-site"},
    "no page at all": {"X-Leida": "1", "Origin": None, "Sec-Fetch-Site": "none"},
    "origin alone": {"X-Leida": "1", "Origin": FOREIGN, "Sec-Fetch-Site": None},
    "empty origin": {"X-Leida": "1", "Origin": "", "Sec-Fetch-Site": None},
    "another word": {"X-Leida": "0", "Sec-Fetch-Site": "same-origin"},
    "empty word": {"X-Leida": "", "Sec-Fetch-Site": "same-origin"},
}


@pytest.fixture(scope="module")
def own(stack):
    pair = World(stack).pair()
    return Pair(SessionClient.of(pair.staff).log_in_by_link(stack), SessionClient.of(pair.customer).log_in_by_link(stack))


@pytest.fixture(params=PAGES, ids=lambda name: name.replace(" ", "-"))
def page(request):
    return PAGES[request.param]


def near(base_url):
    """Origins that look like ours."""
    return [base_url.replace("http", "https"), base_url + "0", base_url + "/", base_url + ".evil.example", base_url.rpartition(":")[0],
            base_url.upper(), base_url + " " + FOREIGN, "http://user@" + base_url[7:], base_url.replace("127.0.0.1", "localhost")]


def test_other_pages_mark_nothing_and_change_nothing(own, page):
    own.customer_says("a").done()
    before, count = own.unread(), own.staff_reads().data["data_count"]
    own.staff_says("b").done()
    for browser, peer in ((own.staff, {"customer_id": own.customer.id}), (own.customer, {"u_id": own.staff.id})):
        for path in ("/chat/getmsg/0", "/chat"):
            query = "&".join(f"{name}={value}" for name, value in peer.items())
            target = f"{browser.target(path)}?{query}"
            browser.send("GET", target, headers=page).refused(400)
        fields = {**peer, "content": {"info_type": 1, "msg": "planted"}}
        for kind in ("form", "multipart", "json"):
            browser.post("/chat/send_msg/0", fields, kind=kind, headers=page).refused(400)
    assert before[1] + 1 == own.unread()[1]
    assert own.staff_reads().data["data_count"] == count + 1


def test_other_pages_learn_nothing_and_log_nobody_out_or_in(stack, own, page):
    browser = own.staff
    browser.send("GET", "/zhugeleida/session", headers=page).refused(400)
    answer = browser.post("/zhugeleida/session/end", {}, headers=page)
    answer.refused(400)
    assert "Set-Cookie" not in answer.headers
    token = make("login", browser, nonce="planted-by-a-page")
    answer = browser.post("/zhugeleida/session", {"token": token}, headers=page)
    answer.refused(400)
    assert "Set-Cookie" not in answer.headers
    browser.session().done()


def test_origins_that_look_like_ours_are_others(own):
    for origin in near(own.staff.base_url):
        own.staff.send("GET", "/zhugeleida/session", headers={"Origin": origin}).refused(400)
    own.staff.send("GET", "/zhugeleida/session", headers={"Origin": own.staff.base_url}).done()


def test_what_the_browser_does_not_send_is_not_asked_for(own):
    own.staff.send("GET", "/zhugeleida/session", headers={"Sec-Fetch-Site": None}).done()


@pytest.fixture(scope="module")
def listing(shared_stacks):
    """With an origin for our pages, behind a front, and another for pages of others."""
    return shared_stacks(settings={"gateway": {
        "LEIDA_WEB_ORIGIN": f"{CONSOLE} http://127.0.0.1:5173", "LEIDA_CORS_ORIGINS": FOREIGN}})


@pytest.fixture
def away(listing):
    """A browser that has the pages from there, whatever Host the front names."""
    browser = SessionClient.of(World(listing).pair().staff)
    browser.page = {**browser.page, "Origin": CONSOLE}
    browser.log_in(link(listing, browser)[2]).done()
    assert list(browser.cookies) == ["__Host-leida-s"]
    return browser


def test_listed_origin_is_ours(away):
    away.session().done()
    away.send("GET", "/zhugeleida/session", headers={"Host": "console.example.com"}).done()
    away.send("GET", "/zhugeleida/session", headers={"Host": "console.example.com", "Origin": None}).done()


def test_host_says_nothing_where_origins_are_listed(away):
    for origin in (away.base_url, FOREIGN, CONSOLE + ":443", "https://127.0.0.1:5173", "http://127.0.0.1:5173"):
        away.send("GET", "/zhugeleida/session", headers={"Origin": origin}).refused(400)


def test_listed_loopback_is_plain(listing):
    browser = SessionClient.of(World(listing).pair().staff)
    browser.page = {**browser.page, "Origin": "http://127.0.0.1:5173", "Host": "127.0.0.1:5173"}
    browser.log_in(link(listing, browser)[2]).done()
    assert list(browser.cookies) == ["leida-s"]
    browser.session().done()


def test_pages_that_may_call_may_not_with_a_session(listing, away):
    """CORS opens the API to who signs: neither the header nor credentials are allowed, and a session is refused besides."""
    answer = away.send("GET", "/zhugeleida/session", headers={"Origin": FOREIGN})
    answer.refused(400)
    asked = {"Origin": FOREIGN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-leida", "Connection": "close"}
    for target in ("/zhugeleida/session", "/zhugeleida/qiyeweixin/chat", "/zhugeleida/session/end"):
        (preflight,) = all_answers(conversation(listing.base_url, request("OPTIONS", target, asked)))
        assert preflight.status == 204 and "x-leida" not in preflight.headers["access-control-allow-headers"].lower()
        for headers in (answer.headers, preflight.headers):
            assert not any(name.lower() == "access-control-allow-credentials" for name in headers)
