# SPDX-License-Identifier: Apache-2.0
"""What is looked at before a body is taken, what a body may be, and what one may cost (api.md 1)."""

import pytest
from harness.process import resident_memory
from harness.raw import RawConnection, conversation, request
from harness.records import World
from harness.strict import all_answers, assert_ours, the_refusal
from harness.waiting import wait_until

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MIB = 1 << 20
LIMIT = 16 * MIB  # bytes that all unfinished bodies may hold together
CONNECTIONS = 200
HEADROOM = 8 * MIB  # of connections and of what the allocator keeps


@pytest.fixture(scope="module")
def shared(stack):
    return World(stack).pair()


def unwanted(pair):
    """Requests whose answer does not depend on their body: target, headers, and the expected HTTP status and code."""
    client = pair.customer
    path = "/chat/send_msg/0"
    wrong = client.target(path, credentials={**client.credentials(), "rand_str": "0" * 32})
    unknown = client.target(path, credentials={**client.credentials(), "user_id": 999_999_999})
    return {
        "credentials": (wrong, {"Content-Type": FORM}, 200, 400),
        "no_credentials": (client.target(path).split("?")[0], {"Content-Type": FORM}, 200, 400),
        "unknown_user": (unknown, {"Content-Type": FORM}, 200, 400),
        "path": (client.target("/nothing"), {"Content-Type": FORM}, 404, 404),
        "method": (client.target("/chat/getmsg/0"), {"Content-Type": FORM}, 405, 402),
        "media_type": (client.target(path), {"Content-Type": "text/plain"}, 415, 415),
        "media_type_before_credentials": (wrong, {"Content-Type": "text/plain"}, 415, 415),
        "path_before_credentials": (client.target("/nothing").split("?")[0], {"Content-Type": FORM}, 404, 404),
        "no_media_type": (client.target(path), {}, 415, 415),
        "encoding": (client.target(path), {"Content-Type": FORM, "Content-Encoding": "gzip"}, 415, 415),
    }


UNWANTED = [
    "credentials", "no_credentials", "unknown_user", "path", "method", "media_type", "no_media_type", "encoding",
    "media_type_before_credentials", "path_before_credentials",
]


@pytest.mark.parametrize("what", UNWANTED)
@pytest.mark.parametrize("expect", [False, True])
@pytest.mark.parametrize("framing", ["Content-Length: 14", f"Content-Length: {MIB}", "Transfer-Encoding: chunked"])
def test_body_that_nobody_wants_is_not_waited_for(stack, shared, what, expect, framing):
    """No byte of the body is sent, and no 100 asks for it."""
    target, headers, status, code = unwanted(shared)[what]
    expectation = {"Expect": "100-continue"} if expect else {}
    with RawConnection(stack.base_url, 5) as connection:
        connection.send(request("POST", target, {**headers, **dict([framing.split(": ")]), **expectation}))
        answer = connection.read()
        assert answer is not None and (answer.status, answer.code) == (status, code), answer
        assert_ours(answer)


@pytest.mark.parametrize("what", UNWANTED)
def test_body_that_nobody_wants_is_no_request(stack, shared, what):
    """It comes all the same, and looks like a request: it is read over."""
    target, headers, status, _ = unwanted(shared)[what]
    inner = request("GET", "/smuggled", {"Connection": "close"})
    data = request("POST", target, {**headers, "Content-Length": len(inner)}, inner)
    data += request("GET", shared.staff.target("/tongxunlu"), {"Connection": "close"})
    answers = all_answers(conversation(stack.base_url, data))
    assert [answer.status for answer in answers] == [status, 200], answers


@pytest.mark.parametrize("what", UNWANTED)
def test_answer_reaches_a_client_that_sends_the_body_all_the_same(stack, shared, what):
    target, headers, status, _ = unwanted(shared)[what]
    with RawConnection(stack.base_url, 5) as connection:
        connection.offer(request("POST", target, {**headers, "Content-Length": MIB}, b"x" * MIB))
        answer = connection.read()
    assert answer is not None and answer.status == status, answer


