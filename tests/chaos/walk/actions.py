# SPDX-License-Identifier: Apache-2.0
"""The action logs: what customers did, a log for each staff user."""

import collections

from harness import days

from .entries import Entry, settle

ACTIONS = range(1, 17)


class Logs:
    def __init__(self):
        self.logs = collections.defaultdict(list)

    def imported(self, record):
        if record["type"] == "action":
            ids = record["user_id"], record["customer_id"]
            self.recorded(*ids, record["action"], record["remark"], time=record["create_date"])
            log = self.logs[record["user_id"]]
            log.sort(key=lambda entry: entry.time)
            for place, entry in enumerate(log, 1):
                entry.place = place

    def recorded(self, staff, customer, action, remark, place=0, time="", sure=True):
        self.logs[staff].append(Entry(customer, f"{action} {remark}", place, time, sure))

    def log(self, staff):
        return self.logs.get(staff, [])

    def of(self, staff, customer):
        return [entry for entry in self.log(staff) if entry.writer == customer]

    def select(self, staff, customer=None, action=None, first="0000", last="9999"):
        """Newest first; days as texts, both included."""
        return [
            entry for entry in reversed(self.log(staff))
            if customer in (None, entry.writer) and action in (None, action_of(entry)) and first <= day_of(entry) <= last
        ]


def action_of(entry):
    return int(entry.what.split(" ")[0])


def day_of(entry):
    return entry.time[:10]


def record(client):
    peer, key = client.peer(), client.unique()
    fields = {**client.peer_field(peer), "action": client.random.choice(ACTIONS), "remark": f"做了 {key}"}
    keyed = client.chance(0.8)
    if keyed:
        fields["msg_id"] = f"a-{key}"
    reply = client.post("/action/record/0", fields)
    data = reply.done("记录日志成功") if reply else {}
    place = (data["id"], data["dateTime"]) if keyed else (0, "")
    client.note("actions", "recorded", *client.pair(peer), fields["action"], fields["remark"], *place, reply is not None)
    if keyed:
        client.memory["recorded"] = fields, data


def repeat(client):
    if "recorded" not in client.memory:
        return
    fields, data = client.memory["recorded"]
    if client.chance(0.5):
        assert client.post("/action/record/0", fields).done() == {**data, "duplicate": True}
    else:
        client.post("/action/record/0", {**fields, "remark": client.unique()}).refused(409)


STEPS = {"customer": [(40, record), (4, repeat)]}


def _read(row):
    """(customer, "ACTION REMARK", time) of a row: its `log` is the customer's name and the remark."""
    remark = row["log"].removeprefix(f"客户{row['customer_id']}")
    return row["customer_id"], f"{row['action']} {remark}", row["create_date"]


def settled(model, reader):
    for staff in model.actions.logs:
        rows = reader.all(staff, "/action/time")
        yield from settle(f"log of {staff}", [_read(row) for row in reversed(rows)], model.actions.log(staff))


def _filters(random, customers):
    """Some combinations of the route's filters, by the names of Logs.select."""
    for _ in range(20):
        first, last = sorted((random.randrange(45), random.randrange(45)), reverse=True)
        whole = {"customer": random.choice(customers), "action": random.choice(ACTIONS), "first": days.date_ago(first),
                 "last": days.date_ago(last)}
        yield {name: value for name, value in whole.items() if random.random() < 0.5}


NAMES = {"customer": "customer_id", "action": "action", "first": "create_date__gte", "last": "create_date__lt"}


def differences(model, reader):
    for staff in model.actions.logs:
        for given in _filters(model.world.random, model.world.customers_of(staff)):
            query = {NAMES[name]: value for name, value in given.items()}
            expected = [(entry.writer, entry.what, entry.time) for entry in model.actions.select(staff, **given)]
            found = [_read(row) for row in reader.all(staff, "/action/time", **query)]
            yield from reader.expect(found, expected, "log", staff, query)
            count = reader.get(staff, "/action/time", **query, length=1)["data_count"]
            yield from reader.expect(count, len(expected), "number of actions", staff, query)
