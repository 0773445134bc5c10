# SPDX-License-Identifier: Apache-2.0
"""Cross-origin calls (the Fetch standard's CORS protocol): none unless the configuration lists the origin."""

import pytest
from harness.raw import conversation, request
from harness.records import World
from harness.strict import all_answers, assert_ours

LISTED = ["https://console.example.com", "http://localhost:5173"]
FOREIGN = [
    "https://evil.example.com", "https://console.example.com.evil.com", "http://console.example.com",
    "https://console.example.com:444", "https://CONSOLE.example.com.", "null", "*", "https://console.example.co",
    "https://console.example.com http://localhost:5173", "", "https://console.example.com/",
    "xhttps://console.example.com",
]
ALLOW = "access-control-allow-origin"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def open_stack(shared_stacks):
    return shared_stacks(settings={"gateway": {"LEIDA_CORS_ORIGINS": " ".join(LISTED)}})


@pytest.fixture(scope="module")
def pair(open_stack):
    return World(open_stack).pair()


def ask(stack, data):
    answers = all_answers(conversation(stack.base_url, data))
    assert len(answers) == 1, answers
    return answers[0]


def preflight(target, origin, method="POST", headers="content-type,idempotency-key"):
    asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return request("OPTIONS", target, {**asked, "Connection": "close"})


def read(client, origin, path="/tongxunlu"):
    return request("GET", client.target(path), {"Origin": origin, "Connection": "close"})


def varies(answer):
    return "origin" in [name.strip().lower() for name in answer.headers.get("vary", "").split(",")]


def cross_origin_headers(answer):
    return [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("origin", LISTED)
@pytest.mark.parametrize("path", ["/customer/update_expected_pr/1", "/tongxunlu", "/chat/send_msg/0"])
def test_preflight_of_a_listed_origin_is_answered(open_stack, pair, origin, path):
    """It carries no credentials of ours: a browser asks before it signs (but sends the query)."""
    for target in (pair.staff.target(path), pair.staff.target(path).split("?")[0]):
        answer = ask(open_stack, preflight(target, origin))
        assert (answer.status, answer.body, answer.headers[ALLOW]) == (204, b"", origin)
        assert varies(answer)
        methods = [name.strip() for name in answer.headers["access-control-allow-methods"].split(",")]
        assert {"GET", "POST"} & set(methods)
        allowed = [name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")]
        assert {"content-type", "idempotency-key"} <= set(allowed)
        assert int(answer.headers["access-control-max-age"]) > 0
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", LISTED)
def test_answers_to_a_listed_origin_name_it(open_stack, pair, origin):
    answer = ask(open_stack, read(pair.staff, origin))
    assert_ours(answer)
    answer.done()
    assert answer.headers[ALLOW] == origin and varies(answer)


@pytest.mark.parametrize("origin", LISTED)
@pytest.mark.parametrize("path", ["/nothing", "/chat/send_msg/0", "/customer?customer_id=x"])
def test_refusals_to_a_listed_origin_name_it_too(open_stack, pair, origin, path):
    """Else a browser tells its page nothing of them."""
    answer = ask(open_stack, request("GET", pair.staff.target(*path.split("?")), {"Origin": origin,
        "Connection": "close"}))
    assert_ours(answer)
    assert answer.code != 200 and answer.headers[ALLOW] == origin and varies(answer)


@pytest.mark.parametrize("origin", FOREIGN)
def test_origin_that_is_not_listed_gets_nothing(open_stack, pair, origin):
    answer = ask(open_stack, read(pair.staff, origin))
    answer.done()
    assert cross_origin_headers(answer) == []
    answer = ask(open_stack, preflight(pair.staff.target("/tongxunlu"), origin))
    assert cross_origin_headers(answer) == []
    assert answer.status == 405


def test_answers_without_an_origin_vary_by_it(open_stack, pair):
    """A cache must not give one page's answer to another's."""
    answer = ask(open_stack, request("GET", pair.staff.target("/tongxunlu"), {"Connection": "close"}))
    answer.done()
    assert ALLOW not in answer.headers and varies(answer)


def test_two_origins_get_nothing(open_stack, pair):
    headers = [("Origin", LISTED[0]), ("Origin", "https://evil.example.com"), ("Connection", "close")]
    for order in (headers, [headers[1], headers[0], headers[2]]):
        assert cross_origin_headers(ask(open_stack, request("GET", pair.staff.target("/tongxunlu"), order))) == []


@pytest.mark.parametrize("origin", [*LISTED, *FOREIGN])
def test_nobody_is_listed_unless_told(stack, world, origin):
    client = world.pair().staff
    assert cross_origin_headers(ask(stack, read(client, origin))) == []
    assert cross_origin_headers(ask(stack, preflight(client.target("/tongxunlu"), origin))) == []


def test_preflight_changes_nothing(open_stack, pair):
    before = pair.staff_reads("/customer").rows
    target = pair.staff.target(f"/customer/update_expected_pr/{pair.customer.id}")
    body = b"expedted_pr=98"
    headers = {"Origin": LISTED[0], "Access-Control-Request-Method": "POST", "Content-Type": FORM,
        "Content-Length": len(body)}
    answers = all_answers(conversation(open_stack.base_url, request("OPTIONS", target, {**headers,
        "Connection": "close"}, body)))
    assert [answer.status for answer in answers] == [204]
    assert pair.staff_reads("/customer").rows == before
