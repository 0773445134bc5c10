# SPDX-License-Identifier: Apache-2.0
"""Requests signed by Leida-HMAC-SHA256 (docs/api.md, "Signed requests"): taken once, as they were signed, and no other."""

import hashlib
import time

import pytest
from harness import bodies
from harness.client import Client
from harness.metrics import scrape, total
from harness.raw import RawConnection, request
from harness.records import Pair, World
from harness.refusing import Refusing
from harness.routes import ROUTES, call
from harness.signed import SignedClient

MINUTE = 60_000
SEND = "/zhugeleida/qiyeweixin/chat/send_msg/0"
LIST = "/zhugeleida/qiyeweixin/tongxunlu"


def signed(pair):
    return Pair(SignedClient.of(pair.staff), SignedClient.of(pair.customer))


@pytest.fixture(scope="module")
def shared(stack):
    return signed(World(stack).pair())


def ask(client, target=LIST, **fields):
    """A GET with a header whose fields are replaced."""
    return client.send("GET", target, headers={"Authorization": client.authorization("GET", target, **fields)})


def send(client, pair, authorization, body=None):
    form, kind = bodies.form({"customer_id": pair.customer.id, "content": {"info_type": 1, "msg": "x"}})
    return client.send("POST", SEND, form if body is None else body, {"Content-Type": kind, "Authorization": authorization})


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_signed_requests_are_taken_on_every_route(pair, route):
    pair.customer_says("x").done()
    answer = call(route, signed(pair))
    assert (answer.status, answer.code) == (200, 200), answer


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_signed_bodies_of_every_kind_are_taken(shared, kind):
    fields = {"customer_id": shared.customer.id, "content": {"info_type": 1, "msg": "您好 😀"}}
    shared.staff.post("/chat/send_msg/0", fields, kind=kind).done()
    assert shared.staff_reads().rows[-1]["msg"] == "您好 😀"


def test_signed_query_may_be_spelt_in_another_way(shared):
    spelt, sent = "length=5&order=-create_date", "order=%2dcreate_date&&length=%35"
    staff = shared.staff
    authorization = staff.authorization("GET", f"{LIST}?{spelt}")
    staff.send("GET", f"{LIST}?{sent}", headers={"Authorization": authorization}).done()


def test_signed_head_is_signed_as_a_get(shared):
    answer = shared.staff.send("HEAD", LIST)
    assert (answer.status, answer.body) == (200, b"")


def test_signed_request_sent_again_is_refused(pair):
    staff = SignedClient.of(pair.staff)
    form, _ = bodies.form({"customer_id": pair.customer.id, "content": {"info_type": 1, "msg": "x"}})
    authorization = staff.authorization("POST", SEND, form)
    send(staff, pair, authorization).done()
    for _ in range(3):
        send(SignedClient.of(pair.staff), pair, authorization).refused(400, "token异常")
    assert pair.staff_reads().done()["data_count"] == 1


def test_signed_request_sent_again_to_another_gateway_thread_is_refused(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "4"}})
    staff = SignedClient.of(World(stack).pair().staff)
    authorization = staff.authorization("GET", LIST)
    # Each on a connection of its own: the system spreads them.
    answers = [SignedClient.of(staff).send("GET", LIST, headers={"Authorization": authorization}).code for _ in range(30)]
    assert sorted(answers) == [200, *[400] * 29]
    counts = {found: total(scrape(stack.gateway), "leida_nonces_total", found=found) for found in ("new", "used", "unknown")}
    assert counts == {"new": 1, "used": 29, "unknown": 0}


@pytest.fixture(scope="module")
def before_redis(shared_stacks):
    """A staff user, and the Redis that the gateway has."""
    stack = shared_stacks(ready=False)
    proxy = Refusing(stack, "gateway")
    return SignedClient.of(World(stack).pair().staff), proxy


