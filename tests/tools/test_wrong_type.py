# SPDX-License-Identifier: Apache-2.0
"""A key that holds the wrong kind of value is no empty one: leidactl names it, and swallows nothing."""

import pytest
from conftest import PAIR

EXPORTED = ["company:3", "user:1", "customer:9", "cred:u:1", "cred:c:9", "tagged:9", "rel:{u:1}:9", "rels:{u:1}:created",
            "rels:{u:1}:follow", "rels:{u:1}:activity", "msgs:{u:1}:9", "notes:{u:1}:9", "log:{u:1}", "phrases:{u:1}",
            "ids:user", "ids:customer", "ids:company", "ids:tag", "tag:1"]
MESSAGE = ("message", {**PAIR, "send_type": 1, "content": {"info_type": 1, "msg": "a"}, "create_date": "2018-06-01T10:00:00"})
ACTION = ("action", {**PAIR, "action": 1, "create_date": "2018-06-01T10:00:00"})
NOTE = ("follow_info", {**PAIR, "follow_info": "n", "create_date": "2018-06-01T10:00:00"})
PHRASE = ("follow_language", {"user_id": 1, "custom_language": "a"})


@pytest.fixture
def full(people):
    people.load([("tag", {"id": 1, "name": "a"}), ("customer_tag", {"customer_id": 9, "tag_id": 1}), MESSAGE, ACTION, NOTE,
                 PHRASE]).done()
    return people


def spoil(store, key):
    """Puts a value of another type there, with something in it."""
    store.redis("DEL", key)
    store.redis("SADD", key, "x")


@pytest.mark.parametrize("key", EXPORTED)
def test_export_ends_with_a_message_that_names_the_key(full, key):
    spoil(full, key)
    result = full.ctl("export")
    assert (result.code, result.err) == (1, f"leidactl: redis: {key}: holds the wrong kind of value\n")


@pytest.mark.parametrize("key", EXPORTED)
def test_check_tells_of_the_key_and_goes_on(full, key):
    spoil(full, key)
    result = full.ctl("check")
    assert (result.code, result.err) == (1, "")
    told = [line for line in result.out.splitlines() if line.startswith(f"{key}: ")]
    beside = [line for line in result.out.splitlines() if "holds the wrong kind of value" in line]
    assert told or beside, result.out
    assert result.out.splitlines()[-1].endswith(" 0 of them repaired")


@pytest.mark.parametrize("key, line", [
    ("msgs:{u:1}:9", MESSAGE), ("log:{u:1}", ACTION), ("notes:{u:1}:9", NOTE), ("phrases:{u:1}", PHRASE),
    ("rel:{u:1}:9", ("relation", PAIR)), ("tagged:9", ("customer_tag", {"customer_id": 9, "tag_id": 1})),
    ("company:3", ("company", {"id": 3, "name": "b"})), ("cred:c:9", ("customer", {"id": 9, "username": "b"})),
])
def test_import_ends_with_a_message_that_names_the_key(full, key, line):
    spoil(full, key)
    result = full.load([line])
    assert result.code == 1 and key in result.err and "holds the wrong kind of value" in result.err, result


@pytest.mark.parametrize("key, words, left", [
    ("msgs:{u:1}:9", ["RPUSH", "msgs:{u:1}:9", "x"], "row 2"), ("log:{u:1}", ["RPUSH", "log:{u:1}", "x"], "row 2"),
    ("notes:{u:1}:9", ["RPUSH", "notes:{u:1}:9", "x"], "row 2")])
def test_export_names_damaged_rows_and_goes_on(full, key, words, left):
    whole = full.ctl("export").done()
    full.redis(*words)
    result = full.ctl("export")
    assert (result.code, result.out, result.err) == (1, whole, f"leidactl: {key}: {left} is damaged, left out\n")


@pytest.mark.parametrize("words", [["SET", "cred:u:1", ""], ["ZADD", "ids:user", 0, "x"], ["HSET", "phrases:{u:1}", "x", "y"],
                                   ["HSET", "tagged:9", "x", "1"], ["HSET", "tagged:9", "0", "1,x"],
                                   ["HSET", "rel:{u:1}:9", "read_u", "x"], ["ZADD", "rels:{u:1}:created", 0, "x"]])
def test_export_swallows_nothing_that_is_damaged(full, words):
    full.redis(*words)
    result = full.ctl("export")
    assert result.code == 1 and result.err, result
