# SPDX-License-Identifier: Apache-2.0
"""leidactl and the counters of the action log (common/store/day_counts.h): check compares them with the rows and mends them,
export and import carry what get_new_log has given."""

import struct

import pytest

LOG = "log:{u:1}"
DAY, MONTH = f"{LOG}:d:20260102", f"{LOG}:m:202601"
COUNT = 1300


def packed(**counts):
    """{action: how often} as it is stored."""
    return b"".join(struct.pack(">I", 16 * count + int(action[1:]) - 1) for action, count in counts.items())


@pytest.fixture
def log(people):
    """Rows of two customers over forty days, most of them on the second of January."""
    people.load([("relation", {"user_id": 1, "customer_id": ident}) for ident in (9, 10)]).done()
    rows = [f"2026-01-02T03:{i // 60:02}:{i % 60:02}" for i in range(COUNT)]
    rows += [f"2026-01-{day:02}T00:00:00" for day in range(3, 32)] + [f"2026-02-{day:02}T23:59:59" for day in range(1, 12)]
    people.load([("action", {"user_id": 1, "customer_id": 9 + i % 2, "action": 1 + i % 2, "create_date": row})
                 for i, row in enumerate(rows)]).done()
    return people


def counters(store):
    keys = [key for kind in "dm" for key in store.redis("KEYS", f"{LOG}:{kind}:*")]
    return {key: dict(zip(*[iter(store.redis("HGETALL", key))] * 2, strict=True)) for key in keys}


def ordered(counters):
    """The numbers of a value may come in any order."""
    return {key: {field: sorted(struct.iter_unpack(">I", value)) for field, value in fields.items()}
            for key, fields in counters.items()}


def check(store, *options, code, **environment):
    result = store.ctl("check", *options, **environment)
    assert (result.code, result.err) == (code, ""), result
    return result.out.splitlines()


