# SPDX-License-Identifier: Apache-2.0
"""Rates of addresses and callers (docs/api.md, "Limits"). Loopback is exempt by default: here it is not."""

import socket
import urllib.parse

import pytest
from harness.metrics import scrape, total
from harness.raw import RawConnection, request
from harness.records import World
from harness.signed import SignedClient
from harness.waiting import PATIENCE, wait_until

COUNTED = {"LEIDA_THREADS": "1", "LEIDA_EXEMPT_ADDRESSES": "192.0.2.0/24"}
WIDE = {"LEIDA_RATE_ADDRESS": "0", "LEIDA_RATE_CALLER": "0"}


def gateway(**settings):
    return {"gateway": {**COUNTED, **settings}}


def wrong(client):
    return {**client.credentials(), "rand_str": "0" * 32}


def limited(stack, limit):
    return total(scrape(stack.gateway), "leida_limited_total", limit=limit)


def assert_too_many(answer, least=1, most=1):
    answer.gateway_error(429, "请求过于频繁")
    assert answer.code == 429 and least <= int(answer.headers["Retry-After"]) <= most, answer.headers


def list_from(client, address=None, **headers):
    given = {"X-Forwarded-For": address} if address else headers
    return client.send("GET", client.target("/tongxunlu"), headers=given)


def test_address_that_asks_too_often_is_told_when_to_come_again(new_stack):
    stack = new_stack(settings=gateway(LEIDA_RATE_ADDRESS="1", LEIDA_RATE_ADDRESS_BURST="10", LEIDA_RATE_CALLER="0"))
    staff = World(stack).pair().staff
    answers = [list_from(staff) for _ in range(30)]
    taken = [answer for answer in answers if answer.status == 200]
    assert 10 <= len(taken) < 30 and all(answer.status == 200 for answer in answers[:10])
    for answer in answers:
        if answer.status != 200:
            assert_too_many(answer)
    assert limited(stack, "address") == 30 - len(taken)
    assert_too_many(staff.send("GET", "/nothing"))
    wait_until(lambda: list_from(staff).status == 200, 5, "a request to be taken again")


def test_caller_that_asks_too_often_leaves_others_alone(new_stack):
    stack = new_stack(settings=gateway(LEIDA_RATE_ADDRESS="0", LEIDA_RATE_CALLER="1", LEIDA_RATE_CALLER_BURST="10"))
    pair = World(stack).pair()
    statuses = [list_from(pair.staff).status for _ in range(30)]
    assert statuses[:10] == [200] * 10 and 429 in statuses
    assert limited(stack, "caller") == statuses.count(429)
    pair.customer_reads().done()


@pytest.mark.parametrize("make", [lambda client: client, SignedClient.of], ids=["rand_str", "hmac"])
def test_guessing_at_a_signature_is_limited_and_shuts_nobody_out(new_stack, make):
    """5,000 guesses, from the very address that the owner of the signature has."""
    stack = new_stack(settings=gateway(LEIDA_RATE_ADDRESS="0"))
    staff = make(World(stack).pair().staff)
    guesser = make(type(staff)(staff.base_url, "user", staff.id, "0" * 32))
    answers = [list_from(guesser) for _ in range(5000)]
    refused = [answer for answer in answers if answer.status == 200]
    assert 100 <= len(refused) < 500
    for answer in refused:
        answer.refused(400, "token异常")
    for answer in answers[-100:]:
        if answer.status != 200:
            assert_too_many(answer)
    assert limited(stack, "failures") == 5000 - len(refused)
    assert limited(stack, "caller") == 0
    for _ in range(100):
        list_from(staff).done()


def test_clients_behind_a_trusted_proxy_are_counted_apart(new_stack):
    stack = new_stack(settings=gateway(**WIDE | {
        "LEIDA_RATE_ADDRESS": "1", "LEIDA_RATE_ADDRESS_BURST": "20", "LEIDA_TRUSTED_PROXIES": "127.0.0.1 10.0.0.0/8"}))
    staff = World(stack).pair().staff

    def let_through(**headers):
        return [list_from(staff, **{name.replace("_", "-"): value for name, value in headers.items()}).status == 200
                for _ in range(60)].count(True)

    assert 20 <= let_through(X_Forwarded_For="198.51.100.1") < 60
    assert let_through(X_Forwarded_For="1.2.3.4, 198.51.100.1, 10.1.1.1") < 20, "the same client"
    assert let_through(X_Forwarded_For="198.51.100.1, 198.51.100.2") >= 20, "what a client wrote counts for nothing"
    assert let_through(Forwarded='for="[2001:db8::1]:4711";proto=https') >= 20
    assert let_through(Forwarded="for=\"[2001:db8::2]\"") < 20, "the same /64"
    assert let_through(X_Forwarded_For="192.0.2.7") == 60, "exempt"


def test_forwarded_headers_of_who_is_no_proxy_count_for_nothing(new_stack):
    stack = new_stack(settings=gateway(**WIDE | {"LEIDA_RATE_ADDRESS": "1", "LEIDA_RATE_ADDRESS_BURST": "10"}))
    staff = World(stack).pair().staff
    statuses = [list_from(staff, f"198.51.100.{number}").status for number in range(40)]
    assert 429 in statuses


