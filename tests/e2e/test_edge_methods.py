# SPDX-License-Identifier: Apache-2.0
"""Targets in every form, and methods that must not change anything (RFC 9112 3.2, RFC 9110 9.3)."""

import pytest
from harness.raw import RawConnection, conversation, request
from harness.records import World
from harness.strict import all_answers, assert_ours, take_answer, the_refusal

FORM = "application/x-www-form-urlencoded"
CLOSE = {"Connection": "close"}


@pytest.fixture(scope="module")
def shared(stack):
    pair = World(stack).pair()
    pair.staff_says("x").done()
    return pair


@pytest.fixture
def talked(world):
    """A conversation with a message for each side, unread, and an action that the log's reader has not seen."""
    pair = world.pair()
    pair.staff_says("to the customer").done()
    pair.customer_says("to the staff user").done()
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1}).done()
    return pair


def one_answer(base_url, data):
    answers = all_answers(conversation(base_url, data))
    assert len(answers) == 1, answers
    assert_ours(answers[0])
    return answers[0]


ABSOLUTE = ["http://localhost", "http://example.com:8000", "HTTP://EXAMPLE.COM", "http://[::1]:80", "http://127.0.0.1"]


@pytest.mark.parametrize("origin", ABSOLUTE)
def test_absolute_target_is_served(stack, shared, origin):
    data = request("GET", origin + shared.staff.target("/tongxunlu"), CLOSE)
    assert len(one_answer(stack.base_url, data).done()["ret_data"]) == 1


def test_absolute_target_replaces_the_host(stack, shared):
    """What Host says does not count then, but it must be there and be a host (RFC 9112 3.2.2)."""
    data = request("GET", "http://one.example" + shared.staff.target("/tongxunlu"), CLOSE)
    one_answer(stack.base_url, data.replace(b"Host: localhost", b"Host: two.example")).done()
    the_refusal(conversation(stack.base_url, data.replace(b"Host: localhost\r\n", b"")), 400)


def test_absolute_target_of_a_write(stack, shared):
    body = b"expedted_pr=61"
    target = "http://localhost" + shared.staff.target(f"/customer/update_expected_pr/{shared.customer.id}")
    data = request("POST", target, {**CLOSE, "Content-Length": len(body), "Content-Type": FORM}, body)
    one_answer(stack.base_url, data).done()
    assert shared.staff_reads("/customer").rows[0]["expedted_pr"] == "61"


@pytest.mark.parametrize("rest", ["", "?a=1", "/"])
def test_absolute_target_without_a_path_is_the_root(stack, rest):
    """It is unknown, or leads to the pages, where there are some."""
    targets = ("/", "http://localhost" + rest)
    statuses = [answer.status for target in targets
                for answer in all_answers(conversation(stack.base_url, request("GET", target, CLOSE)))]
    assert statuses in ([404, 404], [302, 302])


def test_absolute_target_of_an_unknown_path_is_404(stack):
    one_answer(stack.base_url, request("GET", "http://localhost/x?a=http://b", CLOSE)).gateway_error(404, "非法请求")


BAD_TARGETS = [
    "http://", "http:///x", "http:/x", "http:x", "://localhost/x", "http://a b/x", "http://a:x/y", "http://[::1/x",
    "http://user@a/x", "http://a\\b/x",
]


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_absolute_target_that_is_none_is_400(stack, target):
    the_refusal(conversation(stack.base_url, request("GET", target, CLOSE)), 400)


def test_options_of_the_server_is_answered(stack):
    """Only in our envelope or without a body, and never as a fault of the server."""
    answers = all_answers(conversation(stack.base_url, request("OPTIONS", "*", CLOSE)))
    assert len(answers) == 1 and answers[0].status < 500, answers
    if answers[0].status != 204:
        assert_ours(answers[0])


@pytest.mark.parametrize("target", ["localhost:80", "example.com:443", "/", "*"])
def test_connect_is_refused(stack, target):
    """No byte behind it may be taken for a request inside a tunnel. With pages, the root is a path that is known."""
    assert one_answer(stack.base_url, request("CONNECT", target, CLOSE)).status in (404, 405)


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "BREW", "get", "Post"])
def test_other_method_is_405(stack, shared, method):
    answer = one_answer(stack.base_url, request(method, shared.staff.target("/tongxunlu"), CLOSE))
    answer.gateway_error(405, "请求方式异常")
    assert "GET" in answer.headers["allow"].split(", ")


READS = [
    "/tongxunlu", "/customer?customer_id={customer}", "/chat/query_num/0?customer_id={customer}", "/action/time",
    "/nothing", "/customer?customer_id=x", "/chat/send_msg/0",
]


def head_and_get(stack, client, path):
    """The answers to HEAD and GET of the same target, and that no byte follows the head of the first."""
    target = client.target(*path.split("?"))
    with RawConnection(stack.base_url, 5) as connection:
        connection.send(request("HEAD", target) + request("GET", target, CLOSE))
        first, rest = take_answer(connection.rest(), bodiless=True)
        second, nothing = take_answer(rest)
    assert nothing == b""
    return first, second