def test_import_counts_by_day_and_month(log):
    found = counters(log)
    assert len(found) == 41 + 2
    assert found[DAY.encode()] == {b"9": packed(a1=COUNT // 2), b"10": packed(a2=COUNT // 2)}
    assert found[MONTH.encode()][b"9"] == packed(a1=COUNT // 2 + 15)
    assert found[MONTH.encode()][b"d02"] == packed(a1=COUNT // 2, a2=COUNT // 2)
    assert found[MONTH.encode()][b"d31"] == packed(a1=1)
    assert " 0 findings," in check(log, code=0)[-1]


WRONG = {
    "a customer's count": (("HSET", DAY, 9, packed(a1=7)), f"{DAY}: its field 9 is not what the log comes to"),
    "no count": (("HDEL", MONTH, "d02"), f"{MONTH}: its field d02 is not what the log comes to"),
    "a customer who did nothing": (("HSET", MONTH, 77, packed(a3=1)), f"{MONTH}: its field 77 is not what the log comes to"),
    "a day of another month": (("HSET", f"{LOG}:m:202602", "d31", packed(a1=1)), f"{LOG}:m:202602: its field d31 is not what"),
    "a value that is none": (("HSET", DAY, 10, "junk"), f"{DAY}: its field 10 is not what the log comes to"),
    "a field that is none": (("HSET", DAY, "x", packed(a1=1)), f"{DAY}: its field x is none"),
    "no counters": (("DEL", DAY), f"{DAY}: its field 9 is not what the log comes to"),
    "a day without rows": (("HSET", f"{LOG}:d:20251231", 9, packed(a1=1)), f"{LOG}:d:20251231: its field 9 is not what"),
    "a month without rows": (("HSET", f"{LOG}:m:202512", "d01", packed(a1=1)), f"{LOG}:m:202512: its field d01 is not what"),
    "no day": (("HSET", f"{LOG}:d:20260230", 9, packed(a1=1)), f"{LOG}:d:20260230: is of no day"),
    "no month": (("HSET", f"{LOG}:m:202613", 9, packed(a1=1)), f"{LOG}:m:202613: is of no month"),
    "a mark beyond the log": (("HSET", f"{LOG}:given", "read", 4000), f"{LOG}:given: its mark is 4000, but the log has 1340 rows"),
    "a mark that is none": (("HSET", f"{LOG}:given", "read", "x"), f"{LOG}:given: its mark is x, but the log has 1340 rows"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_counters_are_mended(log, name):
    damage, told = WRONG[name]
    sound = counters(log)
    log.redis(*damage)
    damaged = counters(log)
    lines = check(log, code=1)
    assert any(line.startswith(told) and line.endswith(": can be repaired") for line in lines), lines
    assert counters(log) == damaged, "looking changes nothing"
    lines = check(log, "--repair", code=0)
    assert any(line.startswith(told) and line.endswith(": repaired") for line in lines), lines
    assert ordered(counters(log)) == ordered(sound)
    assert " 0 findings," in check(log, code=0)[-1]


def test_rows_that_are_not_in_the_order_of_time_are_counted_on_their_days(log):
    """As rows of the future in the middle are, once they have become now."""
    sound = counters(log)
    row = log.redis("LINDEX", LOG, 5)
    log.redis("LSET", LOG, 5, log.redis("LINDEX", LOG, -1)[:6] + row[6:])
    check(log, "--repair", code=0)
    moved = counters(log)
    assert moved[DAY.encode()] == {**sound[DAY.encode()], b"10": packed(a2=COUNT // 2 - 1)}
    assert moved[f"{LOG}:m:202602".encode()][b"d11"] == packed(a2=2)
    assert " 0 findings," in check(log, code=0)[-1]


def test_all_counters_come_back(log):
    sound = counters(log)
    log.redis("DEL", *sound)
    check(log, "--repair", code=0)
    assert ordered(counters(log)) == ordered(sound)


def test_another_zone_is_recounted(log):
    """At 03:00 in Shanghai it is the day before in London."""
    sound = counters(log)
    zone = {"LEIDA_ZONE": "Europe/London"}
    assert check(log, code=1, **zone)
    check(log, "--repair", code=0, **zone)
    found = counters(log)
    assert DAY.encode() not in found or found[DAY.encode()] == {b"9": packed(a1=1)}
    assert found[f"{LOG}:d:20260101".encode()] == sound[DAY.encode()]
    assert " 0 findings," in check(log, code=0, **zone)[-1]


def test_rows_that_a_killed_import_left_uncounted_are_counted_by_the_next(log):
    sound = counters(log)
    rows = log.redis("LRANGE", LOG, 0, 99)
    log.redis("HSET", DAY, 9, packed(a1=COUNT // 2 - 50), 10, packed(a2=COUNT // 2 - 50))
    log.redis("HSET", MONTH, 9, packed(a1=COUNT // 2 + 15 - 50), 10, packed(a2=COUNT // 2 + 14 - 50),
              "d02", packed(a1=COUNT // 2 - 50, a2=COUNT // 2 - 50))
    log.redis("RPUSH", f"{LOG}:uncounted", *rows)
    lines = check(log, code=1)
    assert f"{LOG}:uncounted: rows are not counted yet: can be repaired" in lines
    log.load([("action", {"user_id": 1, "customer_id": 9, "action": 1, "create_date": "2026-01-02T03:00:00"})]).done()
    assert ordered(counters(log)) == ordered(sound)
    assert " 0 findings," in check(log, code=0)[-1]


def test_check_counts_what_an_import_left(log):
    log.redis("RPUSH", f"{LOG}:uncounted", *log.redis("LRANGE", LOG, 0, 99))
    sound = counters(log)
    check(log, "--repair", code=0)
    assert counters(log) == sound and log.redis("EXISTS", f"{LOG}:uncounted") == 0


def test_what_was_given_is_exported_and_imported(log, store):
    log.load([("log_cursor", {"user_id": 1, "id": 7})]).done()
    assert log.redis("HGET", f"{LOG}:given", "read") == b"7"
    assert {"type": "log_cursor", "user_id": 1, "id": 7} in log.export()
    for cursor, read in ((5, b"7"), (10**9, b"1340")):  # never back, never beyond the log
        log.load([("log_cursor", {"user_id": 1, "id": cursor})]).done()
        assert log.redis("HGET", f"{LOG}:given", "read") == read
    refused = log.load([("log_cursor", {"user_id": 404, "id": 1}), ("log_cursor", {"user_id": 1})])
    assert refused.err.splitlines()[:2] == ["line 1: user_id: no such user", "line 2: id: required"]
