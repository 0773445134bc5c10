# SPDX-License-Identifier: Apache-2.0
"""Who calls (api.md 1): every refusal is code 400 token异常, and the answer never tells which."""

import time

import pytest
from harness.routes import ROUTES, call
from harness.records import World

MINUTE = 60_000


def now_ms():
    return int(time.time() * 1000)


def changed(client, **fields):
    """The credentials with some replaced, or taken out when None."""
    merged = {**client.credentials(), **fields}
    return {name: value for name, value in merged.items() if value is not None}


FORGERIES = {
    "user_id_unknown": lambda client: changed(client, user_id=8_888_888),
    "user_id_word": lambda client: changed(client, user_id="x"),
    "user_id_empty": lambda client: changed(client, user_id=""),
    "user_id_missing": lambda client: changed(client, user_id=None),
    "user_id_zero": lambda client: changed(client, user_id=0),
    "user_id_negative": lambda client: changed(client, user_id=-client.id),
    "user_id_fraction": lambda client: changed(client, user_id=f"{client.id}.0"),
    "user_id_spaced": lambda client: changed(client, user_id=f" {client.id}"),
    "user_id_too_big": lambda client: changed(client, user_id=2**64 + client.id),
    "user_id_cut_by_nul": lambda client: changed(client, user_id=f"{client.id}\0"),
    "rand_str_missing": lambda client: changed(client, rand_str=None),
    "rand_str_empty": lambda client: changed(client, rand_str=""),
    "rand_str_wrong": lambda client: changed(client, rand_str="0" * 32),
    "rand_str_upper_case": lambda client: changed(client, rand_str=client.credentials()["rand_str"].upper()),
    "rand_str_short": lambda client: changed(client, rand_str=client.credentials()["rand_str"][:31]),
    "rand_str_long": lambda client: changed(client, rand_str=client.credentials()["rand_str"] + "0"),
    "timestamp_missing": lambda client: changed(client, timestamp=None),
    "timestamp_empty": lambda client: changed(client, timestamp=""),
    "timestamp_other": lambda client: changed(client, timestamp=now_ms() + 1),
    "timestamp_old": lambda client: client.credentials(now_ms() - 16 * MINUTE),
    "timestamp_future": lambda client: client.credentials(now_ms() + 16 * MINUTE),
    "timestamp_seconds": lambda client: client.credentials(int(time.time())),
    "timestamp_word": lambda client: client.credentials("now"),
    "timestamp_huge": lambda client: client.credentials("9" * 30),
}


@pytest.fixture(scope="module")
def shared(stack):
    return World(stack).pair()


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_credentials_refusals_are_all_alike(shared, forge):
    for client in (shared.staff, shared.customer):
        answer = client.get("/chat", credentials=forge(client), customer_id=shared.customer.id, u_id=shared.staff.id)
        answer.refused(400, "token异常")


@pytest.mark.parametrize("minutes", [-14, 0, 14])
def test_credentials_inside_the_window_are_taken(shared, minutes):
    staff = shared.staff
    staff.get("/tongxunlu", credentials=staff.credentials(now_ms() + minutes * MINUTE)).done()


def test_credentials_window_zero_turns_it_off(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_FRESHNESS": "0"}})
    pair = World(stack).pair()
    pair.staff.get("/tongxunlu", credentials=pair.staff.credentials(1537514281502)).done()


def test_credentials_only_count_in_the_query(shared):
    staff = shared.staff
    body = {**staff.credentials(), "customer_id": shared.customer.id, "content": {"info_type": 1, "msg": "x"}}
    staff.post("/chat/send_msg/0", body, credentials={"x": "1"}).refused(400, "token异常")


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_credentials_are_checked_on_every_route(shared, route):
    answer = call(route, shared, credentials=lambda client: changed(client, rand_str="0" * 32))
    answer.refused(400, "token异常")


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_credentials_of_the_other_kind_do_not_count(shared, route):
    """The two id spaces and their tokens are separate: a customer is nobody under /qiyeweixin, and the reverse."""
    other = shared.customer if route.kind == "user" else shared.staff
    call(route, shared, credentials=lambda _: other.credentials()).refused(400, "token异常")


@pytest.mark.parametrize("name", ["user_id", "timestamp", "rand_str"])
def test_credentials_given_twice_are_refused(shared, name):
    staff = shared.staff
    staff.get_raw("/tongxunlu", f"{name}={staff.credentials()[name]}").refused(400, "token异常")


@pytest.mark.parametrize("kind", ["user", "customer"])
def test_credentials_revoked_token_is_refused_at_once(stack, pair, kind):
    client = pair.staff if kind == "user" else pair.customer
    ask = lambda: client.get("/chat/query_num/0", u_id=pair.staff.id, customer_id=pair.customer.id)  # noqa: E731
    for _ in range(5):
        ask().done()
    assert stack.ctl("token", "revoke", kind, client.id).returncode == 0
    ask().refused(400, "token异常")


@pytest.mark.parametrize("kind", ["user", "customer"])
def test_credentials_rotated_token_replaces_the_old_one(stack, pair, kind):
    client = pair.staff if kind == "user" else pair.customer
    ask = lambda: client.get("/chat/query_num/0", u_id=pair.staff.id, customer_id=pair.customer.id)  # noqa: E731
    ask().done()
    result = stack.ctl("token", "rotate", kind, client.id)
    assert result.returncode == 0, result.stderr
    ask().refused(400, "token异常")
    client.token = result.stdout.split()[-1]
    ask().done()


def test_credentials_disabled_principal_is_refused(world):
    pair = world.bind(world.user(enabled=False), world.customer(enabled=False))
    world.load()
    pair.staff.get("/tongxunlu").refused(400, "token异常")
    pair.customer_reads().refused(400, "token异常")


def test_credentials_enabled_again_are_taken(world):
    staff = world.user(enabled=False)
    world.load()
    staff.get("/tongxunlu").refused(400, "token异常")
    world.user(id=staff.id, enabled=True)
    world.load()
    staff.get("/tongxunlu").refused(302, "没有数据")


def test_credentials_of_someone_created_later_work_at_once(world):
    """Absence may be cached, but must be forgotten when the token appears."""
    staff = world.client("user", 7_000_001)
    staff.get("/tongxunlu").refused(400, "token异常")
    world.user(id=7_000_001)
    world.load()
    staff.get("/tongxunlu").refused(302, "没有数据")


@pytest.mark.parametrize("kind", ["user", "customer"])
def test_credentials_name_a_caller_in_one_way(pair, kind):
    """The signature is right: it does not cover user_id."""
    client = pair.staff if kind == "user" else pair.customer
    ask = lambda spelt: client.get("/chat/query_num/0", u_id=pair.staff.id, customer_id=pair.customer.id,  # noqa: E731
                                   credentials={**client.credentials(), "user_id": spelt})
    ask(client.id).done()
    for spelt in (f"0{client.id}", f"00{client.id}"):
        ask(spelt).refused(400, "token异常")
