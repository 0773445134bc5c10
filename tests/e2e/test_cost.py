# SPDX-License-Identifier: Apache-2.0
"""A page costs the same whatever lies behind it: 100 against 20,000 customers, messages and actions of one staff user (in the
long form 100,000).
Measured in what cannot be noise: commands that Redis runs, bytes it sends, instructions it spends (callgrind)."""

import datetime
import itertools
import shutil

import pytest
from harness import callgrind, days
from harness.records import World
from harness.stack import Stack
from harness.waiting import wait_until

pytestmark = pytest.mark.one_redis(reason="what a script costs is the same on every master")

# How many customers, messages, notes and actions there are behind the page of each.
SMALL = 100
LARGE = [20_000, pytest.param(100_000, marks=pytest.mark.long)]
FIRST = {"small": 1_000_000, "large": 2_000_000}  # the staff id, which is the first customer id too
REQUESTS = 20
ROUNDS = 3  # the least counts: what Redis does by the clock does not
PAGES = {
    "tongxunlu": ("/tongxunlu", {}),
    "tongxunlu by follow": ("/tongxunlu", {"order": "-last_follow_time"}),
    "tongxunlu by activity": ("/tongxunlu", {"order": "-last_activity_time"}),
    "tongxunlu by age": ("/tongxunlu", {"order": "-create_date"}),
    "tongxunlu, full": ("/tongxunlu", {"rows": "full"}),
    "chat": ("/chat", {"customer_id": None}),
    "chat before": ("/chat", {"customer_id": None, "before": None}),
    "contact": ("/contact", {}),
    "query_num": ("/chat/query_num/0", {"customer_id": None}),
    "action/time": ("/action/time", {}),
    "action/time of one": ("/action/time", {"customer_id": None}),
    "customer": ("/customer", {"customer_id": None}),
    "tag_list": ("/tag_list", {"customer_id": None}),
    "tag_customer": ("/tag_customer", {}),
    "follow_info": ("/follow_info", {"customer_id": None}),
    "follow_info of 100": ("/follow_info", {"customer_id": None, "length": 100}),
    "follow_language": ("/follow_language", {}),
}
# Those that look for a place by halving: the cost grows with the logarithm, a walk would cost two hundred times as much.
DAYS = {"create_date__gte": "2018-01-01", "create_date__lt": "2018-01-01"}
SEARCHES = {
    "tongxunlu, last page by follow": ("/tongxunlu", {"order": "-last_follow_time", "current_page": None}),
    "action/time of an action": ("/action/time", {"action": 3}),
    "action/time of both": ("/action/time", {"customer_id": None, "action": 1}),
    "action/time of days": ("/action/time", DAYS),
    "action/time of one and days": ("/action/time", {"customer_id": None, **DAYS}),
    "action/time of an action and days": ("/action/time", {"action": 1, **DAYS}),
    "action/time of both and days": ("/action/time", {"customer_id": None, "action": 1, **DAYS}),
}
SEARCH_GROWTH = 5
# From counters: the actions of ten customers, a hundred on one day or 1,440 on each of many.
STATISTICS = {
    "action/count": ("/action/count", DAYS),
    "action/count by day": ("/action/count", {**DAYS, "by": "day"}),
    "action/customer": ("/action/customer", DAYS),
    "action/customer_detail": ("/action/customer_detail", {"customer_id": None, **DAYS}),
    "action/customer_detail of a month":
        ("/action/customer_detail", {"customer_id": None, "create_date__gte": "2018-01-01", "create_date__lt": "2018-01-31"}),
}
# Of these days the small staff user has actions on one, the large one on up to fourteen (in the long form seventy).
LONG_STATISTICS = {
    "action/count of a year": ("/action/count", {"by": "day", "create_date__gte": "2018-01-01", "create_date__lt": "2018-12-31"}),
    "action/customer of a month": ("/action/customer", {"create_date__gte": "2018-01-01", "create_date__lt": "2018-01-31"}),
}