def test_expected_body_is_asked_for_once(stack, shared):
    target = shared.staff.target(f"/customer/update_expected_pr/{shared.customer.id}")
    headers = {"Content-Length": 14, "Content-Type": FORM, "Expect": "100-continue", "Connection": "close"}
    with RawConnection(stack.base_url, 5) as connection:
        connection.send(request("POST", target, headers))
        assert connection.read().status == 100
        connection.send(b"expedted_pr=45")
        answers = all_answers(connection.rest())
    assert [answer.status for answer in answers] == [200]


@pytest.mark.parametrize("expectation", ["200-ok", "100-continue, x", "x", "100"])
def test_other_expectation_is_ignored(stack, shared, expectation):
    """RFC 9110 10.1.1 lets a server refuse it with 417, or not. Nobody may wait: the body is there."""
    target = shared.staff.target(f"/customer/update_expected_pr/{shared.customer.id}")
    headers = {"Content-Length": 14, "Content-Type": FORM, "Expect": expectation, "Connection": "close"}
    answers = all_answers(conversation(stack.base_url, request("POST", target, headers, b"expedted_pr=46")))
    assert [answer.status for answer in answers] == [200], answers


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "x-gzip", "gzip, identity", "identity, gzip", "x", "GZIP"])
def test_encoded_body_is_415(shared, encoding):
    path = f"/customer/update_expected_pr/{shared.customer.id}"
    shared.staff.post_raw(path, b"expedted_pr=47", FORM, headers={"Content-Encoding": encoding}).gateway_error(415)


@pytest.mark.parametrize("encoding", ["identity", "Identity"])
def test_body_in_identity_is_taken(shared, encoding):
    path = f"/customer/update_expected_pr/{shared.customer.id}"
    shared.staff.post_raw(path, b"expedted_pr=48", FORM, headers={"Content-Encoding": encoding}).done()
    assert shared.staff_reads("/customer").rows[0]["expedted_pr"] == "48"


def test_two_fields_of_encodings_are_400(stack, shared):
    """As two of any field that says what the body is."""
    target = shared.staff.target(f"/customer/update_expected_pr/{shared.customer.id}")
    encodings = [("Content-Encoding", "identity"), ("Content-Encoding", "gzip")]
    headers = [*encodings, ("Content-Length", 14), ("Content-Type", FORM), ("Connection", "close")]
    answers = all_answers(conversation(stack.base_url, request("POST", target, headers, b"expedted_pr=49")))
    assert [answer.status for answer in answers] == [400]


@pytest.mark.parametrize("types", [(FORM, JSON), (JSON, FORM)], ids=str)
def test_two_media_types_are_400(stack, shared, types):
    """Two readers could take the body for two things."""
    target = shared.staff.target(f"/customer/update_expected_pr/{shared.customer.id}")
    headers = [("Content-Length", 14), *[("Content-Type", kind) for kind in types], ("Connection", "close")]
    the_refusal(conversation(stack.base_url, request("POST", target, headers, b"expedted_pr=50")), 400)


SPELLINGS = [
    '{"\\u0075_id":%d,"content":{"info_type":1,"msg":"x"}}',
    '{"u\\u005fid":%d,"content":{"info_type":1,"msg":"x"}}',
    '{"\\u0075\\u005F\\u0069\\u0064":%d,"\\u0063ontent":{"info_type":1,"msg":"x"}}',
    '{"u_id":%d,"content":{"info\\u005ftype":1,"\\u006dsg":"x"}}',
    '{"content":{"msg":"\\u0078","info_type":1},"u_id":%d}',
]


@pytest.mark.parametrize("body", SPELLINGS)
def test_escaped_keys_are_the_keys_they_spell(pair, body):
    pair.customer.post_raw("/chat/send_msg/0", (body % pair.staff.id).encode(), JSON).done()
    assert [row["msg"] for row in pair.staff_reads().rows] == ["x"]


