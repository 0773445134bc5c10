# SPDX-License-Identifier: Apache-2.0
"""The HTTP edge: the gateway's own statuses, hostile requests, limits in bytes and time (api.md 1, pitfalls.md)."""

import socket

import pytest
from harness.raw import RawConnection, request
from harness.records import World
from harness.routes import ROUTES

FORM = "application/x-www-form-urlencoded"
UNKNOWN = [
    "/x", "/zhugeleida", "/zhugeleida/", "/zhugeleida/qiyeweixin", "/zhugeleida/qiyeweixin/nothing",
    "/zhugeleida/qiyeweixin/tongxunlu/", "/zhugeleida/qiyeweixin/chat/getmsg", "/zhugeleida/qiyeweixin/chat/getmsg/x",
    "/zhugeleida/qiyeweixin/chat/getmsg/-1", "/zhugeleida//qiyeweixin/chat", "/zhugeleida/QIYEWEIXIN/chat",
    "/zhugeleida/qiyeweixin/../qiyeweixin/chat", "/zhugeleida/qiyeweixin/chat%00",
]


@pytest.fixture
def raw(stack):
    with RawConnection(stack.base_url) as connection:
        yield connection


@pytest.fixture(scope="module")
def shared(stack):
    return World(stack).pair()


def get(client, path="/tongxunlu", headers=None):
    return request("GET", client.target(path), headers)


def post(client, peer, headers, body):
    return request("POST", client.target(f"/customer/update_expected_pr/{peer}"), headers, body)


@pytest.mark.parametrize("path", UNKNOWN)
def test_http_unknown_path_is_404(raw, shared, path):
    raw.send(request("GET", shared.staff.target("/x").replace("/zhugeleida/qiyeweixin/x", path)))
    answer = raw.read()
    answer.gateway_error(404, "非法请求")
    assert answer.code == 404


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_http_wrong_method_is_405_and_says_which(shared, route):
    client = shared.staff if route.kind == "user" else shared.customer
    target = client.target(route.path_to(1))
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - {route.method}:
        answer = client.send(method, target)
        answer.gateway_error(405, "请求方式异常")
        assert answer.code == 402
        assert route.method in [name.strip() for name in answer.headers["Allow"].split(",")]


def test_http_answers_are_utf8_json(shared):
    answer = shared.staff.get("/tongxunlu")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert "客户" in answer.body.decode("utf-8")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/jsonp", "x"])
def test_http_unsupported_content_type_is_415(shared, kind):
    path = f"/customer/update_expected_pr/{shared.customer.id}"
    shared.staff.post_raw(path, b"expedted_pr=1", kind).gateway_error(415)


@pytest.mark.parametrize("kind", [FORM + "; charset=UTF-8", "Application/X-WWW-Form-Urlencoded"])
def test_http_content_type_may_have_parameters_and_any_case(shared, kind):
    shared.staff.post_raw(f"/customer/update_expected_pr/{shared.customer.id}", b"expedted_pr=1", kind).done()


def test_http_uri_too_long_is_414(raw, shared):
    raw.offer(request("GET", shared.staff.target("/tongxunlu") + "&username=" + "x" * 40_000))
    raw.read().gateway_error(414)


def test_http_headers_too_long_are_431(raw, shared):
    raw.offer(get(shared.staff, headers={"X-Long": "x" * 100_000}))
    raw.read().gateway_error(431)


@pytest.mark.parametrize("chunked", [False, True])
def test_http_body_over_the_limit_is_413(raw, shared, chunked):
    size = 4 * 1024 * 1024
    framing = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": size}
    body = b"mem=" + b"x" * (size - 4)
    if chunked:
        body = b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    raw.offer(post(shared.staff, shared.customer.id, {**framing, "Content-Type": FORM}, body))
    raw.read().gateway_error(413)


def test_http_declared_size_over_the_limit_is_413_before_the_body(raw, shared):
    raw.send(post(shared.staff, shared.customer.id, {"Content-Length": 10**12, "Content-Type": FORM}, b""))
    assert raw.read().status == 413


def test_http_chunked_body_works(raw, shared):
    headers = {"Transfer-Encoding": "chunked", "Content-Type": FORM}
    raw.send(post(shared.staff, shared.customer.id, headers, b"9\r\nexpedted_\r\n5\r\npr=42\r\n0\r\n\r\n"))
    raw.read().done()
    assert shared.staff_reads("/customer").rows[0]["expedted_pr"] == "42"


def test_http_body_in_single_bytes_works(raw, shared):
    body = b"expedted_pr=43"
    whole = post(shared.staff, shared.customer.id, {"Content-Length": len(body), "Content-Type": FORM}, body)
    raw.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for number in range(len(whole)):
        raw.send(whole[number : number + 1])
    raw.read().done()
    assert shared.staff_reads("/customer").rows[0]["expedted_pr"] == "43"


