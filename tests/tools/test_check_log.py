# SPDX-License-Identifier: Apache-2.0
"""leidactl check of a long action log: what is wrong in the middle of it, and in its lists, is named and mended alone."""

import struct
import time

import pytest

LOG = "log:{u:1}"
COUNT = 1300  # rows: several of the slices that are compared at once
CUSTOMERS = (9, 10, 11)


@pytest.fixture
def log(people):
    """Rows of three customers, of whom the first has an index by action."""
    people.load([("customer", {"id": 11, "username": "x"}),
                 *(("relation", {"user_id": 1, "customer_id": ident}) for ident in CUSTOMERS)]).done()
    people.load([("action", {"user_id": 1, "customer_id": 9 if i % 20 else 10 + i // 20 % 2, "action": 1 + i % 3,
                             "create_date": f"2026-01-02T03:{i // 60:02}:{i % 60:02}"}) for i in range(COUNT)]).done()
    return people


def lists(store):
    keys = [key for key in store.redis("KEYS", "log:*") if store.redis("TYPE", key) == "list"]
    return {key: store.redis("LRANGE", key, 0, -1) for key in keys}


def check(store, *options, code):
    result = store.ctl("check", *options)
    assert (result.code, result.err) == (code, ""), result
    return result.out.splitlines()


def index_is_forgotten(now, sound):
    """The service makes it anew (common/store/action_index.h)."""
    gone = set(sound) - set(now)
    assert all(b":c:" in key and b":a:" in key for key in gone), gone
    assert now == {key: ids for key, ids in sound.items() if key not in gone}


WRONG = {
    "another id in a customer's list": (("LSET", f"{LOG}:c:9", 600, 1), f"{LOG}: row 633 is not in {LOG}:c:9"),
    "one id less in a customer's list": (("LREM", f"{LOG}:c:10", 1, 841), f"{LOG}: row 841 is not in {LOG}:c:10"),
    "no customer's list": (("DEL", f"{LOG}:c:11"), f"{LOG}: row 21 is not in {LOG}:c:11"),
    "another id in an action's list": (("LSET", f"{LOG}:a:2", 250, 1), f"{LOG}:a:2: its entry 251 is wrong: 1"),
    "more ids in an action's list": (("RPUSH", f"{LOG}:a:2", 1), f"{LOG}:a:2: its entry 434 is wrong: 1"),
    "more ids in a customer's list": (("RPUSH", f"{LOG}:c:10", 1299), f"{LOG}:c:10: its entry 34 is wrong: 1299"),
    "another id in an index": (("LSET", f"{LOG}:c:9:a:1", 300, 5), f"{LOG}:c:9:a:1: its entry 301 is wrong: 5"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_lists_are_mended(log, name):
    damage, told = WRONG[name]
    assert log.redis("LLEN", f"{LOG}:c:9:a:1") > 300
    sound = lists(log)
    log.redis(*damage)
    damaged = lists(log)
    assert f"{told}: can be repaired" in check(log, code=1)
    assert lists(log) == damaged, "looking changes nothing"
    assert f"{told}: repaired" in check(log, "--repair", code=0)
    index_is_forgotten(lists(log), sound)
    assert " 0 findings," in check(log, code=0)[-1]


def test_all_that_is_wrong_is_mended_at_once(log):
    sound = lists(log)
    for damage, _ in WRONG.values():
        log.redis(*damage)
    check(log, "--repair", code=0)
    index_is_forgotten(lists(log), sound)
    assert " 0 findings," in check(log, code=0)[-1]


def test_a_damaged_row_is_told_once_and_what_is_behind_it_is_mended(log):
    row = log.redis("LINDEX", LOG, 700)
    log.redis("LSET", LOG, 700, "short")
    log.redis("LREM", f"{LOG}:c:10", 1, 841)
    lines = check(log, "--repair", code=1)
    assert lines.count(f"{LOG}: row 701 is damaged: cannot be repaired") == 1
    assert f"{LOG}: row 841 is not in {LOG}:c:10: repaired" in lines
    log.redis("LSET", LOG, 700, row)
    assert b"841" in log.redis("LRANGE", f"{LOG}:c:10", 0, -1)


def test_a_row_of_the_future_becomes_now_and_the_rest_is_compared(log):
    row = log.redis("LINDEX", LOG, 700)
    log.redis("LSET", LOG, 700, struct.pack(">Q", 4_000_000_000_000)[2:] + row[6:])
    lines = check(log, "--repair", code=0)
    assert lines[0] == f"{LOG}: row 701 is dated in the future: repaired"
    assert all(line.startswith((f"{LOG}:d:", f"{LOG}:m:")) for line in lines[1:-1]), "it is counted on another day"
    mended = log.redis("LINDEX", LOG, 700)
    assert mended[6:] == row[6:]
    assert abs(struct.unpack(">Q", bytes(2) + mended[:6])[0] / 1000 - time.time()) < 60