@pytest.mark.parametrize("path", READS)
def test_head_is_the_head_of_get(stack, shared, path):
    first, second = head_and_get(stack, shared.staff, path.format(customer=shared.customer.id))
    assert first.status == second.status
    own = {"x-request-id", "connection", "date"}
    assert {name: value for name, value in first.headers.items() if name not in own} == {
        name: value for name, value in second.headers.items() if name not in own
    }


REFUSED_HEADS = {
    "target": (414, request("HEAD", "/".ljust(8 * 1024 + 1, "x"))),
    "fields": (431, request("HEAD", "/x", [("A", "1")] * 201)),
    "size": (431, request("HEAD", "/x", {"A": "x" * 16 * 1024})),
    "syntax": (400, request("HEAD", "/x", {"A B": "1"})),
    "host": (400, request("HEAD", "/x", {"Host": "other"})),
    "length": (400, request("HEAD", "/x", {"Content-Length": "x"})),
    "coding": (501, request("HEAD", "/x", {"Transfer-Encoding": "gzip, chunked"})),
    "version": (505, request("HEAD", "/x").replace(b"HTTP/1.1", b"HTTP/2.0")),
}


@pytest.mark.parametrize("status, data", REFUSED_HEADS.values(), ids=REFUSED_HEADS.keys())
def test_head_that_is_refused_has_no_body(stack, status, data):
    """Its request line has been read (RFC 9110 9.3.2): a client takes what follows for the next answer."""
    answer, rest = take_answer(conversation(stack.base_url, data + request("GET", "/x", CLOSE)), bodiless=True)
    assert (answer.status, rest) == (status, b""), answer


MARKING = [("customer", "/chat/getmsg/0"), ("staff", "/chat/getmsg/0"), ("customer", "/chat"), ("staff", "/chat"),
           ("staff", "/action/get_new_log")]


def asked(pair, side, path):
    """The signed target of a read by one side of the conversation."""
    if side == "customer":
        return pair.customer, pair.customer.target(path, {"u_id": pair.staff.id})
    return pair.staff, pair.staff.target(path, {"customer_id": pair.customer.id})


def unread(pair):
    """What either side has not read yet, and what the log's reader has not (where there is that route)."""
    log = pair.staff.get("/action/get_new_log")
    return pair.unread(), len(log.rows) if log.status == 200 else 0


@pytest.mark.parametrize("side, path", MARKING)
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_method_that_is_safe_marks_nothing(stack, talked, side, path, method):
    client, target = asked(talked, side, path)
    known = client.send("POST", target).status != 404
    with RawConnection(stack.base_url, 5) as connection:
        connection.send(request(method, target, CLOSE))
        answer, rest = take_answer(connection.rest(), bodiless=method == "HEAD")
    assert rest == b""
    assert answer.status == (405 if known else 404)
    assert answer.headers.get("allow") == ("GET" if known else None)
    has_log = talked.staff.send("POST", talked.staff.target("/action/get_new_log")).status == 405
    assert unread(talked) == ((1, 1), int(has_log))


WRITES = ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "GET"]


@pytest.mark.parametrize("method", WRITES)
def test_write_by_another_method_changes_nothing(stack, shared, method):
    """Not even with the body and the credentials of the write."""
    before = shared.staff_reads("/customer").rows[0]["expedted_pr"]
    target = shared.staff.target(f"/customer/update_expected_pr/{shared.customer.id}")
    body = b"expedted_pr=99"
    data = request(method, target, {**CLOSE, "Content-Length": len(body), "Content-Type": FORM}, body)
    answer, rest = take_answer(conversation(stack.base_url, data), bodiless=method == "HEAD")
    assert (answer.status, rest) == (405, b""), answer
    assert shared.staff_reads("/customer").rows[0]["expedted_pr"] == before


@pytest.mark.parametrize("override", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_method_is_not_overridden(stack, shared, override):
    target = shared.staff.target(f"/customer/update_expected_pr/{shared.customer.id}") + "&_method=POST"
    answer = one_answer(stack.base_url, request("GET", target, {**CLOSE, override: "POST"}))
    answer.gateway_error(405, "请求方式异常")


@pytest.mark.parametrize("length", [1, 14, 2000])
def test_body_of_a_get_is_read_over(stack, shared, length):
    """It means nothing (RFC 9110 9.3.1), but the next request begins behind it."""
    inner = request("GET", "/smuggled").ljust(length, b"x")[:length]
    data = request("GET", shared.staff.target("/tongxunlu"), {"Content-Length": length, "Content-Type": FORM}, inner)
    answers = all_answers(conversation(stack.base_url, data + request("GET", "/x", CLOSE)))
    assert [answer.status for answer in answers] == [200, 404], answers
