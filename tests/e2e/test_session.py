# SPDX-License-Identifier: Apache-2.0
"""Browsers' sessions (docs/decisions/0035): a login link, the cookie, and its end."""

import http.client
import ssl

import pytest
from harness.sessions import HOUR, KINDS, SessionClient, link, make, now, sign, with_session
from harness.client import Client
from harness.metrics import scrape, total
from harness.raw import conversation, request
from harness.records import Pair, World
from harness.routes import ROUTES, call
from harness.signed import SignedClient
from harness.strict import all_answers
from harness.threads import at_once
from test_tls import make_certificate

REFUSED = (200, 400, "token异常")
SESSION = "/zhugeleida/session"
MINUTE = 60_000


@pytest.fixture(params=["user", "customer"])
def client(request, pair):
    return pair.staff if request.param == "user" else pair.customer


@pytest.fixture
def browser(stack, client):
    return SessionClient.of(client).log_in_by_link(stack)


def browsers_of(stack, pair):
    return Pair(SessionClient.of(pair.staff).log_in_by_link(stack), SessionClient.of(pair.customer).log_in_by_link(stack))


# ---- login ----


def test_login_link_opens_a_session(stack, client):
    origin, page, token = link(stack, client)
    assert (origin, page) == (stack.base_url, None if client.kind == "user" else "c.html")
    browser = SessionClient.of(client)
    browser.get("/chat/query_num/0").refused(400)
    assert browser.log_in(token).done("登录成功") == {}
    data = browser.session().done("查询成功")
    assert (data["kind"], data["id"]) == (KINDS[client.kind], client.id)
    browser.log_out().done("退出成功")
    assert browser.cookies == {}
    browser.session().refused(400)


def test_every_route_takes_a_session(stack, pair):
    both = browsers_of(stack, pair)
    for route in ROUTES:
        both.customer_says("x").done()
        assert call(route, both).code == 200, route


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_token_comes_in_a_body_of_any_kind(client, kind):
    SessionClient.of(client).log_in(make("login", client, nonce=f"of-a-body-{kind:-<12}"), kind=kind).done("登录成功")


def test_login_token_is_taken_once(stack, client):
    token = link(stack, client)[2]
    SessionClient.of(client).log_in(token).done()
    again = SessionClient.of(client)
    again.log_in(token).refused(400, "token异常")
    assert again.cookies == {}


def refused_tokens(client, other):
    """Tokens that must not be taken, by what is wrong with each."""
    good = make("login", client, nonce="never-used-by-anybody")
    text, mac = good.rsplit(".", 1)
    kind, ident, rest = text.split(".", 2)
    stranger = Client(client.base_url, client.kind, 987_654_321, client.token)
    return {
        "late": make("login", client, issued=-16 * MINUTE, expires=-1),
        "of tomorrow": make("login", client, issued=2 * MINUTE, expires=15 * MINUTE),
        "of another's id": f"{kind}.{other.id}.{rest}.{mac}",
        "of the other kind": f"{'sc'.replace(kind, '')}.{ident}.{rest}.{mac}",
        "a session": make("session", client),
        "by another's key": make("login", client, key=other.token),
        "of nobody": make("login", stranger),
        "longer": good + "0",
        "shorter": good[:-1],
        "upper case": f"{text}.{mac.upper()}",
        "altered": f"{text}.{mac[:-1]}{'0' if mac[-1] != '0' else '1'}",
        "unsigned": text,
        "a nonce of nothing": sign("login", client.token, f"{kind}.{ident}.{now()}.{now() + MINUTE}."),
        "a word": "token",
    }


def test_tokens_that_are_wrong_are_refused_alike(client, pair):
    other = pair.customer if client is pair.staff else pair.staff
    used = make("login", client, nonce="spent-before-the-others")
    SessionClient.of(client).log_in(used).done()
    for what, token in {"used": used, **refused_tokens(client, other)}.items():
        browser = SessionClient.of(client)
        answer = browser.log_in(token)
        assert (answer.status, answer.code, answer.envelope["msg"]) == REFUSED, (what, answer)
        assert answer.data == {} and browser.cookies == {}, what


def test_session_times_may_be_a_minute_apart(client):
    """Of those who make links and of gateways: theirs are the clocks of several hosts."""
    SessionClient.of(client).log_in(make("login", client, issued=30_000, nonce="of-a-clock-ahead-")).done()
    with_session(client, issued=30_000).session().done()
    with_session(client, issued=90_000).session().refused(400)


