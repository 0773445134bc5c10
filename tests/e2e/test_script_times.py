# SPDX-License-Identifier: Apache-2.0
"""At a million rows of each kind nothing that is asked keeps Redis from others for 5 ms: no route with its costliest
parameters, no slice of leidactl's. A small store is held to the same by test_cost.py."""

import datetime
import itertools
import json

import pytest
from harness import large, slowlog
from harness.records import World
from harness.routes import new_phrase
from harness.waiting import wait_until

pytestmark = pytest.mark.long

COUNT = 1_000_000
LIMIT = 5_000  # µs
ROWS, ORDERS = 1, 2  # staff users: with a million rows, and with a million relations
UNTIMED = 32  # one of so many relations has no times: the costliest to find
LAST = COUNT // 200


@pytest.fixture(scope="module")
def full(shared_stacks):
    """A stack, its staff users, and the customer who has most of all."""
    stack = shared_stacks()
    with stack.probe() as redis:
        redis.call("CONFIG", "SET", "appendonly", "no")
    world = World(stack)
    staff = {ident: world.user(id=ident) for ident in (ROWS, ORDERS)}
    customer = world.customer(id=large.MOST)
    world.load()
    large.load(stack, itertools.chain(large.people(ROWS), large.messages(ROWS, COUNT), large.actions(ROWS, COUNT)))
    world.bind(staff[ORDERS], customer)
    world.load()
    with stack.probe() as redis:
        large.order_relations(redis, ORDERS, COUNT, UNTIMED)
        yield stack, redis, staff, customer


def expect_short(redis, work, rounds=30, **options):
    spent, words = slowlog.longest(redis, work, LIMIT, rounds, **options)
    print(f"{spent} µs: {words}")  # shown with -rP
    assert spent < LIMIT, f"{spent} µs: {words}"
    return spent