def at(minute):
    """A time in 2018 or later, another one for each number."""
    return days.written(datetime.datetime(2018, 1, 1) + datetime.timedelta(minutes=minute))


def records(staff, count, first):
    """Customers who differ in every order; the first of them has nearly all the messages and all notes, each of the others
    one message; the actions go round 10 of them."""
    for number in range(count):
        ident = first + number
        moment = at(number)
        yield {"type": "customer", "id": ident, "username": f"客户{ident}"}
        times = {"last_follow_time": moment} if number % 2 else {"last_activity_time": moment}
        facts = {"expedted_pr": number % 101, "create_date": moment, **times}
        yield {"type": "relation", "user_id": staff, "customer_id": ident, **facts}
    yield {"type": "tag", "id": first, "name": f"标签{first}"}
    for number in range(count):
        yield {"type": "customer_tag", "customer_id": first + number, "tag_id": first}
    for number in range(count):
        content = {"info_type": 1, "msg": f"message {number:06}"}
        ids = {"user_id": staff, "customer_id": first}
        yield {"type": "message", **ids, "send_type": 1 + number % 2, "content": content, "create_date": at(number)}
    for number in range(1, count):  # a conversation with each of the others, which moves none of the times
        ids = {"user_id": staff, "customer_id": first + number}
        content = {"info_type": 1, "msg": f"message {number:06}"}
        yield {"type": "message", **ids, "send_type": 2 - number % 2, "content": content, "create_date": at(number)}
    for number in range(count):
        yield {"type": "follow_info", "user_id": staff, "customer_id": first, "follow_info": f"note {number:06}",
               "create_date": at(number)}
    yield {"type": "follow_language", "user_id": staff, "custom_language": "您好"}
    for number in range(count):
        ids = {"user_id": staff, "customer_id": first + number % 10}
        yield {"type": "action", **ids, "action": 1 + number % 16, "remark": "访问了产品", "create_date": at(number)}


@pytest.fixture(scope="module", autouse=True)
def valgrind():
    if not shutil.which("vgdb"):
        pytest.skip("valgrind is not installed")


@pytest.fixture(scope="module", params=LARGE)
def filled(programs, tmp_path_factory, request):
    """A stack with both staff users, its Redis started again under callgrind on what was imported; how much each has."""
    sizes = {"small": SMALL, "large": request.param}
    folder = tmp_path_factory.mktemp("cost")
    out_file = folder / "redis.callgrind"
    stack = Stack(programs, folder).start()
    try:
        world = World(stack)
        staff = {name: world.user(id=first) for name, first in FIRST.items()}
        bulk = itertools.chain(*(records(first, sizes[name], first) for name, first in FIRST.items()))
        with stack.probe() as redis:
            redis.call("CONFIG", "SET", "appendfsync", "no")  # the rewrite below makes up for it,
            redis.call("CONFIG", "SET", "auto-aof-rewrite-percentage", "0")  # and must be the only one
            stack.load([*world.records, *bulk])
            redis.call("BGREWRITEAOF")
            written = lambda: redis.info("persistence")["aof_rewrite_in_progress"] == "0"  # noqa: E731
            wait_until(written, 120, "the short append-only file")
        assert stack.stop() == []
        stack.redis.command = [*callgrind.wrapper(out_file), *stack.redis.command, "--hz", "1"]
        stack.start()
        callgrind.begin(stack.redis.pid)
        yield stack, {name: world.client("user", client.id) for name, client in staff.items()}, out_file, sizes
    finally:
        stack.stop()


def spent(stack, out_file, ask):
    """What REQUESTS requests cost Redis: commands by name, bytes sent, instructions."""
    ask()  # the first one fills the services' cache of profiles
    with stack.probe() as redis:
        counts, sent = redis.command_counts(), int(redis.info("stats")["total_net_output_bytes"])
        for _ in range(REQUESTS):
            ask()
        after, sent_after = redis.command_counts(), int(redis.info("stats")["total_net_output_bytes"])
    ours = [name for name in after if name not in ("cmdstat_info", "cmdstat_ping")]
    commands = {name: after[name] - counts.get(name, 0) for name in ours}
    work = callgrind.instructions(stack.redis.pid, out_file, lambda: [ask() for _ in range(REQUESTS)], ROUNDS)
    return {name: number for name, number in commands.items() if number}, sent_after - sent, work


