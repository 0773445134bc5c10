# SPDX-License-Identifier: Apache-2.0
"""WebSockets that are opened with a session: a page cannot send a header with one, so its Origin has to be ours."""

import time

import pytest
from harness.sessions import DAY, HOUR, SessionClient, make
from harness.metrics import scrape, total
from harness.waiting import LATE
from harness.websocket import PATHS, PING, PONG, WebSocket, frame

HOST = "http://localhost"  # the harness' Host


@pytest.fixture(params=["user", "customer"])
def client(request, pair):
    return pair.staff if request.param == "user" else pair.customer


def session(client, **times):
    return f"leida-{'s' if client.kind == 'user' else 'c'}={make('session', client, **{'issued': 0, 'expires': 12 * HOUR, **times})}"


def opened_with(client, cookie, origin=HOST):
    """(status, socket) of a handshake."""
    socket = WebSocket(client.base_url)
    status, _ = socket.shake(PATHS[client.kind], Cookie=cookie, Origin=origin)
    return status, socket


def connect(client, **times):
    status, socket = opened_with(client, session(client, **times))
    assert status == 101 and socket.event()["event"] == "hello"
    return socket


def test_session_opens_a_socket(stack, pair, client):
    browser = SessionClient.of(client).log_in_by_link(stack)
    status, socket = opened_with(client, f"{browser.cookie}={browser.cookies[browser.cookie]}")
    assert status == 101
    with socket:
        assert socket.event()["event"] == "hello"
        (pair.customer_says if client is pair.staff else pair.staff_says)("x").done()
        while (event := socket.event()["event"]) == "sync":  # its thread begins to listen
            pass
        assert event == "message"


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "https://localhost", "http://localhost:8000", ""])
def test_socket_of_another_page_is_refused(stack, client, origin):
    before = total(scrape(stack.gateway), "leida_push_accepts_total", result="refused")
    status, socket = opened_with(client, session(client), origin)
    with socket:
        assert status == 403
    assert total(scrape(stack.gateway), "leida_push_accepts_total", result="refused") == before + 1


def test_foreign_origin_is_no_matter_to_who_signs(pair):
    """Their page may come from anywhere: it holds something that no browser adds by itself."""
    with WebSocket(pair.staff.base_url) as socket:
        assert socket.shake(pair.staff.target(PATHS["user"]), Origin="https://elsewhere.example")[0] == 101
        assert socket.event()["event"] == "hello"


@pytest.mark.parametrize("what", ["late", "too old", "of a login", "of the other side", "nothing"])
def test_wrong_session_is_told_behind_the_handshake(pair, client, what):
    other = pair.customer if client is pair.staff else pair.staff
    cookie = {
        "late": session(client, issued=-HOUR, expires=-1),
        "too old": session(client, issued=-7 * DAY - 1, expires=HOUR),
        "of a login": session(client).partition("=")[0] + "=" + make("login", client),
        "of the other side": session(client).partition("=")[0] + "=" + make("session", other),
        "nothing": None,
    }[what]
    status, socket = opened_with(client, cookie)
    with socket:
        assert (status, socket.closed()) == (101, 4401)


@pytest.mark.parametrize("end", ["rotate", "revoke", "disable"])
def test_end_of_a_token_closes_the_socket(stack, client, end):
    with connect(client) as socket:
        words = [client.kind, end, client.id] if end == "disable" else ["token", end, client.kind, client.id]
        assert stack.ctl(*words).returncode == 0
        began = time.monotonic()
        assert socket.closed() == 4401
        assert time.monotonic() - began < LATE


def test_socket_closes_when_its_session_is_over(client):
    with connect(client, issued=-HOUR, expires=1500) as ends, connect(client, issued=-7 * DAY + 1500, expires=1500) as ends_too, \
            connect(client) as stays:
        began = time.monotonic()
        assert ends.closed() == 4401 and ends_too.closed() == 4401
        assert 0.5 < time.monotonic() - began < LATE
        stays.send(frame(b"here", PING))
        assert stays.control() == (PONG, b"here")


def test_socket_of_a_session_stays_where_only_signatures_are_taken(stack, client):
    with connect(client) as socket:
        assert stack.ctl("token", "issue", client.kind, client.id, "--scheme", "hmac").returncode == 0
        socket.send(frame(b"here", PING))
        assert socket.control() == (PONG, b"here")
