# SPDX-License-Identifier: Apache-2.0
"""Large stores of older forms: one of this build, of which is taken what those forms did not have."""

import contextlib
import hashlib
import json
import random

STAFF, TAGS = 3, 40
CALL = slice(6, 14)  # of a note: where form 1 and later have the call
BEGAN = 1_528_000_000_000


def token_of(kind, ident):
    return hashlib.md5(f"e2e {kind} {ident}".encode()).hexdigest()


def office(customers, seed=1):
    """Lines to import: each staff user is bound to all customers. Each relation has some of everything. Actions come by
    time, as an import of many customers wants them."""
    lines = list(unsorted_office(customers, random.Random(seed)))
    yield from (line for line in lines if line["type"] != "action")
    yield from sorted((line for line in lines if line["type"] == "action"), key=lambda line: line["create_date"])


def unsorted_office(customers, chance):
    yield {"type": "company", "id": 1, "name": "明德家居"}
    for tag in range(1, TAGS + 1):
        yield {"type": "tag", "id": tag, "name": f"标签{tag}", "company_id": 1, **({"parent_id": 1} if tag > 1 else {})}
    for user in range(1, STAFF + 1):
        yield {"type": "user", "id": user, "company_id": 1, "username": f"员工{user}", "token": token_of("user", user)}
    for ident in range(1, customers + 1):
        yield {"type": "customer", "id": ident, "username": f"客户{ident}", "token": token_of("customer", ident)}
        yield {"type": "customer_tag", "customer_id": ident, "tag_id": chance.randint(2, TAGS)}
        for user in range(1, STAFF + 1):
            yield from relation(user, ident, chance)


def relation(user, customer, chance):
    pair = {"user_id": user, "customer_id": customer}
    day = f"2018-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    yield {"type": "relation", **pair, "create_date": f"{day}T09:00:00", "expedted_pr": chance.randint(0, 100),
           "username": f"王{customer}", "memo_name": f"备注{customer}", "expected_time": day,
           **({"source": chance.randint(1, 4)} if customer % 3 else {})}
    for number in range(3):
        when = {"create_date": f"{day}T10:{chance.randint(0, 59):02}:0{number}"}
        yield {"type": "follow_info", **pair, **when, "follow_info": f"第{number}次电话已打"}
        yield {"type": "action", **pair, **when, "action": chance.randint(1, 16)}
        text = {"info_type": 1, "msg": f"第{number}句"}
        yield {"type": "message", **pair, **when, "send_type": 1 + number % 2, "content": text}


@contextlib.contextmanager
def unhurried(redis):
    """Without a sync of the disk for each of thousands of commands. What they wrote outlives a process that is killed."""
    (_, before) = redis.call("CONFIG", "GET", "appendfsync")
    redis.call("CONFIG", "SET", "appendfsync", "no")
    yield
    redis.call("CONFIG", "SET", "appendfsync", before)


def fill(stack, customers):
    """With what `office` gives; the stack's processes need not run."""
    stack.load(list(office(customers)))


def keys(redis, pattern):
    return sorted(redis.call("KEYS", pattern))


def forget(redis, *patterns):
    for pattern in patterns:
        for key in keys(redis, pattern):
            redis.call("UNLINK", key)


def age(redis, form):
    """Makes a store of this build one of form 0 or 1."""
    forget(redis, "catalogue:*", "bound:*", "tags:{u:*", "latest:*", "cursors:*", "log:*:d:*", "log:*:m:*", "summaries:*")
    if form == 0:
        redis.call("DEL", "form")
        for key in keys(redis, "notes:*"):
            age_notes(redis, key)
        for key in keys(redis, "rel:*"):
            age_relation(redis, key)
    else:
        redis.call("SET", "form", form)


def age_notes(redis, key):
    rows = redis.call("LRANGE", key, 0, -1)
    redis.call("DEL", key)
    redis.call("RPUSH", key, *[row[: CALL.start] + row[CALL.stop :] for row in rows])


def age_relation(redis, key):
    """Its member had no source, and it kept when it began besides."""
    member = redis.call("HGET", key, "member")
    older = member.rstrip(b"abcd") if member[-1:].islower() else member
    redis.call("HSET", key, "created", BEGAN, "member", older)
    world = key.split(b"}")[0].replace(b"rel:", b"rels:") + b"}"
    for index in (b"created", b"expected_pr", b"follow", b"activity", b"follow:aged", b"activity:aged"):
        score = redis.call("ZSCORE", world + b":" + index, member)
        if score and older != member:
            redis.call("ZREM", world + b":" + index, member)
            redis.call("ZADD", world + b":" + index, score, older)


def contents(redis):
    """All keys and what they hold, in a form that can be compared; when somebody got a tag is left out, for that is
    the time of the migration."""
    readers = {
        "string": lambda key: redis.call("GET", key),
        "list": lambda key: redis.call("LRANGE", key, 0, -1),
        "set": lambda key: sorted(redis.call("SMEMBERS", key)),
        "hash": lambda key: pairs(redis.call("HGETALL", key)),
        "zset": lambda key: pairs(redis.call("ZRANGE", key, 0, -1, "WITHSCORES")),
    }
    found = {}
    for key in keys(redis, "*"):
        found[key] = readers[redis.call("TYPE", key)](key)
        if b":t:" in key:
            found[key] = sorted(found[key])
    return found


def pairs(flat):
    return dict(zip(flat[::2], flat[1::2], strict=True))


def differences(one, other):
    """The keys in which two such contents differ, with what each has: a few, for a message."""
    wrong = [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
    return [json.dumps([repr(key), repr(one.get(key))[:300], repr(other.get(key))[:300]]) for key in wrong[:5]]