def filters():
    """Every combination of the action log's, with pages at the beginning, in the middle and at the end."""
    day = datetime.date.fromtimestamp(large.FIRST + COUNT // 2 * large.MINUTE // 3)
    days = {"create_date__gte": "2000-01-01", "create_date__lt": str(day)}
    customers = [{}, *({"customer_id": ident} for ident in (large.MOST, large.SPARSE, large.FEW, large.OTHERS))]
    for customer, action, range_of_days in itertools.product(customers, ({}, {"action": 7}), ({}, days)):
        for page in (1, 3, 100, LAST // 2, LAST):
            yield {**customer, **action, **range_of_days, "length": 200, "current_page": page}


def test_pages_of_the_action_log(full):
    _, redis, staff, _ = full
    for query in filters():
        expect_short(redis, lambda: staff[ROWS].get("/action/time", **query).done())  # noqa: B023


def statistics():
    """Of the days that the log has, of a month and of all days there can be."""
    first = datetime.date.fromtimestamp(large.FIRST)
    for begin, end in ((first, first + datetime.timedelta(days=6)), (first, first + datetime.timedelta(days=365)),
                       (datetime.date(1900, 1, 1), datetime.date(9999, 12, 31))):
        days = {"create_date__gte": str(begin), "create_date__lt": str(end)}
        yield "/action/count", days
        yield "/action/customer", {**days, "length": 200}
        yield "/action/customer_detail", {**days, "customer_id": large.MOST}
        if (end - begin).days < 366:
            yield "/action/count", {**days, "by": "day"}
    yield "/action/get_new_log", {}


def test_statistics(full):
    _, redis, staff, _ = full
    for path, query in statistics():
        expect_short(redis, lambda: staff[ROWS].get(path, **query).done())  # noqa: B023


def test_index_of_older_rows_is_made(full):
    """Of 400,000 rows, by a thousand runs: what counts of one that seems long are the first ones, made again."""
    _, redis, staff, _ = full
    page = {"customer_id": large.MOST, "action": 7, "length": 200}

    def forget(words=None):
        lists = [f"log:{{u:{ROWS}}}:c:{large.MOST}:a:{action}" for action in range(1, 17)]
        redis.call("UNLINK", *lists)
        redis.call("HDEL", f"log:{{u:{ROWS}}}:indexed", large.MOST)
        return words

    def ask():
        forget()
        wait_until(lambda: staff[ROWS].get("/action/time", **page).code == 200, 60, "the index")

    expect_short(redis, ask, harmless=forget)


@pytest.mark.parametrize("order", ["-expedted_pr", "-last_follow_time", "-last_activity_time", "-create_date"])
def test_pages_of_contacts(full, order):
    _, redis, staff, _ = full
    pages = [1, LAST // 2, LAST - LAST // UNTIMED, LAST - LAST // UNTIMED // 2, LAST]
    for page in pages:
        expect_short(redis, lambda: staff[ORDERS].get("/tongxunlu", order=order, length=200, current_page=page).done())  # noqa: B023


@pytest.mark.parametrize("given", [{"customer__source": 3}, {"username": "nobody"}, {"customer_id": large.MOST}], ids=str)
@pytest.mark.parametrize("order", ["-expedted_pr", "-last_follow_time"])
def test_filters_of_contacts(full, given, order):
    """The walk is the service's, and may end at its deadline; each of its steps is short."""
    _, redis, staff, _ = full
    expect_short(redis, lambda: staff[ORDERS].get("/tongxunlu", order=order, length=200, **given), rounds=8)


def reads(staff, customer):
    peer, side = {"customer_id": customer.id}, {"u_id": staff.id}
    for path in ("/chat", "/chat/getmsg/0", "/chat/query_num/0"):
        yield lambda: staff.get(path, **peer)  # noqa: B023
        yield lambda: customer.get(path, **side)  # noqa: B023
    for query in ({"current_page": LAST // 2}, {"current_page": LAST}, {"before": COUNT // 2}):
        yield lambda: staff.get("/chat", length=200, **peer, **query)  # noqa: B023
    yield lambda: staff.get("/customer", **peer)
    for page in (1, 3):
        yield lambda: staff.get("/follow_info", length=200, current_page=page, **peer)  # noqa: B023
    yield lambda: staff.get("/follow_language")
    yield lambda: staff.get("/contact", length=200)


def writes(staff, customer):
    peer, side = {"customer_id": customer.id}, {"u_id": staff.id}
    message = {"content": {"info_type": 1, "msg": "x" * 60_000}}
    for number in range(3):
        yield lambda: staff.post("/chat/send_msg/0", {**peer, **message, "msg_id": f"s{number}"})  # noqa: B023
        yield lambda: customer.post("/chat/send_msg/0", {**side, **message, "msg_id": f"c{number}"})  # noqa: B023
    yield lambda: customer.post("/chat/ack/0", {**side, "id": COUNT // 2})
    yield lambda: customer.post("/action/record/0", {**side, "action": 7})
    yield lambda: customer.post("/action/record/0", {**side, "action": 7, "msg_id": "a"})
    for number in range(200):
        yield lambda: staff.post(f"/follow_info/add/{customer.id}", {"follow_info": chr(0x4E00 + number) * 2000})  # noqa: B023
    for _ in range(150):
        yield lambda: staff.post("/follow_language/add/0", {"custom_language": new_phrase() + "句" * 1950})
    for name, value in (("expected_time", "2026-12-01"), ("expected_pr", "80%"), ("information", "1"), ("tag", "[]")):
        field = {"expected_pr": "expedted_pr", "information": "sex", "tag": "tag_list"}.get(name, name)
        yield lambda: staff.post(f"/customer/update_{name}/{customer.id}", {field: value})  # noqa: B023


@pytest.mark.parametrize("requests", [reads, writes])
def test_conversations_and_writes(full, requests):
    _, redis, staff, customer = full
    for ask in requests(staff[ROWS], customer):
        expect_short(redis, lambda: ask().done())  # noqa: B023


@pytest.fixture(scope="module")
def sound(full):
    """The same without the relations that stand in sorted indexes alone, which is damage."""
    stack, redis, *_ = full
    redis.call("UNLINK", *(key for kind in ("rels", "rel") for key in redis.call("KEYS", f"{kind}:{{u:{ORDERS}}}:*")))
    return stack, redis


DAMAGE = {
    "nothing": [],
    "index": [("HSET", "log:{u:1}:indexed", large.MOST, 5), ("RPUSH", f"log:{{u:1}}:c:{large.SPARSE}:a:7", 1)],
    "list of a customer": [("LSET", f"log:{{u:1}}:c:{large.MOST}", COUNT // 10, 1)],
    "list of an action": [("RPOP", "log:{u:1}:a:7"), ("LSET", "log:{u:1}:a:8", 0, 1)],
    "no counters": [("UNLINK", *(f"log:{{u:1}}:m:{year}{month:02}" for year, month in ((2020, 10), (2020, 11), (2021, 1))))],
    "no list": [("UNLINK", f"log:{{u:1}}:c:{large.MOST}", "log:{u:1}:a:9")],
}


READS = (b"HMGET", b"HGET", b"HEXISTS", b"EXISTS", b"LINDEX", b"LLEN", b"LRANGE", b"ZSCORE", b"TIME")


def looking(words):
    """What only looks: reads, and a script of check told not to repair, unless it goes on with mending, whose slice is a
    negative number."""
    if words[0] != b"EVALSHA":
        return words if words[0] in READS else None
    first = 3 + int(words[2])
    return None if words[first + 1].startswith(b"-") else [*words[:first], b"0", *words[first + 1:]]


@pytest.mark.parametrize("damage", DAMAGE)
def test_check_and_repair(sound, damage):
    stack, redis = sound

    def repair():
        for words in DAMAGE[damage]:
            redis.call(*words)
        assert stack.ctl("check", "--repair").returncode == 0

    expect_short(redis, repair, rounds=8, harmless=looking)
    assert stack.ctl("check").returncode == 0


def test_import_of_newer_rows_and_export(sound):
    stack, redis = sound
    begins = itertools.count(COUNT, 3_000)
    expect_short(redis, lambda: large.load(stack, large.actions(ROWS, 3_000, next(begins))))
    expect_short(redis, lambda: stack.ctl("export", "--user", ROWS), rounds=8)


def test_import_of_actions_among_the_last(sound):
    """30 later ones move, as many as ever do in one script."""
    stack, redis = sound
    begins = itertools.count(COUNT + 200_000, 1_000)

    def load():
        first = next(begins)
        large.load(stack, itertools.islice(large.actions(ROWS, COUNT, first + 100), 30))
        large.load(stack, itertools.islice(large.actions(ROWS, COUNT, first), 100))

    expect_short(redis, load)
    assert stack.ctl("check").returncode == 0


def older(staff, first):
    """300 actions of before all others, each time of another minute."""
    for number in range(300):
        stamp = f"20{first:02}-01-01T{number // 60:02}:{number % 60:02}:00"
        yield {"type": "action", "user_id": staff, "customer_id": large.OTHERS + number, "action": 1 + number % 16,
               "create_date": stamp}


def test_import_of_older_actions(sound):
    """All that are there move: they are copied, and the copy takes their place."""
    stack, redis = sound
    years = itertools.count(1)
    count = redis.call("LLEN", f"log:{{u:{ROWS}}}")
    expect_short(redis, lambda: large.load(stack, older(ROWS, next(years))), rounds=4)
    assert redis.call("LLEN", f"log:{{u:{ROWS}}}") == count + 300 * (next(years) - 1)
    assert stack.ctl("check").returncode == 0


def test_import_of_an_older_note(sound):
    stack, redis = sound
    key = f"notes:{{u:{ROWS}}}:{large.MOST}"
    redis.call("DEL", key)
    large.notes(redis, key, COUNT)
    minutes = itertools.count()

    def load():
        large.load(stack, [{"type": "follow_info", "user_id": ROWS, "customer_id": large.MOST, "follow_info": "old",
                            "create_date": f"2010-01-01T00:{next(minutes):02}:00"}])

    expect_short(redis, load, rounds=4)
    assert redis.call("LINDEX", key, 0)[14:] == b"old"
    assert redis.call("LLEN", key) == COUNT + next(minutes)


def test_conversation_of_large_messages(sound):
    """As large as messages may be, 60 KB each: pages, and what is handed out."""
    stack, redis = sound
    world = World(stack)
    staff, customer = world.user(), world.customer()
    world.bind(staff, customer)
    world.load()
    content = {"info_type": 1, "msg": "x" * 60_000}
    large.load(stack, ({"type": "message", "user_id": staff.id, "customer_id": customer.id, "send_type": 2,
                        "content": content} for _ in range(400)))
    for query in ({}, {"current_page": 2}, {"before": 300}):
        expect_short(redis, lambda: staff.get("/chat", customer_id=customer.id, length=200, **query).done())  # noqa: B023
    expect_short(redis, lambda: staff.get("/chat/getmsg/0", customer_id=customer.id).done())


def test_largest_values(sound):
    """All that a staff user may write about a customer, and as many tags as there may be."""
    stack, redis = sound
    world = World(stack)
    staff, customer = world.user(), world.customer()
    world.bind(staff, customer)
    world.load()
    large.load(stack, ({"type": "tag", "id": ident, "name": "标签"} for ident in range(1, 1001)))
    values = {"information": {"sex": 1, "address": "址" * 2000, "mem": "忆" * 2000},
              "tag": {"tag_list": json.dumps(list(range(1, 1001)))}}
    for name, fields in values.items():
        expect_short(redis, lambda: staff.post(f"/customer/update_{name}/{customer.id}", fields).done())  # noqa: B023


def test_bringing_an_older_store_forward(sound):
    """Its notes get their calls. All processes are started anew, for an older store is left to who uses it."""
    stack, redis = sound
    key = f"notes:{{u:{ROWS}}}:{large.MOST}"

    def bring():
        for process in reversed(stack.processes):
            process.stop()
        redis.call("DEL", key, "form")
        large.notes(redis, key, COUNT, call=b"")
        for process in stack.processes:
            process.start()
        for process in stack.processes:
            process.wait_ready()
        assert redis.call("LINDEX", key, COUNT // 2)[6:] == bytes(8) + b"note"

    expect_short(redis, bring, rounds=4)