def test_signed_request_waits_for_redis(before_redis):
    """As requests with rand_str do, within the deadline."""
    staff, proxy = before_redis
    before = proxy.refused
    proxy.refuse("nonce:", "LOADING Redis is loading the dataset in memory")
    ask(staff).done()
    assert proxy.refused == before + 1


def test_signed_request_whose_nonce_may_be_used_by_itself_is_refused_as_unknown(before_redis):
    """Redis has marked the nonce, and its answer is lost: it is not said to be used, which would count against the caller."""
    staff, proxy = before_redis
    authorization = staff.authorization("GET", LIST)
    with proxy.withholding("nonce:"):
        answer = staff.send("GET", LIST, headers={"Authorization": authorization})
    answer.gateway_error(503)
    staff.send("GET", LIST, headers={"Authorization": authorization}).refused(400, "token异常")


def test_signed_nonces_of_others_are_their_own(shared):
    nonce = "nonce-of-several-0"
    ask(shared.staff, nonce=nonce).done()
    target = f"/zhugeleida/gongzhonghao/chat/query_num/0?u_id={shared.staff.id}"
    authorization = shared.customer.authorization("GET", target, nonce=nonce)
    shared.customer.send("GET", target, headers={"Authorization": authorization}).done()
    ask(shared.staff, nonce=nonce).refused(400, "token异常")


def test_signature_of_one_request_is_none_of_another(shared):
    staff = shared.staff
    for target in (LIST + "?length=1", SEND, LIST.replace("tongxunlu", "customer")):
        authorization = staff.authorization("GET", LIST)
        staff.send("GET" if target != SEND else "POST", target, b"" if target == SEND else None,
                   {"Authorization": authorization, "Content-Type": "application/x-www-form-urlencoded"}).refused(400, "token异常")


def test_signed_body_is_the_one_that_counts(pair):
    staff = SignedClient.of(pair.staff)
    other, _ = bodies.form({"customer_id": pair.customer.id, "content": {"info_type": 1, "msg": "another"}})
    send(staff, pair, staff.authorization("POST", SEND, other)).refused(400, "token异常")
    send(staff, pair, staff.authorization("POST", SEND, b"")).refused(400, "token异常")
    send(staff, pair, staff.authorization("POST", SEND, other), body=other).done()
    assert [row["msg"] for row in pair.staff_reads().rows] == ["another"]


def test_signed_request_is_judged_before_its_body_comes(shared):
    staff = shared.staff
    head = {"Content-Type": "application/json", "Content-Length": "100000"}
    stranger = SignedClient(staff.base_url, "user", staff.id, "0" * 32)
    with RawConnection(staff.base_url) as connection:
        connection.send(request("POST", SEND, {**head, "Authorization": stranger.authorization("POST", SEND, b"x")}))
        answer = connection.read()
        assert (answer.status, answer.code) == (200, 400), answer


def off_by(milliseconds):
    return int(time.time() * 1000) + milliseconds


WRONG = {
    "time_old": {"timestamp": lambda: off_by(-16 * MINUTE)},
    "time_future": {"timestamp": lambda: off_by(16 * MINUTE)},
    "time_word": {"timestamp": lambda: "now"},
    "user_unknown": {"user_id": lambda: 8_888_888},
    "user_word": {"user_id": lambda: "x"},
    "nonce_short": {"nonce": lambda: "short"},
    "nonce_strange": {"nonce": lambda: "0123456789abcdef$"},
    "hash_short": {"body_sha256": lambda: "0" * 63},
    "hash_of_something": {"body_sha256": lambda: hashlib.sha256(b"x").hexdigest()},
}


@pytest.mark.parametrize("fields", WRONG.values(), ids=WRONG.keys())
def test_signed_requests_that_are_wrong_are_refused_all_alike(shared, fields):
    ask(shared.staff, **{name: make() for name, make in fields.items()}).refused(400, "token异常")


