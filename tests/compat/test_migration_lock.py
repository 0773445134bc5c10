# SPDX-License-Identifier: Apache-2.0
"""The lock under which crm brings a store forward: it is short, held for as long as the work takes, given back in order,
and whoever lost it changes nothing any more (decision 0028)."""

import random
import signal
import time

import aged
import pytest
from harness.records import Pair, World
from harness.waiting import PATIENCE, wait_until

LOCK = "{form}:lock"
LEASE = 3.0  # s; and in front of it what a start, and asking again, take
FOLLOWED = LEASE + 15.0
WHEN = (1_528_000_000_000).to_bytes(6, "big")
BEGINS = "bringing the store forward"
ENDS = "store brought forward"


@pytest.fixture
def old(upgrade):
    """A stack with two instances of crm on a store of form 0 that takes about a second: nothing runs yet but Redis."""
    stack = upgrade(crm=2)
    stack.restore("0-no-summaries")
    add_notes(stack, 1000, 4)
    return stack


def add_notes(stack, first, lists, rows=25_000):
    """Long lists of them, which are brought forward slice by slice."""
    with stack.probe() as redis:
        for customer in range(first, first + lists):
            for part in range(0, rows, 1000):
                notes = [WHEN + f"第{number}次".encode() for number in range(part, part + 1000)]
                redis.call("RPUSH", f"notes:{{u:1}}:{customer}", *notes)


def begin(stack, crm):
    """Starts one instance of crm, and waits until it works."""
    process = stack.service(crm)
    before = process.log().count(BEGINS)
    process.start().wait_state()
    wait_until(lambda: process.log().count(BEGINS) > before, 15, f"{crm} to begin")
    return process


def is_new(stack):
    return stack.redis_call("GET", "form") == b"2"


def all_notes_are_new(stack, lists, rows=25_000):
    with stack.probe() as redis:
        for customer in lists:
            notes = redis.call("LRANGE", f"notes:{{u:1}}:{customer}", 0, -1)
            assert notes == [WHEN + bytes(8) + f"第{number}次".encode() for number in range(rows)]


def test_killed_holder_is_followed_once_its_lease_is_over(old):
    add_notes(old, 1004, 4)
    crm, chance = begin(old, "crm-1"), random.Random(7)
    for _ in range(3):
        time.sleep(chance.uniform(0, 0.2))
        crm.kill()
        assert not is_new(old)
        killed = time.monotonic()
        begin(old, "crm-1")
        assert time.monotonic() - killed < FOLLOWED * PATIENCE
    old.begin("crm-1")
    old.wait_ready()
    all_notes_are_new(old, range(1000, 1008))


def test_instance_that_is_stopped_in_order_gives_the_lock_back(old):
    first = begin(old, "crm-1")
    old.begin("crm-1")
    second = old.service("crm-2")
    assert BEGINS not in second.log() and not is_new(old)
    assert first.stop() == 0
    assert old.redis_call("GET", LOCK) is None or BEGINS in second.log()
    wait_until(lambda: BEGINS in second.log(), 15, "crm-2 to go on")
    first.start()
    old.wait_ready()
    assert old.logs().count(ENDS) == 1
    all_notes_are_new(old, range(1000, 1004))


def test_one_that_was_stopped_and_wakes_behind_its_lease_changes_nothing(old):
    """It was in the middle of lists of notes. By the time that it wakes they have notes of the new form, which it would
    take for old ones."""
    sleeper = begin(old, "crm-1")
    sleeper.child.send_signal(signal.SIGSTOP)
    try:
        assert not is_new(old)
        old.begin("crm-1")
        wait_until(lambda: ENDS in old.service("crm-2").log(), 60, "crm-2 to end")
        pair = Pair(World(old).client("user", 1), World(old).client("customer", 1))
        old.load([{"type": "customer", "id": customer, "username": "x"} for customer in range(1000, 1004)]
                 + [{"type": "relation", "user_id": 1, "customer_id": customer} for customer in range(1000, 1004)]
                 + [{"type": "tag", "id": 1, "name": "另一个名字"}])
        for customer in range(1000, 1004):
            pair.staff.post(f"/follow_info/add/{customer}", {"follow_info": "电话已打"}).done()
        with old.probe() as redis:
            before = aged.contents(redis)
    finally:
        sleeper.child.send_signal(signal.SIGCONT)
    sleeper.wait_ready()
    wait_until(lambda: redis_is_idle(old), 15, "what it had sent to be done")
    with old.probe() as redis:
        assert not aged.differences(before, aged.contents(redis))
    check = old.ctl("check")
    assert " 0 findings" in check.stdout, check.stdout


def redis_is_idle(stack):
    """Nobody has commands under way."""
    with stack.probe() as redis:
        clients = redis.call("CLIENT", "LIST").decode().splitlines()
    return all(" qbuf=0 " in line for line in clients if "cmd=client" not in line)


def test_lock_is_held_for_longer_than_a_lease(old):
    """Whatever a page takes. Here Redis is slow: nothing is lost by that, and nobody else begins."""
    add_notes(old, 1004, 4)
    begin(old, "crm-1")
    old.begin("crm-1")
    began = time.monotonic()
    with old.probe() as redis:
        while not is_new(old) and time.monotonic() - began < 2 * LEASE:
            assert redis.call("PTTL", LOCK) > 1000 or is_new(old)
            redis.call("CLIENT", "PAUSE", 100, "WRITE")
            time.sleep(0.11)
    assert time.monotonic() - began > LEASE
    old.wait_ready()
    assert old.logs().count(BEGINS) == 1
    all_notes_are_new(old, range(1000, 1008))
