# SPDX-License-Identifier: Apache-2.0
"""A whole service dies, or hangs for longer than a call may take: clear answers in time, other services unaffected, and
afterwards one effect for each key."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.records import World
from harness.waiting import PATIENCE, wait_until
from kit import check
from kit.talk import Load

pytestmark = pytest.mark.quiet

REFUSED = 0.2  # seconds within which 503 comes


def timed(call):
    began = time.monotonic()
    return call(), (time.monotonic() - began) / PATIENCE


def test_all_instances_gone_is_503_at_once(new_stack):
    stack = new_stack(chat=3)
    world = World(stack)
    pair = world.pair()
    pair.customer_says("before").done()
    for process in stack.services[:3]:
        process.kill()
    # What was sent to an instance in the moment of its death may have been applied: 504, at the deadline.
    wait_until(lambda: pair.customer_reads("/chat/getmsg/0").status == 503, 20, "the gateway to know")
    wait_until(lambda: pair.staff_reads("/chat/getmsg/0").status == 503, 20, "each of its loops to know")
    for call in (lambda: pair.customer_says("x"), lambda: pair.staff_reads("/chat/getmsg/0")) * 5:
        answer, seconds = timed(call)
        answer.gateway_error(503)
        assert answer.headers["Retry-After"] == "1"
        assert seconds < REFUSED
        answer, seconds = timed(lambda: pair.staff.get("/tongxunlu"))
        answer.done()
        assert seconds < REFUSED
    for process in stack.services[:3]:
        process.start()
    wait_until(lambda: pair.customer_says("after").status == 200, 3, "chat to be back")
    assert [row["msg"] for row in check.history(pair)] == ["before", "after"]


def test_restart_of_the_only_instance_fails_no_call(new_stack):
    """It sent a drain notice: calls wait for its return, as a program that starts slowly needs it."""
    stack = new_stack()
    staff = World(stack).pair().staff
    crm = stack.service("crm")
    assert crm.stop() == 0
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(timed, lambda: staff.get("/tongxunlu"))
        time.sleep(1)  # a slow start
        crm.start()
        answer, seconds = waiting.result()
    answer.done()
    assert 0.9 < seconds * PATIENCE < 3


def test_only_instance_stopped_for_good_is_503_after_a_while(new_stack):
    stack = new_stack()
    staff = World(stack).pair().staff
    assert stack.service("crm").stop() == 0
    answer, seconds = timed(lambda: staff.get("/tongxunlu"))
    answer.gateway_error(503)
    assert seconds < 4
    answer, seconds = timed(lambda: staff.get("/tongxunlu"))
    answer.gateway_error(503)
    assert seconds < REFUSED
    stack.service("crm").start()


def test_calls_in_flight_when_all_instances_die(new_stack):
    """What was sent to them may have been applied: an answer comes by the deadline, and no effect is doubled."""
    stack = new_stack(chat=2, settings={"gateway": {"LEIDA_DEADLINE": "1500"}})
    with Load(World(stack)) as load:
        time.sleep(0.5)  # of load before, …
        for process in stack.services[:2]:
            process.kill()
        time.sleep(1)  # … without them, …
        for process in stack.services[:2]:
            process.start().wait_ready()
        time.sleep(0.5)  # … and after
    assert load.calls.worst[0] < 2 * PATIENCE
    assert {failure.what for failure in load.calls.failures} <= {"HTTP 503, code 503", "HTTP 504, code 504"}
    assert check.faults(load) == []


def test_hang_beyond_the_deadline_doubles_nothing(new_stack):
    """All chat instances hang with calls in hand. Clients are told that the outcome is unknown (504), ask again with the
    same key, and find one message each when the instances go on with what they had."""
    stack = new_stack(chat=2, settings={"gateway": {"LEIDA_DEADLINE": "1000"}})
    world = World(stack)
    pairs = [world.pair() for _ in range(8)]
    for pair in pairs:
        pair.customer_says("first").done()

    def insist(pair):
        answers = [pair.customer_says("hung", msg_id="key")]
        while answers[-1].status != 200:
            answers.append(pair.customer_says("hung", msg_id="key"))
        return answers

    chats = stack.services[:2]
    for process in chats:
        process.child.send_signal(signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(len(pairs)) as pool:
            insisting = [pool.submit(insist, pair) for pair in pairs]
            time.sleep(3 * PATIENCE)  # the hang: three deadlines
            for process in chats:
                process.child.send_signal(signal.SIGCONT)
            answers = [future.result() for future in insisting]
    finally:
        for process in chats:
            process.child.send_signal(signal.SIGCONT)
    assert all({answer.status for answer in each[:-1]} <= {503, 504} for each in answers)
    assert any(answer.status == 504 for each in answers for answer in each)
    for pair in pairs:
        assert [row["msg"] for row in check.history(pair)] == ["first", "hung"]