def test_signature_by_another_token_is_refused(shared):
    stranger = SignedClient(shared.staff.base_url, "user", shared.staff.id, shared.customer.token)
    stranger.send("GET", LIST).refused(400, "token异常")


def test_both_schemes_in_one_request_are_refused(shared):
    plain = Client(shared.staff.base_url, "user", shared.staff.id, shared.staff.token)
    target = plain.target("/tongxunlu")
    shared.staff.send("GET", target).refused(400, "token异常")
    plain.send("GET", target, headers={"Authorization": "Basic dTpw"}).done()


def test_rand_str_is_refused_once_it_is_switched_off(stack, pair):
    whole = SignedClient.of(pair.staff)
    pair.staff.get("/tongxunlu").done()
    result = stack.ctl("token", "issue", "user", pair.staff.id, "--scheme", "hmac")
    assert (result.returncode, result.stdout) == (0, pair.staff.token + "\n"), result
    pair.staff.get("/tongxunlu").refused(400, "token异常")
    whole.get("/tongxunlu").done()
    pair.customer_reads().done()
    words = ("call", "GET", LIST, "--as", f"user:{pair.staff.id}")
    assert stack.ctl(*words).returncode == 0, "leidactl signs as the credential asks for"
    assert stack.ctl("token", "issue", "user", pair.staff.id, "--scheme", "any").returncode == 0
    pair.staff.get("/tongxunlu").done()


@pytest.mark.parametrize("kind", ["form", "json"])
def test_leidactl_signs_whole_requests(stack, pair, kind):
    words = ["call", "POST", SEND, "--as", f"user:{pair.staff.id}", "-d", f"customer_id={pair.customer.id}", "-d",
             'content={"info_type":1,"msg":"用 = 和 & 也行"}', "--hmac", *(["--json"] if kind == "json" else [])]
    assert stack.ctl(*words).returncode == 0
    result = stack.ctl("call", "GET", LIST, "--as", f"user:{pair.staff.id}", "-d", "order=-create_date", "-d",
                       "username=~ *'+é", "--hmac")
    assert '"ret_data":[]' in result.stdout, result
    assert pair.staff_reads().rows[-1]["msg"] == "用 = 和 & 也行"


def test_signed_request_is_not_taken_while_redis_cannot_be_asked(new_stack):
    stack = new_stack()
    pair = World(stack).pair()
    whole = SignedClient.of(pair.staff)
    whole.get("/tongxunlu").done()
    with stack.probe() as redis:
        assert redis.call("CONFIG", "SET", "maxmemory", "1") == "OK"
        answer = whole.get("/tongxunlu")
        assert (answer.status, answer.code) == (503, 503) and int(answer.headers["Retry-After"]) >= 1, answer
        pair.staff.get("/tongxunlu").done()
        assert redis.call("CONFIG", "SET", "maxmemory", "0") == "OK"
    whole.get("/tongxunlu").done()


def test_freshness_zero_does_not_lift_the_window_of_signed_requests(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_FRESHNESS": "0"}})
    staff = World(stack).pair().staff
    staff.get("/tongxunlu", credentials=staff.credentials(1537514281502)).done()
    whole = SignedClient.of(staff)
    ask(whole, timestamp=1537514281502).refused(400, "token异常")
    ask(whole, timestamp=off_by(-14 * MINUTE)).done()


def test_nonces_are_forgotten_once_they_are_stale(stack, pair):
    ask(SignedClient.of(pair.staff), timestamp=off_by(-14 * MINUTE), nonce="nonce-that-goes-soon").done()
    key = f"nonce:{{cred:u:{pair.staff.id}}}:nonce-that-goes-soon"
    with stack.probe() as redis:
        assert 0 < redis.call("PTTL", key) <= 2 * MINUTE


def test_signed_request_names_its_caller_in_one_way(pair):
    client = SignedClient.of(pair.staff)
    ask(client).done()
    ask(client, user_id=f"0{client.id}").refused(400, "token异常")
