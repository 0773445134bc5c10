# SPDX-License-Identifier: Apache-2.0
"""A staff user with a million of everything, made fast: rows by import, sorted indexes of relations written as they are stored."""

import json
import struct
import time

FIRST = 1_600_000_000  # the time of the first row, and of the first relation; the others are MINUTE apart
MINUTE = 60
MOST, SPARSE, FEW, OTHERS = 1, 2, 3, 10  # customers: who has most of the actions, one of 1,000, 40 in all; the others


def _stamp(number):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(FIRST + number * MINUTE // 3))


def actor_of(number, count):
    """Whose the action of this number is: far apart are those of all but MOST."""
    if number % 1000 == 3:
        return SPARSE
    if number % (count // 40) == 4:
        return FEW
    return MOST if number % 5 < 2 else OTHERS + number % 997


def actions(staff, count, first=0):
    for number in range(first, first + count):
        yield {"type": "action", "user_id": staff, "customer_id": actor_of(number, count), "action": 1 + number // 7 % 16,
               "create_date": _stamp(number)}


def messages(staff, count):
    for number in range(count):
        yield {"type": "message", "user_id": staff, "customer_id": MOST, "send_type": 1 + number % 2,
               "content": {"info_type": 1, "msg": str(number)}, "create_date": "2020-01-01"}


def people(staff):
    yield {"type": "user", "id": staff, "username": "员工"}
    for ident in [MOST, SPARSE, FEW, *range(OTHERS, OTHERS + 997)]:
        yield {"type": "customer", "id": ident, "username": f"客户{ident}"}
        yield {"type": "relation", "user_id": staff, "customer_id": ident}


def notes(redis, key, count, call=bytes(8)):
    """Notes as they are stored; without a call in the oldest form."""
    for begin in range(0, count, 1000):
        heads = [struct.pack(">Q", (FIRST + number * MINUTE) * 1000)[2:] for number in range(begin, min(begin + 1000, count))]
        redis.call("RPUSH", key, *(head + call + b"note" for head in heads))


def load(stack, records):
    """Imports records by and by."""
    with open(stack.folder / "large.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    result = stack.ctl("import", file.name)
    assert result.returncode == 0, result.stderr


def _member(number):
    """As common/store/keys.h has it."""
    return f"{FIRST + number * MINUTE:08x}{chr(ord('A') + len(str(number)) - 1)}{number}a"


def order_relations(redis, staff, count, untimed):
    """Relations of the customers 1..count, in all sorted indexes; each `untimed`th has neither of the times."""
    for begin in range(1, count + 1, 1000):
        words = {name: [] for name in ("created", "expected_pr", "follow", "activity", "follow:aged", "activity:aged")}
        for number in range(begin, min(begin + 1000, count + 1)):
            moment, member = (FIRST + number) * 1000, _member(number)
            scores = {"created": 0, "expected_pr": number % 101}
            if number % untimed:
                scores |= {"follow": moment, "activity": moment, "follow:aged": 0, "activity:aged": 0}
            for name, score in scores.items():
                words[name] += [score, member]
        for name, given in words.items():
            redis.call("ZADD", f"rels:{{u:{staff}}}:{name}", *given)