def smuggled(shared):
    """A second request that a confused server would find inside the body of the first."""
    return post(shared.staff, shared.customer.id, {"Content-Length": 14, "Content-Type": FORM}, b"expedted_pr=66")


@pytest.mark.parametrize(
    "second",
    [("Content-Length", "0"), ("content-length", "SAME"), ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "x")],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_http_smuggling_is_400_and_closes(raw, shared, second, reverse):
    inner = b"0\r\n\r\n" + smuggled(shared)
    name, value = second
    framing = [("Content-Length", len(inner)), (name, value.replace("SAME", str(len(inner))))]
    headers = [*(reversed(framing) if reverse else framing), ("Content-Type", FORM)]
    raw.send(request("POST", shared.staff.target(f"/customer/update_expected_pr/{shared.customer.id}"), headers, inner))
    answer = raw.read()
    assert answer is not None and answer.status == 400, answer
    assert raw.is_closed()
    assert shared.staff_reads("/customer").rows[0]["expedted_pr"] != "66"


def test_http_content_length_twice_on_a_get_is_400_and_closes(raw, shared):
    raw.send(get(shared.staff, headers=[("Content-Length", "0"), ("Content-Length", "5")]) + b"GET /")
    assert raw.read().status == 400
    assert raw.is_closed()


MALFORMED = {
    "no_http": b"hello\r\n\r\n",
    "bad_length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    "negative_length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "no_host": b"GET /zhugeleida/qiyeweixin/chat HTTP/1.1\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 40 + b"\r\n\r\n",
    "header_without_colon": b"GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n",
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED.keys())
def test_http_malformed_is_refused_and_nobody_else_suffers(raw, shared, data):
    raw.send(data)
    raw.socket.shutdown(socket.SHUT_WR)
    raw.read().gateway_error(400)
    shared.staff.get("/tongxunlu").done()


def test_http_pipelined_requests_are_answered_in_order(raw, shared):
    number = 20
    raw.send(b"".join(get(shared.staff, "/nothing" if step % 2 else "/tongxunlu") for step in range(number)))
    assert [raw.read().status for _ in range(number)] == [200, 404] * (number // 2)


def test_http_1_0_and_connection_close_are_closed(raw, shared):
    raw.send(get(shared.staff, headers={"Connection": "close"}))
    raw.read().done()
    assert raw.is_closed()


def test_http_expect_continue(raw, shared):
    headers = {"Content-Length": 14, "Content-Type": FORM, "Expect": "100-continue"}
    raw.send(post(shared.staff, shared.customer.id, headers, b""))
    assert raw.read().status == 100
    raw.send(b"expedted_pr=44")
    raw.read().done()


def test_http_client_gone_in_the_middle_harms_nobody(stack, shared):
    whole = post(shared.staff, shared.customer.id, {"Content-Length": 14, "Content-Type": FORM}, b"expedted_pr=77")
    for size in (3, 40, len(whole) - 5, len(whole)):
        for reset in (False, True):
            with RawConnection(stack.base_url) as connection:
                connection.send(whole[:size])
                if reset:
                    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    shared.staff.get("/tongxunlu").done()


HALVES = {
    "nothing": b"",
    "request_line": b"GET /zhugeleida/qiyeweixin/chat",
    "headers": b"GET /zhugeleida/qiyeweixin/chat HTTP/1.1\r\nHost: a\r\n",
}


def test_http_slow_clients_are_closed_by_a_time_limit(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_IDLE_LIMIT": "1", "LEIDA_HEAD_LIMIT": "2", "LEIDA_BODY_GRACE": "2"}})
    pair = World(stack).pair()
    headers = {"Content-Length": 14, "Content-Type": FORM}
    halves = [*HALVES.values(), post(pair.staff, pair.customer.id, headers, b"exped")]
    connections = [RawConnection(stack.base_url) for _ in halves]
    for connection, half in zip(connections, halves):
        connection.send(half)
    silent, *begun = connections
    assert silent.read() is None
    for connection in begun:
        connection.read().gateway_error(408)
        assert connection.is_closed()
    for connection in connections:
        connection.close()
    pair.staff.get("/tongxunlu").done()


def test_http_half_a_request_does_not_hold_up_the_end(new_stack):
    """Its client may be gone without a trace; nothing was promised for it. A whole request is answered meanwhile."""
    stack = new_stack()
    pair = World(stack).pair()
    half = post(pair.staff, pair.customer.id, {"Content-Length": 14, "Content-Type": FORM}, b"exped")
    with RawConnection(stack.base_url) as waiting, RawConnection(stack.base_url) as gone:
        waiting.send(half)
        gone.send(half)
        gone.close()
        pair.staff.get("/tongxunlu").done()
        assert stack.gateway.stop(seconds=8) == 0
        assert waiting.read().status == 408
        assert waiting.is_closed()
