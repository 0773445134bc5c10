# SPDX-License-Identifier: Apache-2.0
"""Who may call no more is told so on the sockets that are open; and who restarts says so."""

import os
import signal
import time

import pytest
from harness.records import World
from harness.signed import SignedClient
from harness.waiting import LATE, wait_until
from harness.websocket import PATHS, PING, PONG, Closed, WebSocket, connect, frame


def assert_open(opened):
    opened.send(frame(b"here", PING))
    assert opened.control() == (PONG, b"here")


@pytest.mark.parametrize("verb", ["rotate", "revoke"])
@pytest.mark.parametrize("kind", ["user", "customer"])
def test_push_closes_who_may_call_no_more(stack, pair, kind, verb):
    client, other = (pair.staff, pair.customer) if kind == "user" else (pair.customer, pair.staff)
    with connect(client) as first, connect(client) as second, connect(other) as stays:
        assert stack.ctl("token", verb, kind, client.id).returncode == 0
        began = time.monotonic()
        assert first.closed() == 4401 and second.closed() == 4401
        assert time.monotonic() - began < LATE
        assert_open(stays)


def test_push_closes_who_did_not_sign_where_only_that_is_taken(stack, pair):
    signed = SignedClient.of(pair.staff)
    with connect(pair.staff) as plain, WebSocket(stack.base_url) as opened:
        opened.shake(PATHS["user"], Authorization=signed.authorization("GET", PATHS["user"]))
        assert opened.event()["event"] == "hello"
        assert stack.ctl("token", "issue", "user", pair.staff.id, "--scheme", "hmac").returncode == 0
        assert plain.closed() == 4401
        assert_open(opened)


def test_push_looks_again_after_changes_were_missed(new_stack):
    """Redis tells nobody what happens while it is away from this gateway: what was stored meanwhile counts once it is back."""
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1"}})
    pair = World(stack).pair()
    with connect(pair.staff) as revoked, connect(pair.customer) as stays:
        os.kill(stack.gateway.pid, signal.SIGSTOP)
        with stack.probe() as redis:
            assert redis.call("CLIENT", "KILL", "TYPE", "pubsub") >= 1
            assert stack.ctl("token", "rotate", "user", pair.staff.id).returncode == 0
        os.kill(stack.gateway.pid, signal.SIGCONT)
        began = time.monotonic()
        assert revoked.closed() == 4401
        assert time.monotonic() - began < LATE
        assert_open(stays)


def test_push_keeps_sockets_while_redis_restarts(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1"}})
    pair = World(stack).pair()
    with connect(pair.staff) as opened:
        stack.redis.stop()
        assert_open(opened)
        stack.start_redis()
        assert_open(opened)
        assert stack.ctl("token", "rotate", "user", pair.staff.id).returncode == 0
        assert opened.closed() == 4401


def test_push_says_that_it_restarts(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "2"}})
    pair = World(stack).pair()
    sockets = [connect(client) for client in (pair.staff, pair.customer) for _ in range(4)]
    os.kill(stack.gateway.pid, signal.SIGTERM)
    began = time.monotonic()
    for opened in sockets:
        with pytest.raises(Closed) as closed:
            while opened.event():
                pass
        assert (closed.value.code, closed.value.reason) == (1012, '{"in":8000}')
        opened.abort()
    wait_until(lambda: stack.gateway.child.poll() == 0, 20, "the gateway to end")
    assert time.monotonic() - began < LATE


def test_push_closes_who_is_disabled(world):
    staff = world.user()
    world.load()
    with connect(staff) as opened:
        world.user(id=staff.id, enabled=False)
        world.load()
        assert opened.closed() == 4401
