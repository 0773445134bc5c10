# SPDX-License-Identifier: Apache-2.0
"""What somebody can do with credentials that they should not have any more, or have only seen."""

import time

import pytest
from harness import bodies
from harness.metrics import scrape, total
from harness.raw import RawConnection
from harness.records import World
from harness.signed import SignedClient
from harness.waiting import wait_until

SEND = "/zhugeleida/qiyeweixin/chat/send_msg/0"
LIST = "/zhugeleida/qiyeweixin/tongxunlu"
SLOW = 0.3  # seconds between head and body: far more than the gateway relies on what it has just looked up


def head_of(staff, body, kind):
    lines = [f"POST {staff.target(SEND)} HTTP/1.1", "Host: x", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    if isinstance(staff, SignedClient):
        lines.append(f"Authorization: {staff.authorization('POST', SEND, body)}")
    return "\r\n".join([*lines, "", ""])


@pytest.mark.parametrize("scheme", ["rand_str", "hmac"])
@pytest.mark.parametrize("change", ["revoke", "rotate"])
def test_token_that_is_revoked_while_the_body_comes_writes_nothing(world, stack, scheme, change):
    pair = world.pair()
    staff = pair.staff if scheme == "rand_str" else SignedClient.of(pair.staff)
    body, kind = bodies.form({"customer_id": pair.customer.id, "content": {"info_type": 1, "msg": "x"}})
    pair.staff_says("before").done()
    with RawConnection(stack.base_url) as raw:
        raw.send(head_of(staff, body, kind))
        raw.send(body[:10])
        time.sleep(SLOW)
        assert stack.ctl("token", change, "user", pair.staff.id).returncode == 0
        wait_until(lambda: pair.staff_reads("/chat/query_num/0").code == 400, 5, "the token to be refused")
        raw.send(body[10:])
        raw.read().refused(400, "token异常")
    assert [row["msg"] for row in pair.customer_reads().rows] == ["before"]


def test_slow_body_of_a_good_token_is_taken(pair, stack):
    for staff in (pair.staff, SignedClient.of(pair.staff)):
        body, kind = bodies.form({"customer_id": pair.customer.id, "content": {"info_type": 1, "msg": "slow"}})
        with RawConnection(stack.base_url) as raw:
            raw.send(head_of(staff, body, kind))
            raw.send(body[:10])
            time.sleep(SLOW)
            raw.send(body[10:])
            raw.read().done()
    assert [row["msg"] for row in pair.customer_reads().rows] == ["slow"] * 2


def test_copies_of_a_signed_request_do_not_use_up_the_callers_rate(new_stack):
    settings = {"LEIDA_THREADS": "1", "LEIDA_EXEMPT_ADDRESSES": "192.0.2.0/24", "LEIDA_RATE_CALLER": "1",
                "LEIDA_RATE_CALLER_BURST": "10"}
    stack = new_stack(settings={"gateway": settings})
    staff = SignedClient.of(World(stack).pair().staff)
    seen = {"Authorization": staff.authorization("GET", LIST)}
    staff.send("GET", LIST, headers=seen).done()
    for _ in range(100):
        staff.send("GET", LIST, headers=seen).refused(400, "token异常")
    assert total(scrape(stack.gateway), "leida_limited_total", limit="caller") == 0
    for _ in range(5):
        staff.get("/tongxunlu").done()
