# SPDX-License-Identifier: Apache-2.0
"""What anybody may ask without credentials (docs/api.md, WeChat), as far as it is the gateway's: what of a request reaches the
service, and what becomes of an answer that is no envelope. The service is played by the test."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.client import BASE, Client
from harness.fake_service import DONE, INVALID, PNG, FakeService, raw
from harness.metrics import scrape, total
from harness.raw import conversation, request
from harness.records import World

START = f"{BASE}/gongzhonghao/work_gongzhonghao_auth/7"
RETURN = f"{BASE}/gongzhonghao/work_gongzhonghao_auth"
EXCHANGE = f"{BASE}/gongzhonghao/work_gongzhonghao_auth/exchange"
PICTURE = f"{BASE}/qiyeweixin/qr_code_auth/image/Ab-9_z"
CALLBACK = f"{BASE}/gongzhonghao/callback/7"
WECOM = f"{BASE}/qiyeweixin/callback/7"
THERE = "https://open.example/connect/oauth2/authorize?appid=wx1&state=a%20b#wechat_redirect"
GZH_START, GZH_CALLBACK = 60, 75
LIMIT = 64 * 1024
SETTINGS = {"LEIDA_THREADS": "1", "LEIDA_LOG_ACCESS": "1", "LEIDA_LOG_FORMAT": "json"}


class Played:
    def __init__(self, stack, service):
        self.stack, self.service = stack, service
        self.client = Client(stack.base_url, "user", 1, "")

    def answers(self, answer):
        """What it answers from now on; returns the calls that it then gets."""
        self.service.answer = answer if callable(answer) else lambda _: answer
        self.service.calls.clear()
        return self.service.calls

    def get(self, target, **headers):
        return self.client.send("GET", target, headers={name.title(): value for name, value in headers.items()})

    def post(self, target, body=b"", media="text/xml", **headers):
        return self.client.send("POST", target, body, {"Content-Type": media, **headers})


def play(start, folder, **settings):
    """A stack whose gateway asks a service that the test plays."""
    service = FakeService(folder, "played")
    stack = start(settings={"gateway": {**SETTINGS, "LEIDA_UPSTREAM_WECHAT": service.endpoint, **settings}})
    return Played(stack, service)


@pytest.fixture(scope="module")
def played(shared_stacks, tmp_path_factory):
    played = play(shared_stacks, tmp_path_factory.mktemp("played"))
    yield played
    played.service.close()


def bare(answer, status):
    """A refusal without a body."""
    assert (answer.status, answer.body) == (status, b""), answer
    assert "Content-Type" not in answer.headers, answer.headers
    assert answer.headers["Content-Length"] == "0"


def requests_in_log(stack, route):
    lines = [json.loads(line) for line in stack.gateway.log().splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("route") == route]


# ---- redirects ----


def test_browser_is_led_on_with_a_cookie(played):
    calls = played.answers(raw(302, location=THERE, cookie="aZ-_9", seconds=600))
    answer = played.get(f"{START}?next=/a&scope=userinfo", cookie="a=b; leida_wx=old; c=d")
    assert (answer.status, answer.body, answer.headers["Location"]) == (302, b"", THERE)
    assert answer.headers["Set-Cookie"] == "leida_wx=aZ-_9; Path=/zhugeleida; Max-Age=600; HttpOnly; SameSite=Lax"
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Type" not in answer.headers
    (call,) = calls
    assert (call.method, call.kind, call.caller) == (GZH_START, 0, 0)
    assert call.fields == {"company_id": 7, "next": b"/a", "scope": 1, "cookie": b"old"}


def test_cookie_is_for_https_alone_but_on_this_host(played):
    played.answers(raw(302, location=THERE, cookie="a", seconds=1))
    answer = played.get(START, host="crm.example.com")
    assert answer.headers["Set-Cookie"] == "leida_wx=a; Path=/zhugeleida; Max-Age=1; HttpOnly; SameSite=Lax; Secure"


def test_location_may_be_long(played):
    longest = "https://a.example/" + "x" * (4096 - len("https://a.example/"))
    played.answers(raw(302, location=longest, cookie="c" * 64, seconds=86400))
    answer = played.client.send("GET", START)
    assert answer.headers["Location"] == longest and answer.headers["Set-Cookie"].startswith("leida_wx=" + "c" * 64)


@pytest.mark.parametrize("cookie", ["leida_wx=a; leida_wx=b", "leida_wx=a b", "leida_wx=" + "a" * 65, "leida_wx", "x=1", "leida_wx=\xe9"])
def test_cookie_that_does_not_fit_counts_as_not_given(played, cookie):
    calls = played.answers(raw(302, location=THERE))
    assert played.get(RETURN + "?code=c&state=s&leida_wx=q", cookie=cookie).status == 302
    (call,) = calls
    assert call.fields == {"code": b"c", "state": b"s"}


@pytest.mark.parametrize("location", [
    "https://a.example/\r\nSet-Cookie: a=b", "https://a.example/\n", "//a.example/", "javascript:alert(1)", "/a", "",
    "https://a.example/ b", "https://a.example/" + "x" * 4096,
])
def test_location_that_is_none_is_never_sent(played, location):
    played.answers(raw(302, location=location))
    answer = played.get(START)
    answer.gateway_error(504)  # it may have been done
    assert "Location" not in answer.headers and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("answer", [
    (31, b""), (31, b"\x96"), (31, b"{}"), raw(200, body=b"<script>"), raw(302, location=THERE, cookie="a; Domain=b", seconds=9),
    raw(302, location=THERE, body=b"x"), raw(301, location=THERE), raw(500), raw(200, PNG, body=b"\x89PNG"),
])
def test_answer_that_does_not_suit_is_a_failure(played, answer):
    played.answers(answer)
    played.get(START).gateway_error(504)


def test_answer_of_another_kind_than_the_contract_has_is_a_failure(played):
    played.answers(raw(302, location=THERE))
    answer = played.post(EXCHANGE, "login=abc", "application/x-www-form-urlencoded")
    answer.gateway_error(504)
    assert "Location" not in answer.headers


@pytest.mark.parametrize("following", ["//a.example", "/\\a.example", "a", "https://a.example/", "/%0d%0a", "/" + "x" * 512])
def test_next_leads_nowhere_else(played, following):
    calls = played.answers(raw(302, location=THERE))
    played.get(f"{START}?next={following}").invalid(next="max_length" if len(following) > 500 else "invalid")
    assert not calls


def test_refusals_of_a_browser_have_no_body(played):
    for status in (400, 403, 404, 503):
        played.answers(raw(status))
        bare(played.get(START), status)


def test_envelopes_pass_as_elsewhere_but_nobody_keeps_them(played):
    played.answers((DONE, b'{"company_id":7}'))
    answer = played.post(EXCHANGE, "login=abc", "application/x-www-form-urlencoded")
    assert json.loads(answer.body) == {"code": 200, "msg": "登录成功", "data": {"company_id": 7}}
    assert answer.headers["Cache-Control"] == "no-store"
    played.answers((INVALID, b""))
    played.get(START).refused(402)


def test_login_has_a_small_body(played):
    calls = played.answers((DONE, b"{}"))
    played.post(EXCHANGE, "login=" + "a" * 5000, "application/x-www-form-urlencoded").gateway_error(413)
    played.post(EXCHANGE, "login=abc", "text/xml").gateway_error(415)
    assert not calls


def test_head_and_other_methods_as_elsewhere(played):
    played.answers(raw(200, PNG, body=b"\x89PNG"))
    answer = played.client.send("HEAD", PICTURE)
    assert (answer.status, answer.headers["Content-Length"], answer.headers["Content-Type"]) == (200, "4", "image/png")
    answer = played.client.send("HEAD", START)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")
    answer = played.client.send("PUT", CALLBACK)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    answer.gateway_error(405)


# ---- pictures ----


def test_picture_is_sent_whole(played):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1000
    calls = played.answers(raw(200, PNG, body=picture))
    answer = played.get(PICTURE)
    assert (answer.status, answer.headers["Content-Type"], answer.body) == (200, "image/png", picture)
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert calls[0].fields == {"image": b"Ab-9_z"}
    played.answers(raw(404))
    bare(played.get(PICTURE), 404)


# ---- callbacks ----

SIGNED = "?signature=" + "0" * 40 + "&timestamp=1795000000&nonce=132&encrypt_type=aes&msg_signature=" + "1" * 40


@pytest.mark.parametrize("media", [
    "text/xml", "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=b", "x", "",
])
def test_callback_takes_any_body_as_it_is(played, media):
    body = b"<xml>a=b&c=%zz\0\xff</xml>"
    calls = played.answers(raw(body=b"success"))
    answer = played.post(CALLBACK + SIGNED, body, media)
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, b"success", "text/plain; charset=utf-8")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
    (call,) = calls
    assert (call.method, call.kind, call.caller) == (GZH_CALLBACK, 0, 0)
    assert call.fields == {
        "company_id": 7, "signature": b"0" * 40, "msg_signature": b"1" * 40, "timestamp": b"1795000000", "nonce": b"132",
        "encrypt_type": b"aes", "body": body,
    }


def test_callback_without_a_type_or_a_body(played):
    calls = played.answers(raw(body=b"success"))
    answer = conversation(played.stack.base_url, request("POST", CALLBACK, {"Content-Length": 3, "Connection": "close"}, b"abc"))
    assert answer.endswith(b"\r\n\r\nsuccess")
    answer = conversation(played.stack.base_url, request("POST", CALLBACK, {"Content-Length": 0, "Connection": "close"}))
    assert answer.endswith(b"\r\n\r\nsuccess")
    assert [call.fields for call in calls] == [{"company_id": 7, "body": b"abc"}, {"company_id": 7, "body": b""}]


def test_address_is_verified_in_plain_text(played):
    calls = played.answers(lambda call: raw(body=call.fields["echostr"]))
    answer = played.get(f"{CALLBACK}{SIGNED}&echostr=%3Cscript%3E")
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, b"<script>", "text/plain; charset=utf-8")
    assert "body" not in calls[0].fields


def chunked(body):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[at:at + 9999] for at in range(0, len(body), 9999))) + b"0\r\n\r\n"


def test_largest_body_of_a_callback(played):
    calls = played.answers(raw(body=b"success"))
    assert played.post(CALLBACK, b"a" * LIMIT).body == b"success"
    head = {"Transfer-Encoding": "chunked", "Connection": "close"}
    assert conversation(played.stack.base_url, request("POST", WECOM, head, chunked(b"b" * LIMIT))).endswith(b"success")
    assert [len(call.fields["body"]) for call in calls] == [LIMIT, LIMIT]
    calls.clear()
    bare(played.post(CALLBACK, b"a" * (LIMIT + 1)), 413)
    answer = conversation(played.stack.base_url, request("POST", CALLBACK, head, chunked(b"b" * (LIMIT + 1))))
    assert answer.startswith(b"HTTP/1.1 413 ") and answer.endswith(b"\r\n\r\n") and b"Content-Length: 0\r\n" in answer
    assert not calls


@pytest.mark.parametrize("query", ["?nonce=%zz", "?nonce=a&nonce=b", "?signature=" + "a" * 65, "?%zz=a", "?timestamp=%0a", "?" + "&" * 9 + "a=b&" * 201])
def test_query_that_is_none_is_refused_without_a_body(played, query):
    calls = played.answers(raw(body=b"success"))
    bare(played.post(CALLBACK + query, b"x"), 403)
    assert not calls


def test_refusals_of_a_callback_have_no_body(played):
    for status in (400, 403, 404, 413, 503):
        played.answers(raw(status))
        bare(played.post(CALLBACK, b"x"), status)
        bare(played.get(CALLBACK), status)


@pytest.mark.parametrize("answer", [(DONE, b"{}"), (INVALID, b""), (11, b""), (12, b""), (99, b""), (31, b"x"), raw(302, location=THERE), raw(200, PNG, body=b"x")])
def test_callback_is_never_taken_for_kept_by_mistake(played, answer):
    played.answers(answer)
    bare(played.post(CALLBACK, b"x"), 503)


def test_callback_is_answered_before_wechat_gives_it_up(played):
    calls = played.answers(None)
    began = time.monotonic()
    bare(played.post(CALLBACK, b"x"), 503)
    assert 2 < time.monotonic() - began
    assert 2000 < calls[0].deadline <= 3900


def test_malformed_body_of_a_callback_is_refused_without_a_body(played):
    head = {"Transfer-Encoding": "chunked"}
    answer = conversation(played.stack.base_url, request("POST", CALLBACK, head, b"zz\r\n"))
    assert answer.startswith(b"HTTP/1.1 400 ") and answer.endswith(b"\r\n\r\n")


# ---- what is left behind ----


def test_nothing_that_a_query_says_is_written_down(played):
    played.answers(raw(302, location=THERE, cookie="SECRETcookie", seconds=60))
    played.get(f"{RETURN}?code=SECRETcode&state=SECRETstate", cookie="leida_wx=SECRETbrowser")
    lines = requests_in_log(played.stack, "gzh_return")
    assert lines[-1]["http"] == 302 and lines[-1]["caller_id"] == 0
    assert "SECRET" not in played.stack.gateway.log() and "oauth2/authorize" not in played.stack.gateway.log()
    played.answers(raw(403))
    played.get(CALLBACK)
    assert requests_in_log(played.stack, "gzh_verify")[-1]["http"] == 403
    assert total(scrape(played.stack.gateway), "leida_http_requests_total", route="gzh_verify", status="403") >= 1


# ---- limits ----


def test_address_asks_so_often_without_credentials_but_wechat_as_it_likes(new_stack, tmp_path):
    limits = {"LEIDA_EXEMPT_ADDRESSES": "192.0.2.0/24", "LEIDA_TRUSTED_PROXIES": "127.0.0.1", "LEIDA_RATE_PUBLIC_BURST": "5"}
    played = play(new_stack, tmp_path, **limits)
    with played.service:
        played.answers(raw(302, location=THERE))
        pair = World(played.stack).pair()
        forwarded = {"x-forwarded-for": "203.0.113.1"}
        statuses = [played.get(START, **forwarded).status for _ in range(20)]
        assert statuses[:5] == [302] * 5 and statuses.count(429) >= 14
        answer = played.get(START, **forwarded)
        answer.gateway_error(429, "请求过于频繁")
        assert 1 <= int(answer.headers["Retry-After"]) <= 2
        assert played.get(START, **{"x-forwarded-for": "203.0.113.2"}).status == 302
        assert total(scrape(played.stack.gateway), "leida_limited_total", limit="public") == statuses.count(429) + 1
        pair.staff.send("GET", pair.staff.target("/tongxunlu"), headers=forwarded).done()
        played.answers(raw(body=b"success"))
        assert all(played.client.send("POST", CALLBACK, b"x", forwarded).status == 200 for _ in range(50))


def test_bodies_of_strangers_leave_room_for_small_ones(new_stack, tmp_path):
    """All of them together hold half of what one caller may, as one."""
    played = play(new_stack, tmp_path, LEIDA_CALLER_MEMORY=str(2 << 20))
    with played.service:
        played.answers(lambda call: None if len(call.fields["body"]) > 100 else raw(body=b"success"))
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: played.post(CALLBACK, b"x" * LIMIT).status, range(20)))
            assert sorted(answers) == [429] * 4 + [503] * 16
        assert played.post(CALLBACK, b"x").status == 200


# ---- a stack without the service ----


def test_without_the_service_its_routes_are_unavailable_and_the_gateway_ready(stack):
    client = Client(stack.base_url, "user", 1, "")
    client.send("GET", START).gateway_error(503)
    bare(client.send("POST", CALLBACK, b"x"), 503)
    bare(client.send("GET", WECOM), 503)


def test_instance_that_is_away_is_waited_for_briefly(new_stack, tmp_path):
    played = play(new_stack, tmp_path)
    played.service.close()
    bare(played.post(CALLBACK, b"x"), 503)
    played.get(START).gateway_error(503)
