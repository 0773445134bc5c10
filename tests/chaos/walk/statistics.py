# SPDX-License-Identifier: Apache-2.0
"""What staff users read of their log beside its rows: what is new, and the counts, recounted here row by row."""

import collections

from harness import days

from .actions import ACTIONS, action_of, day_of
from .world import STAFF

NAMES = ("查看名片", "查看产品", "查看动态", "查看官网", "复制微信", "转发名片", "咨询产品", "保存电话", "觉得靠谱", "拨打电话", "播放语音", "复制邮箱",
         "授权访问", "查看文章", "转发文章到朋友", "转发文章到朋友圈")
WEEK = 7  # days that count when none are named
FEW, MANY = 3, 45


class Given:
    """What get_new_log has given each staff user, in the order of its answers."""

    def __init__(self):
        self.rows = collections.defaultdict(list)

    def imported(self, record):
        """Nothing of it has been given yet."""

    def given(self, staff, rows):
        self.rows[staff] += rows


def _read(row):
    return row["customer_id"], row["action"], row["log"], row["create_date"]


def get_new(client):
    rows = client.get("/action/get_new_log").rows
    client.note("given", "given", client.id, [_read(row) for row in rows])


STEPS = {"user": [(4, get_new)]}


def _new_log(model, reader, staff):
    """All that was given, and what is given now, is the log: each row once, oldest first."""
    log, found = model.actions.log(staff), list(model.given.rows[staff])
    while len(found) <= len(log) and (rows := reader.get(staff, "/action/get_new_log")["ret_data"]):
        found += map(_read, rows)
    expected = [
        (entry.writer, NAMES[action_of(entry) - 1], model.customers.names[entry.writer] + entry.what.split(" ", 1)[1], entry.time)
        for entry in log
    ]
    yield from reader.expect(found, expected, "new log", staff)


def _range(first, last):
    """The query for the days from so long ago until so long ago."""
    return {"create_date__gte": days.date_ago(first), "create_date__lt": days.date_ago(last)}


def _ranges(random):
    """(query, first day, last day), each so many days ago."""
    yield {}, WEEK - 1, 0
    for length in (FEW, MANY):
        first = random.randrange(length)
        last = random.randrange(first + 1)
        yield _range(first, last), first, last


def _counts(entries):
    """{action: how often}, all sixteen."""
    found = collections.Counter(action_of(entry) for entry in entries)
    return {str(action): found[action] for action in ACTIONS}


def _by_day(entries, first, last):
    of_day = collections.defaultdict(list)
    for entry in entries:
        of_day[day_of(entry)].append(entry)
    return [{"date": date, "detail": _counts(of_day[date])} for date in map(days.date_ago, range(first, last - 1, -1))]


def _count(model, reader, staff, query, span):
    entries = model.actions.select(staff, first=days.date_ago(span[0]), last=days.date_ago(span[1]))
    expected = {"action": {str(action): NAMES[action - 1] for action in ACTIONS}, "detail": _counts(entries), "user_id": staff}
    yield from reader.expect(reader.get(staff, "/action/count", **query), expected, "count", staff, query)
    whole = {**expected, "days": _by_day(entries, *span)}
    yield from reader.expect(reader.get(staff, "/action/count", by="day", **query), whole, "count by day", staff, query)


def _of_customers(model, reader, staff, query, span):
    entries = model.actions.select(staff, first=days.date_ago(span[0]), last=days.date_ago(span[1]))
    counts = collections.Counter(entry.writer for entry in entries)
    rows = reader.all(staff, "/action/customer", **query)
    found = [(row["customer_id"], row["action_count"]) for row in rows]
    yield from reader.expect(sorted(found), sorted(counts.items()), "customers of actions", staff, query)
    order = [count for _, count in found]
    yield from reader.expect(order, sorted(order, reverse=True), "most first", staff, query)
    for row in rows:
        shown = row["customer_username"], row["headimgurl"]
        own = model.customers.name(staff, row["customer_id"]), f"customer/{row['customer_id']}.jpg"
        yield from reader.expect(shown, own, "customer of actions", staff, row["customer_id"])


def _of_one(model, reader, staff, query, span):
    customer = model.world.random.choice(model.world.customers_of(staff))
    entries = model.actions.select(staff, customer, first=days.date_ago(span[0]), last=days.date_ago(span[1]))
    detail = [
        {"action": int(action), "name": NAMES[int(action) - 1], "count": count} for action, count in _counts(entries).items()
    ]
    data = reader.get(staff, "/action/customer_detail", customer_id=customer, **query)
    yield from reader.expect(data, {"totalCount": len(entries), "detail": detail}, "detail", staff, customer, query)


def differences(model, reader):
    for staff in STAFF:
        yield from _new_log(model, reader, staff)
        for query, *span in _ranges(model.world.random):
            for compare in (_count, _of_customers, _of_one):
                yield from compare(model, reader, staff, query, span)