def compare(filled, page, path, query, capsys):
    """What the page costs each of the staff users."""
    stack, staff, out_file, sizes = filled
    found = {}
    for name, count in sizes.items():
        default = {"customer_id": FIRST[name], "before": count // 2, "current_page": count // 10}
        given = {field: default[field] if value is None else value for field, value in query.items()}
        found[name] = spent(stack, out_file, lambda: staff[name].get(path, **given).done())  # noqa: B023
    (_, _, work), (_, _, work_large) = found["small"], found["large"]
    with capsys.disabled():
        print(f" {page}: {work // REQUESTS} -> {work_large // REQUESTS} instructions of Redis ({work_large / work:.2f})")
    return found["small"], found["large"]


@pytest.mark.parametrize("page", PAGES)
def test_cost_of_a_page_is_flat(filled, page, capsys):
    (commands, sent, work), (commands_large, sent_large, work_large) = compare(filled, page, *PAGES[page], capsys)
    assert commands_large == commands
    assert abs(sent_large - sent) <= 0.2 * sent
    assert work_large <= 1.2 * work


@pytest.mark.parametrize("page", STATISTICS)
def test_cost_of_statistics_is_flat(filled, page, capsys):
    (commands, sent, work), (commands_large, sent_large, work_large) = compare(filled, page, *STATISTICS[page], capsys)
    assert commands_large == commands
    assert abs(sent_large - sent) <= 0.2 * sent
    assert work_large <= 1.2 * work


@pytest.mark.parametrize("page", LONG_STATISTICS)
def test_cost_of_statistics_grows_by_days_alone(filled, page, capsys):
    (commands, _, work), (commands_large, _, work_large) = compare(filled, page, *LONG_STATISTICS[page], capsys)
    assert commands_large == commands
    assert work_large <= SEARCH_GROWTH * work


@pytest.mark.parametrize("new", [0, 10])
def test_cost_of_new_rows_is_flat(filled, new, capsys):
    """As many are new each time: the mark is put back."""
    stack, staff, out_file, sizes = filled
    found = {}
    for name, count in sizes.items():
        def ask(name=name, mark=(f"log:{{u:{FIRST[name]}}}:given", "read", count - new)):
            with stack.probe() as redis:
                redis.call("HSET", *mark)
            assert len(staff[name].get("/action/get_new_log").rows) == new
        found[name] = spent(stack, out_file, ask)
    (commands, sent, work), (commands_large, sent_large, work_large) = found["small"], found["large"]
    with capsys.disabled():
        print(f" {new} new rows: {work // REQUESTS} -> {work_large // REQUESTS} instructions of Redis ({work_large / work:.2f})")
    assert commands_large == commands
    assert abs(sent_large - sent) <= 0.2 * sent
    assert work_large <= 1.2 * work


@pytest.mark.parametrize("page", SEARCHES)
def test_cost_of_a_search_hardly_grows(filled, page, capsys):
    (_, _, work), (_, _, work_large) = compare(filled, page, *SEARCHES[page], capsys)
    assert work_large <= SEARCH_GROWTH * work


def test_cost_is_counted_in_a_login_shell_too(programs, tmp_path, monkeypatch):
    for name in ("LOGNAME", "USER", "HOST", "HOSTNAME"):
        monkeypatch.setenv(name, "anyone")
    out_file = tmp_path / "redis.callgrind"
    stack = Stack(programs, tmp_path, wrappers={"redis": callgrind.wrapper(out_file)})
    try:
        stack.start_redis()
        callgrind.begin(stack.redis.pid)
        with stack.probe() as redis:
            assert callgrind.instructions(stack.redis.pid, out_file, lambda: redis.call("PING")) > 0
    finally:
        stack.redis.stop()
