# SPDX-License-Identifier: Apache-2.0
"""leidactl import of rows that are older than many stored ones: they go in by time, by short steps, whatever stops it."""

import random
import struct

import pytest

COUNT = 450  # stored rows: far more than move at once
CUSTOMERS = (9, 10, 11)
LOG = "log:{u:1}"


def stamp(number):
    return f"2026-01-02T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"


def action(number, remark="stored"):
    return ("action", {"user_id": 1, "customer_id": CUSTOMERS[number % 3], "action": 1 + number % 4, "remark": remark,
                       "create_date": stamp(number)})


def note(number, text="stored"):
    return ("follow_info", {"user_id": 1, "customer_id": 9, "follow_info": f"{text} {number}", "create_date": stamp(number)})


@pytest.fixture
def stored(people):
    """Every other second of 900 has an action and a note."""
    people.load([("customer", {"id": 11, "username": "x"}),
                 *(("relation", {"user_id": 1, "customer_id": ident}) for ident in CUSTOMERS)]).done()
    people.load([row(number) for number in range(0, 2 * COUNT, 2) for row in (action, note)]).done()
    return people


def exported(store, kind):
    return [row for row in store.export() if row["type"] == kind]


def expect_sound(store):
    assert " 0 findings," in store.ctl("check").done()
    assert [key for key in store.redis("KEYS", "*") if b"merge" in key] == []


@pytest.mark.parametrize("numbers", [range(1, 2 * COUNT, 2), [1], [5, 1, 3, 899, 3], range(201, 220)], ids=str)
def test_old_actions_go_in_by_time(stored, numbers):
    old = [action(number, "old") for number in numbers]
    stored.load(old).done()
    rows = exported(stored, "action")
    assert [row["create_date"] for row in rows] == sorted([*map(stamp, range(0, 2 * COUNT, 2)), *map(stamp, numbers)])
    assert [row for row in rows if row["remark"] == "old"] == \
        [{"type": kind, **fields} for kind, fields in sorted(old, key=lambda line: line[1]["create_date"])]
    expect_sound(stored)
    before = stored.ctl("export").done()
    assert f"{len(old)} of them were there already" in stored.load(old).done()
    assert stored.ctl("export").done() == before


def test_the_order_of_the_file_does_not_matter(stored):
    """4,500 actions, in three batches, each of which has older ones than those before it."""
    numbers = list(range(1000, 5500))
    random.Random(1).shuffle(numbers)
    stored.load([action(number, "old") for number in numbers]).done()
    rows = exported(stored, "action")
    assert [row["create_date"] for row in rows] == sorted(map(stamp, [*range(0, 2 * COUNT, 2), *numbers]))
    expect_sound(stored)


def test_an_old_action_stands_behind_the_stored_ones_of_its_time(stored):
    stored.load([action(2, "old")]).done()
    assert [row["remark"] for row in exported(stored, "action")][:4] == ["stored", "stored", "old", "stored"]


def test_old_notes_go_in_by_time(stored):
    stored.load([note(number, "old") for number in (5, 1, 880)]).done()
    rows = exported(stored, "follow_info")
    assert [row["create_date"] for row in rows] == sorted(map(stamp, [*range(0, 2 * COUNT, 2), 5, 1, 880]))
    expect_sound(stored)


def test_old_actions_of_another_relation_move_its_activity(stored):
    stored.load([("customer", {"id": 12, "username": "x"}), ("relation", {"user_id": 1, "customer_id": 12}),
                 ("action", {**action(1)[1], "customer_id": 12})]).done()
    found = {row["customer_id"]: row.get("last_activity_time") for row in exported(stored, "relation")}
    assert found[12] == stamp(1)
    assert found[9] > stamp(800), "never back"


def test_what_a_killed_import_left_is_forgotten(stored):
    for key in (f"{LOG}:merge", f"{LOG}:merge:rows", f"{LOG}:c:9:merge", f"{LOG}:a:1:merge"):
        stored.redis("RPUSH", key, "left")
    stored.redis("HSET", f"{LOG}:merge:at", "from", 10, "taken", 1)
    stored.redis("SADD", f"{LOG}:merge:lists", f"{LOG}:c:9", f"{LOG}:a:1")
    assert " 0 findings," in stored.ctl("check").done()
    stored.load([action(1, "old")]).done()
    assert len(exported(stored, "action")) == COUNT + 1
    expect_sound(stored)


def test_old_actions_wait_for_rows_of_the_future(stored):
    """They may be dated anew while they are copied."""
    last = stored.redis("LINDEX", LOG, -1)
    stored.redis("LSET", LOG, -1, struct.pack(">Q", 4_000_000_000_000)[2:] + last[6:])
    before = stored.redis("LRANGE", LOG, 0, -1)
    result = stored.load([action(1, "old")])
    assert (result.code, "check --repair" in result.err) == (1, True), result
    assert stored.redis("LRANGE", LOG, 0, -1) == before
    assert stored.ctl("check", "--repair").code == 0
    stored.load([action(1, "old")]).done()
    expect_sound(stored)


def test_old_actions_among_too_many_customers_are_refused(stored):
    """Their lists would have to take the place of the old ones at once."""
    lines = []
    for ident in range(1000, 3000):
        lines.append(("customer", {"id": ident, "username": "x"}))
        lines.append(("relation", {"user_id": 1, "customer_id": ident}))
        lines.append(("action", {**action(1000)[1], "customer_id": ident}))
    stored.load(lines).done()
    before = stored.ctl("export").done()
    result = stored.load([action(1, "old"), action(3, "old"), ("company", {"id": 5, "name": "y"})])
    assert result.code == 1
    assert "2 actions of user 1 not imported" in result.err
    assert result.out.startswith("1 records imported, 0 ")
    added = '{"type":"company","id":5,"name":"y"}'
    assert sorted(stored.ctl("export").done().splitlines()) == sorted([*before.splitlines(), added])
    expect_sound(stored)