def test_escaped_key_and_plain_key_are_one_key_twice(pair):
    body = '{"u_id":%d,"\\u0075_id":%d,"content":{"info_type":1,"msg":"x"}}' % (pair.staff.id, pair.staff.id)
    answer = pair.customer.post_raw("/chat/send_msg/0", body.encode(), JSON)
    assert (answer.status, answer.code) == (200, 402), answer
    assert pair.staff_reads().data["data_count"] == 0


@pytest.mark.parametrize("keys", [("a", "b"), ("a", "a"), ("a", ""), ("", "")], ids=str)
def test_two_idempotency_keys_are_402(stack, pair, keys):
    body = b'{"u_id":%d,"content":{"info_type":1,"msg":"x"}}' % pair.staff.id
    headers = [("Content-Length", len(body)), ("Content-Type", JSON), ("Connection", "close")]
    headers += [("Idempotency-Key", key) for key in keys]
    data = request("POST", pair.customer.target("/chat/send_msg/0"), headers, body)
    answer, = all_answers(conversation(stack.base_url, data))
    assert (answer.status, answer.code, set(answer.data)) == (200, 402, {"msg_id"}), answer
    assert pair.staff_reads().data["data_count"] == 0


class Stalled:
    """Connections that announce a megabyte, send all of it but the last byte, and then nothing."""

    def __init__(self, stack, target):
        self.data = request("POST", target, {"Content-Length": MIB, "Content-Type": FORM}, b"x" * (MIB - 1))
        self.connections = [RawConnection(stack.base_url, 10) for _ in range(CONNECTIONS)]

    def __enter__(self):
        for connection in self.connections:
            connection.offer(self.data)
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()


def memory_settles(process):
    """The resident memory once it no longer moves: what was sent is taken."""
    seen = []

    def is_still():
        seen.append(resident_memory(process.pid))
        return len(seen) > 20 and len(set(seen[-20:])) == 1

    wait_until(is_still, 20, "the memory of the gateway to settle")
    return seen[-1]


@pytest.fixture
def bounded(new_stack, programs):
    if not programs.are_plain():
        pytest.skip("measures memory that is the program's own")
    return new_stack(settings={"gateway": {"LEIDA_BODY_MEMORY": str(LIMIT), "LEIDA_BODY_GRACE": "60",
                                              "LEIDA_CALLER_MEMORY": str(2**30), "LEIDA_CALLERS_MEMORY": str(2**30)}})


def test_stalled_bodies_without_credentials_cost_nothing(bounded):
    pair = World(bounded).pair()
    pair.staff.get("/tongxunlu").done()
    before = resident_memory(bounded.gateway.pid)
    with Stalled(bounded, pair.customer.target("/chat/send_msg/0", credentials={})):
        assert memory_settles(bounded.gateway) - before < HEADROOM
        pair.customer_says("meanwhile").done()


def test_stalled_bodies_are_bounded_together(bounded):
    """With credentials. What is beyond is told to come again, and reads of others are served meanwhile."""
    pair = World(bounded).pair()
    pair.staff.get("/tongxunlu").done()
    before = resident_memory(bounded.gateway.pid)
    with Stalled(bounded, pair.customer.target("/chat/send_msg/0")) as stalled:
        grown = memory_settles(bounded.gateway) - before
        # Of 200 MiB. On a busy machine more of them are read at a time, and the allocator keeps what that took.
        assert grown < LIMIT + LIMIT // 4 + 2 * HEADROOM, f"{grown >> 20} MiB"
        pair.staff.get("/tongxunlu").done()
        refused = [connection for connection in stalled.connections if is_readable(connection)]
        assert len(refused) >= CONNECTIONS - 2 * LIMIT // MIB
        for connection in refused:
            answer = connection.read()
            assert answer is not None and answer.status == 503 and int(answer.headers["retry-after"]) > 0, answer
            assert_ours(answer)
    wait_until(lambda: pair.customer_says("after").status == 200, 10, "bodies to be taken again")


def is_readable(connection):
    connection.socket.setblocking(False)
    try:
        return bool(connection.socket.recv(1, 2))  # MSG_PEEK
    except BlockingIOError:
        return False
    finally:
        connection.socket.settimeout(10)