def test_junk_does_not_make_a_local_proxys_clients_exempt(new_stack):
    stack = new_stack(settings={"gateway": {
        "LEIDA_THREADS": "1", "LEIDA_TRUSTED_PROXIES": "127.0.0.1", "LEIDA_RATE_ADDRESS": "1", "LEIDA_RATE_ADDRESS_BURST": "10"}})
    staff = World(stack).pair().staff
    assert 429 in [list_from(staff, "unknown").status for _ in range(40)]
    assert [list_from(staff).status for _ in range(40)] == [200] * 40


def test_this_host_is_exempt_unless_it_is_said(stack, pair):
    for _ in range(400):
        pair.staff.get("/tongxunlu").done()
    for _ in range(150):
        pair.staff.get("/tongxunlu", credentials=wrong(pair.staff)).refused(400, "token异常")


@pytest.mark.parametrize("key", ["LEIDA_TRUSTED_PROXIES", "LEIDA_EXEMPT_ADDRESSES"])
def test_networks_that_are_none_stop_the_start(new_stack, key):
    with pytest.raises(AssertionError, match="IP addresses and networks"):
        new_stack(settings={"gateway": {key: "10.0.0.1/8"}})


class Silent(RawConnection):
    """A client that asks and takes next to nothing of the answer: what the system buffers for it is little."""

    def __init__(self, base_url):  # pylint: disable=super-init-not-called
        host, _, port = urllib.parse.urlsplit(base_url).netloc.rpartition(":")
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(20 * PATIENCE)
        self.socket.connect((host, int(port)))
        self.file = self.socket.makefile("rb")


def held(stack):
    return total(scrape(stack.gateway), "leida_held_bytes")


def test_caller_who_does_not_take_answers_gets_no_more_of_them(new_stack):
    memory = 7 * 2**19
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_CALLER_MEMORY": str(memory)}})
    world = World(stack)
    pair, other = world.pair(), world.pair()
    for number in range(60):
        pair.customer_says(f"{number:02}" + "x" * 60_000).done()
    target = pair.customer.target("/chat", {"u_id": pair.staff.id, "length": 60})
    silent = []
    try:
        for number in range(1, 3):
            silent.append(Silent(stack.base_url))
            silent[-1].send(request("GET", target))
            wait_until(lambda: held(stack) > number * 1_000_000, 20, "an answer that is not taken")  # noqa: B023
        assert_too_many(pair.customer_reads(length=60))
        assert total(scrape(stack.gateway), "leida_held_refused_total", by="caller") == 1
        assert held(stack) <= memory
        assert len(other.staff_reads().rows) == 0 and pair.staff.get("/tongxunlu").status == 200
    finally:
        for connection in silent:
            connection.__exit__()
    wait_until(lambda: held(stack) == 0, 20, "what was held to be given back")
    assert len(pair.customer_reads(length=60).rows) > 10  # as many as fit an answer


SMALL = {"LEIDA_THREADS": "1", "LEIDA_BODY_LIMIT": "200000"}


def test_answer_that_is_too_large_is_not_taken_for_not_done(new_stack):
    """The history marks what it shows as read."""
    stack = new_stack(settings={"gateway": {**SMALL, "LEIDA_CALLER_MEMORY": "403000"}})
    pair = World(stack).pair()
    for number in range(10):
        pair.customer_says(f"{number}" + "x" * 60_000).done()
    answer = pair.staff_reads()
    assert (answer.status, answer.code) == (504, 504), answer
    assert len(pair.staff_reads(length=5).rows) == 5
    assert held(stack) == 0


def test_callers_together_hold_no_more_than_they_may(new_stack):
    stack = new_stack(settings={"gateway": {**SMALL, "LEIDA_CALLER_MEMORY": "403000", "LEIDA_CALLERS_MEMORY": "403000"}})
    world = World(stack)
    pair, other = world.pair(), world.pair()
    with RawConnection(stack.base_url) as connection:
        head = {"Content-Type": "application/json", "Content-Length": "180000"}
        connection.send(request("POST", pair.staff.target("/chat/send_msg/0"), head))
        wait_until(lambda: held(stack) == 180_000, 20, "the body to be expected")
        other.customer_says("x" * 10_000).done()
        answer = other.customer_says("x" * 60_000)
        assert (answer.status, answer.code) == (503, 503), answer
        assert total(scrape(stack.gateway), "leida_held_refused_total", by="all") == 1
    wait_until(lambda: held(stack) == 0, 20, "what was held to be given back")
    other.customer_says("x" * 60_000).done()


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"LEIDA_CALLER_MEMORY": "65536"}, "caller_memory: at least 2097152"),
        ({"LEIDA_CALLERS_MEMORY": "65536"}, "callers_memory: at least caller_memory"),
    ],
)
def test_memory_that_holds_no_body_stops_the_start(new_stack, settings, message):
    with pytest.raises(AssertionError, match=message):
        new_stack(settings={"gateway": settings})


def test_what_signed_requests_and_refusals_held_is_given_back(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1"}})
    pair = World(stack).pair()
    whole = SignedClient.of(pair.staff)
    whole.get("/tongxunlu").done()
    whole.send("POST", "/zhugeleida/qiyeweixin/chat/send_msg/0", b"customer_id=x",
               {"Content-Type": "application/x-www-form-urlencoded"}).invalid(customer_id="invalid", content="required")
    pair.staff.get("/tongxunlu", credentials=wrong(pair.staff)).refused(400)
    assert held(stack) == 0