def test_login_without_a_token_says_so(client):
    browser = SessionClient.of(client)
    browser.post(SESSION, {}).invalid(token="required")
    browser.post(SESSION, {"token": ""}).invalid(token="required")
    browser.post(SESSION, {"token": "x" * 193}).invalid(token="max_length")
    browser.post_raw(SESSION, "token=a&token=b").invalid(token="invalid")


def test_login_takes_no_large_body(stack):
    """Nobody has proven anything who sends one."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "X-Leida": "1", "Connection": "close"}
    for headers in ({"Content-Length": "4097"}, {"Transfer-Encoding": "chunked"}):
        (answer,) = all_answers(conversation(stack.base_url, request("POST", SESSION, {**form, **headers}, b"5\r\ntoken\r\n")))
        answer.gateway_error(413)


def test_session_routes_take_their_methods_alone(client):
    browser = SessionClient.of(client)
    for path, allowed in ((SESSION, "GET, HEAD, POST"), (SESSION + "/end", "POST")):
        answer = browser.send("PUT", path)
        assert (answer.status, answer.headers["Allow"]) == (405, allowed)
    assert browser.send("GET", SESSION + "/").status == 404


@pytest.fixture(scope="module")
def four_threads(shared_stacks):
    return shared_stacks(settings={"gateway": {"LEIDA_THREADS": "4", "LEIDA_LOG_ACCESS": "1"}})


def test_of_many_with_one_token_exactly_one_gets_in(four_threads):
    pair = World(four_threads).pair()
    for client in (pair.staff, pair.customer):
        token, clients = link(four_threads, client)[2], [SessionClient.of(client) for _ in range(16)]
        codes = at_once(lambda browser, token=token: browser.log_in(token).code, clients)
        assert sorted(codes) == [200] + 15 * [400]
        assert sum(bool(browser.cookies) for browser in clients) == 1


def test_no_log_has_a_token_or_a_session(four_threads):
    client = World(four_threads).pair().staff
    token = link(four_threads, client)[2]
    browser = SessionClient.of(client)
    browser.log_in(token).done()
    browser.log_in(token).refused(400)
    browser.session().done()
    logs = four_threads.logs()
    assert "session_begin" in logs
    for text in (token, browser.cookies[browser.cookie]):
        assert all(part not in logs for part in text.split(".")[-2:])


def test_logins_are_counted(four_threads):
    client = World(four_threads).pair().customer

    def counts():
        return {result: total(scrape(four_threads.gateway), "leida_logins_total", result=result)
                for result in ("done", "refused", "limited", "unavailable")}

    before, token = counts(), link(four_threads, client)[2]
    for _ in range(3):
        SessionClient.of(client).log_in(token)
    assert {result: count - before[result] for result, count in counts().items()} == {
        "done": 1, "refused": 2, "limited": 0, "unavailable": 0}


def test_login_without_redis_is_unavailable_and_may_be_tried_again(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_DEADLINE": "500"}})
    client = World(stack).pair().staff
    browser, token = SessionClient.of(client), link(stack, client)[2]
    client.get("/chat/query_num/0", customer_id=1)  # its credential is known
    stack.redis.stop()
    browser.log_in(token).gateway_error(503)
    assert browser.cookies == {}
    stack.start_redis()
    assert browser.log_in(token).status in (200, 503)
    stack.gateway.wait_ready()
    answer = browser.log_in(token) if not browser.cookies else browser.session()
    answer.done()


# ---- what a session is good for ----


def test_session_says_who_is_logged_in(stack, pair):
    for browser in (browsers_of(stack, pair).staff, browsers_of(stack, pair).customer):
        data = browser.session().done("查询成功")
        shown = pair.staff_reads("/customer").rows[0] if browser.kind == "customer" else None
        assert data["name"] and (shown is None or data["name"] == shown["username"])
        assert isinstance(data["avatar"], str) and data["zone"] == "Asia/Shanghai" and "push" in data["features"]
        assert abs(data["now"] - now()) < MINUTE
        assert 12 * HOUR - MINUTE < data["expires"] - data["now"] <= 12 * HOUR
        head = browser.send("HEAD", SESSION)
        assert (head.status, head.body) == (200, b"")


def test_session_is_told_without_crm(new_stack):
    """Whether it holds does not depend on a service. Neither does it where crm is of a build without the method."""
    stack = new_stack()
    browser = SessionClient.of(World(stack).pair().staff).log_in_by_link(stack)
    stack.service("crm").stop()
    data = browser.session().done()
    assert (data["id"], data["name"], data["avatar"]) == (browser.id, "", "")


def test_one_browser_may_be_both(stack, pair):
    both = browsers_of(stack, pair)
    both.staff.cookies.update(both.customer.cookies)
    assert both.staff.session().done()["kind"] == "staff"
    for kind, ident in (("staff", pair.staff.id), ("customer", pair.customer.id)):
        data = both.staff.session(kind=kind).done()
        assert (data["kind"], data["id"]) == (kind, ident)
    both.staff.session(kind="nobody").invalid(kind="invalid")
    both.staff.log_out(kind="customer").done()
    both.staff.session(kind="customer").refused(400)
    both.staff.session().done()
    both.staff.log_out(kind="nobody").invalid(kind="invalid")


def test_session_of_one_side_is_none_of_the_other(stack, pair):
    both = browsers_of(stack, pair)
    for own, other in ((both.staff, both.customer), (both.customer, both.staff)):
        stranger = SessionClient.of(other)
        stranger.cookies = dict(own.cookies)
        stranger.get("/chat/query_num/0").refused(400)
        stranger.cookies = {other.cookie: own.cookies[own.cookie]}
        stranger.get("/chat/query_num/0").refused(400)
        stranger.session().refused(400)


def test_two_cookies_of_one_name_are_refused(browser):
    """Who planted which of them nobody can tell."""
    mine = f"{browser.cookie}={browser.cookies[browser.cookie]}"
    for line in (f"{mine}; {mine}", f"{browser.cookie}=x; {mine}", f"{mine}; {browser.cookie}="):
        answer = browser.send("GET", SESSION, headers={"Cookie": line})
        answer.refused(400)
    for line in (f"a=b; {mine}", f"{mine};", f"x; {mine};;", f"{mine}; {browser.cookie.upper()}=x"):
        browser.send("GET", SESSION, headers={"Cookie": line}).done()


def test_two_lines_of_cookies_are_no_http(stack, client):
    """Nor where a signature counts in their place (RFC 6265 5.4)."""
    headers = [("Cookie", "a=b"), ("Cookie", "c=d")]
    signed = client.target("/chat/query_num/0", {"customer_id": 1, "u_id": 1})
    (answer,) = all_answers(conversation(stack.base_url, request("GET", signed, headers)))
    assert (answer.status, answer.code) == (400, 400)


def test_a_signature_counts_before_a_session(browser, client):
    """With any of the three parameters there is no session, and with all of them none is needed."""
    for query in ({"user_id": client.id}, {"timestamp": "1"}, {"rand_str": ""}):
        browser.get("/chat/query_num/0", **query).refused(400)
        browser.session(**query).refused(400)
    cookie = {"Cookie": f"{browser.cookie}={browser.cookies[browser.cookie]}", "X-Leida": "1"}
    wrong = {**client.credentials(), "rand_str": "0" * 32}
    client.send("GET", client.target("/chat/query_num/0", credentials=wrong), headers=cookie).refused(400)
    signed = SignedClient.of(client)
    bad = signed.authorization("GET", "/elsewhere")
    client.send("GET", SESSION, headers={**cookie, "Authorization": bad}).refused(400)
    client.send("GET", SESSION, headers={**cookie, "Authorization": signed.authorization("GET", SESSION)}).refused(400)
    client.send("GET", SESSION, headers={**cookie, "Authorization": "Basic dTpw"}).done()


def test_tokens_and_sessions_are_no_signatures(client):
    """And the other way round: each has a key of its own kind, so to speak."""
    login, session = make("login", client, nonce="not-for-a-signature"), make("session", client)
    for text in (login, session):
        mac = text.rsplit(".", 1)[1]
        header = SignedClient.of(client).authorization("GET", SESSION).rsplit("=", 1)[0] + "=" + mac
        client.send("GET", client.target("/chat/query_num/0", credentials={}), headers={"Authorization": header}).refused(400)
    browser = SessionClient.of(client)
    browser.cookies[browser.cookie] = login
    browser.session().refused(400)


# ---- how long ----


@pytest.mark.parametrize("end", ["rotate", "revoke", "disable"])
def test_end_of_a_token_ends_all_sessions_and_links(stack, client, end):
    browsers, unused = [SessionClient.of(client).log_in_by_link(stack) for _ in range(2)], link(stack, client)[2]
    words = [client.kind, end, client.id] if end == "disable" else ["token", end, client.kind, client.id]
    assert stack.ctl(*words).returncode == 0
    for browser in browsers:
        browser.session().refused(400)
    SessionClient.of(client).log_in(unused).refused(400)
    if end == "disable":
        assert stack.ctl(client.kind, "enable", client.id).returncode == 0
        browsers[0].session().done()


def test_who_has_to_sign_may_have_a_session(stack, client):
    """It is no rand_str: that alone is switched off."""
    assert stack.ctl("token", "issue", client.kind, client.id, "--scheme", "hmac").returncode == 0
    SessionClient.of(client).log_in_by_link(stack).session().done()


# ---- the cookie ----


def cookie_of(stack, client, host):
    token = link(stack, client)[2]
    answer = SessionClient.of(client).log_in(token, headers={"Host": host, "Origin": None})
    answer.done()
    assert answer.headers["Cache-Control"] == "no-store"
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    return name, set(rest.split("; ")[1:])


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LocalHost:80", "[::1]:8000"])
def test_cookie_on_plain_loopback(stack, client, host):
    name, attributes = cookie_of(stack, client, host)
    assert name == "leida-" + ("s" if client.kind == "user" else "c")
    assert attributes == {"Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict"}


@pytest.mark.parametrize("host", ["crm.example.com", "10.0.0.1:8000", "localhost.example.com", "127.0.0.1.example.com"])
def test_cookie_anywhere_else(stack, client, host):
    name, attributes = cookie_of(stack, client, host)
    assert name == "__Host-leida-" + ("s" if client.kind == "user" else "c")
    assert attributes == {"Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict", "Secure"}


def test_cookie_of_a_gateway_with_tls_of_its_own(shared_stacks, tmp_path_factory):
    """On loopback too: then nothing is in the clear."""
    certificate, key = make_certificate(tmp_path_factory.mktemp("session_tls"), "session")
    stack = shared_stacks(settings={"gateway": {"LEIDA_TLS_CERTIFICATE": str(certificate), "LEIDA_TLS_KEY": str(key)}})
    client = World(stack).pair().staff
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    browser = SessionClient.of(client)
    browser.local.connection = http.client.HTTPSConnection(client.host.removeprefix("https://"), int(client.port), context=context)
    browser.log_in(link(stack, client)[2]).done()
    assert list(browser.cookies) == ["__Host-leida-s"]
    browser.session().done()
    browser.send("GET", SESSION, headers={"Origin": stack.base_url.replace("https", "http")}).refused(400)


def test_plain_cookie_counts_on_loopback_alone(browser):
    browser.send("GET", SESSION, headers={"Host": "crm.example.com"}).refused(400)


def test_answers_to_a_session_are_kept_by_nobody(browser, client):
    for answer in (browser.session(), browser.get("/chat/query_num/0", customer_id=1, u_id=1), SessionClient.of(client).session()):
        assert answer.headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in client.get("/chat/query_num/0").headers


def test_session_and_link_name_their_principal_in_one_way(client):
    times = f"{now()}.{now() + HOUR}.0123456789abcdef"
    for spelt, code in ((f"{client.id}", 200), (f"0{client.id}", 400)):
        text = f"{'s' if client.kind == 'user' else 'c'}.{spelt}.{times}"
        browser = SessionClient.of(client)
        browser.cookies[browser.cookie] = sign("session", client.token, text)
        assert browser.session().code == code
        assert SessionClient.of(client).log_in(sign("login", client.token, text)).code == code


@pytest.mark.parametrize("name", ["X-Leida", "Sec-Fetch-Site", "Origin", "Cookie"])
def test_what_a_browser_says_once_is_refused_twice(stack, client, name):
    """Proxies and we could take another of the two."""
    browser = with_session(client)
    fields = {"X-Leida": "1", "Sec-Fetch-Site": "same-origin", "Origin": "http://localhost", "Connection": "close",
              "Cookie": f"{browser.cookie}={browser.cookies[browser.cookie]}"}
    path = f"{SESSION}?kind={KINDS[client.kind]}"
    for more, status in (([], 200), ([(name, fields[name])], 400)):
        sent = request("GET", path, [*fields.items(), *more])
        assert [answer.status for answer in all_answers(conversation(stack.base_url, sent))] == [status]
