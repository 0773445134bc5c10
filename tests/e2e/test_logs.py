# SPDX-License-Identifier: Apache-2.0
"""What the processes write down: trace ids through all of them, access, slow and failure lines, and never a secret."""

import json
import re
import signal
import time
import urllib.error
import urllib.request

import pytest
from harness.records import World, token_of
from harness.waiting import wait_until

ROLES = ("gateway", "chat", "crm", "actionlog")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
SECRET = {"phone": "13912345678", "text": "a-secret-of-the-conversation", "mail": "someone@secret.example"}


@pytest.fixture(scope="module")
def shared(stack):
    return World(stack).pair()


def started(new_stack, **settings):
    return new_stack(settings={role: settings for role in ROLES})


def ask(base_url, target, headers=None):
    """The answer's headers, whatever its status."""
    try:
        with urllib.request.urlopen(urllib.request.Request(base_url + target, headers=headers or {})) as answer:
            return answer.headers
    except urllib.error.HTTPError as error:
        return error.headers


def lines(process, event):
    """The fields of each line of that event, of a log in JSON."""
    found = map(json.loads, process.log().splitlines())
    return [line for line in found if line["event"] == event]


def test_trace_id_of_the_client_is_in_every_process_log(new_stack):
    stack = started(new_stack, LEIDA_LOG_LEVEL="debug", LEIDA_LOG_ACCESS="1", LEIDA_LOG_FORMAT="json")
    pair = World(stack).pair()
    assert ask(stack.base_url, pair.staff.target("/tongxunlu"), {"traceparent": PARENT})["X-Request-Id"] == TRACE
    (request,) = [line for line in lines(stack.gateway, "request") if line["trace"] == TRACE]
    (call,) = [line for line in lines(stack.service("crm"), "call") if line["trace"] == TRACE]
    assert (request["route"], request["http"], request["caller_id"]) == ("contacts", 200, pair.staff.id)
    assert (call["method"], call["status"], call["tries"]) == ("contacts", "done", 0)


def test_unknown_variable_is_told_by_name_alone(new_stack):
    stack = started(new_stack, LEIDA_REDIS_PASWORD="mark", LEIDA_LOG_FORMAT="json")
    for process in stack.processes:
        assert [(line["level"], line["name"]) for line in lines(process, "unknown variable")] == [
            ("warning", "LEIDA_REDIS_PASWORD")
        ], process.name
    assert "mark" not in stack.logs()


@pytest.mark.parametrize("header", [
    "", "x", PARENT[:-1], PARENT + "0", PARENT.upper(), "01" + PARENT[2:], f"00-{'0' * 32}-00f067aa0ba902b7-01",
    f"00-{TRACE}-{'0' * 16}-01", PARENT.replace("4", "g", 1), PARENT.replace("-", "_"),
])
def test_traceparent_of_another_shape_is_ignored(shared, header):
    trace = ask(shared.staff.base_url, shared.staff.target("/tongxunlu"), {"traceparent": header})["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{32}", trace)
    assert trace != TRACE


def test_every_answer_has_a_trace_id_of_its_own(shared):
    targets = ["/nowhere", "/zhugeleida/qiyeweixin/tongxunlu", shared.staff.target("/tongxunlu"), "/zhugeleida/%00"] * 5
    traces = [ask(shared.staff.base_url, target)["X-Request-Id"] for target in targets]
    assert all(re.fullmatch("[0-9a-f]{32}", trace) for trace in traces)
    assert len(set(traces)) == len(targets)


def test_access_log_is_a_sample(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_LOG_ACCESS": "10", "LEIDA_LOG_FORMAT": "json", "LEIDA_THREADS": "1"}})
    pair = World(stack).pair()
    for _ in range(50):
        pair.staff.get("/tongxunlu").done()
    assert len(lines(stack.gateway, "request")) == 5


def test_slow_requests_and_calls_are_logged(new_stack):
    stack = started(new_stack, LEIDA_LOG_SLOW="200", LEIDA_LOG_ACCESS="0", LEIDA_LOG_FORMAT="json")
    pair = World(stack).pair()
    pair.customer_says("quick").done()
    with stack.probe() as redis:
        redis.call("CLIENT", "PAUSE", "400", "ALL")
    pair.customer_says("slow").done()
    (request,) = lines(stack.gateway, "slow request")
    (call,) = lines(stack.service("chat-1"), "slow call")
    assert request["trace"] == call["trace"]
    assert request["us"] >= call["us"] >= 200_000
    assert request["level"] == call["level"] == "warning"


def test_failures_are_logged_but_not_without_bound(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_LOG_FORMAT": "json", "LEIDA_THREADS": "1"}})
    pair = World(stack).pair()
    pair.customer_says("x").done()
    stack.service("crm").kill()
    began = time.monotonic()
    while time.monotonic() - began < 1 or len(lines(stack.gateway, "request failed")) == 0:
        pair.staff.get("/tongxunlu").gateway_error(503)
    failed = lines(stack.gateway, "request failed")
    assert {(line["http"], line["route"]) for line in failed} == {(503, "contacts")}
    assert len(failed) <= 10 * (time.monotonic() - began + 1)
    stack.service("crm").start().wait_ready()


def test_level_changes_while_running(new_stack):
    stack = new_stack(settings={"chat": {"LEIDA_LOG_FORMAT": "json"}})
    chat, pair = stack.service("chat-1"), World(stack).pair()
    pair.customer_says("unseen").done()
    assert lines(chat, "call") == []
    chat.child.send_signal(signal.SIGUSR1)
    wait_until(lambda: lines(chat, "log level"), 5, "the level to change")
    pair.customer_says("seen").done()
    assert len(lines(chat, "call")) == 1
    chat.child.send_signal(signal.SIGUSR2)
    wait_until(lambda: len(lines(chat, "log level")) == 2, 5, "the level to change back")
    pair.customer_says("unseen").done()
    assert len(lines(chat, "call")) == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_ever_logged(new_stack, form):
    """All that there is to log, at the level that writes most."""
    stack = started(new_stack, LEIDA_LOG_LEVEL="debug", LEIDA_LOG_ACCESS="1", LEIDA_LOG_FORMAT=form)
    pair = World(stack).pair()
    change = {"sex": 1, "phone": SECRET["phone"], "email": SECRET["mail"], "mem": SECRET["text"]}
    pair.staff.post(f"/customer/update_information/{pair.customer.id}", change).done()
    pair.customer_says(SECRET["text"]).done()
    pair.staff_says(SECRET["text"], msg_id="secret-key-1").done()
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1, "remark": SECRET["text"]}).done()
    for path in ("/chat", "/chat/getmsg/0", "/customer"):
        pair.staff_reads(path).done()
    for path in ("/tongxunlu", "/action/time"):
        pair.staff.get(path).done()
    pair.staff.get("/tongxunlu", username=SECRET["text"])
    pair.staff.post(f"/customer/update_information/{pair.customer.id}", {"sex": 9, "phone": SECRET["phone"] + "9"})
    target = pair.staff.target("/tongxunlu")
    ask(stack.base_url, target.replace("rand_str=", "rand_str=0"))
    ask(stack.base_url, "/zhugeleida/" + SECRET["text"])
    (signature,) = re.findall(r"rand_str=(\w+)", target)
    logs = stack.logs()
    tokens = [token_of("user", pair.staff.id), token_of("customer", pair.customer.id)]
    assert "contacts" in logs
    assert [word for word in [*SECRET.values(), *tokens, signature, "rand_str", "secret-key-1"] if word in logs] == []
