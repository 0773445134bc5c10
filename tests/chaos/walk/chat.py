# SPDX-License-Identifier: Apache-2.0
"""Conversations: who said what, up to where each side has read, and what follows from it."""

import collections
import json

from .entries import Entry, settle
from .world import STAFF, STRANGER

BY_STAFF, BY_CUSTOMER = 1, 2  # send_type, and the sides
QUESTION = "您好,请问能否告诉我您的手机号?"
MEMBERS = ("info_type", "msg", "url", "product_cover_url", "product_name", "product_price")


def written(content):
    return json.dumps({name: content[name] for name in MEMBERS if name in content}, ensure_ascii=False)


class Conversations:
    def __init__(self):
        self.said_in = collections.defaultdict(list)
        self.cursors = collections.defaultdict(int)

    def imported(self, record):
        if record["type"] == "message":
            place = len(self.entries(record["user_id"], record["customer_id"])) + 1
            self.said(record["user_id"], record["customer_id"], record["send_type"], written(record["content"]), place,
                      record["create_date"])
        elif record["type"] == "read_cursor":
            pair = record["user_id"], record["customer_id"]
            side = BY_STAFF if record["side"] == "user" else BY_CUSTOMER
            self.has_read(*pair, side, min(record["id"], len(self.entries(*pair))))

    def said(self, staff, customer, side, content, place=0, time="", sure=True):
        self.said_in[staff, customer].append(Entry(side, content, place, time, sure))

    def has_read(self, staff, customer, side, place):
        self.cursors[staff, customer, side] = max(place, self.cursors[staff, customer, side])

    def entries(self, staff, customer):
        return self.said_in.get((staff, customer), [])

    def cursor(self, staff, customer, side):
        return self.cursors.get((staff, customer, side), 0)

    def unread(self, staff, customer, side):
        cursor = self.cursor(staff, customer, side)
        return sum(entry.writer != side and entry.place > cursor for entry in self.entries(staff, customer))


def side_of(client):
    return BY_STAFF if client.is_staff else BY_CUSTOMER


def some_content(client):
    text, kind = client.unique(), client.random.choice((1, 1, 1, 1, 2, 3, 4, 5, 6))
    if kind == 2:
        return {"info_type": 2, "product_cover_url": "cover.jpg", "product_name": text, "product_price": 99}
    return {"info_type": kind, ("url" if kind in (4, 5) else "msg"): f"{text} 💗你好"}


def say(client):
    peer, key = client.peer(), client.unique()
    keyed, content = client.chance(0.8), some_content(client)
    if keyed and client.is_staff and client.chance(0.05):
        content = {"info_type": 3}
    fields = {**client.peer_field(peer), "content": content, **({"msg_id": key} if keyed else {})}
    reply = client.post("/chat/send_msg/0", fields)
    data = reply.done("send msg successful") if reply else {}
    told = {"msg": QUESTION, **content} if content["info_type"] == 3 else content
    place = (data["id"], data["dateTime"]) if keyed else (0, "")
    client.note("chat", "said", *client.pair(peer), side_of(client), written(told), *place, reply is not None)
    if keyed:
        client.memory["said"] = fields, data


def repeat(client):
    """A client that has not heard the answer sends again; one that errs uses the key for something else."""
    if "said" not in client.memory:
        return
    fields, data = client.memory["said"]
    if client.chance(0.5):
        assert client.post("/chat/send_msg/0", fields).done() == {**data, "duplicate": True}
    else:
        client.post("/chat/send_msg/0", {**fields, "content": {"info_type": 1, "msg": client.unique()}}).refused(409)


def intrude(client):
    """To somebody whom it is not bound to."""
    stranger = STRANGER if client.is_staff else client.random.choice([staff for staff in STAFF if staff not in client.peers])
    fields = {**client.peer_field(stranger), "content": some_content(client)}
    client.post("/chat/send_msg/0", fields).refused(307, "用户-客户关系不存在")


def has_read(client, peer, ids):
    """The ids of an answer have no gap; the last of them is read now."""
    if ids:
        assert ids == list(range(ids[0], ids[-1] + 1)), ids
        client.note("chat", "has_read", *client.pair(peer), side_of(client), ids[-1])


def ids_of(reply):
    return [row["id"] for row in reply.rows]


def open_newest(client, peer):
    """Until it is answered: then it is known what is read."""
    while not (reply := client.get("/chat", **client.peer_field(peer))):
        pass
    return reply


def open_history(client):
    peer = client.peer()
    page = {"length": client.random.choice((0, 1, 20)), "current_page": client.random.choice((1, 1, 1, 2))}
    reply = client.get("/chat", **client.peer_field(peer), **page) or open_newest(client, peer)
    has_read(client, peer, ids_of(reply))


def get_new(client):
    peer = client.peer()
    first = client.model.chat.cursor(*client.pair(peer), side_of(client)) + 1
    reply = client.get("/chat/getmsg/0", **client.peer_field(peer))
    if not reply:
        has_read(client, peer, ids_of(open_newest(client, peer)))
        return
    ids = ids_of(reply)
    assert not ids or ids[0] == first, f"given from {ids[0]} on, not from {first}"
    has_read(client, peer, ids)


def read_and_acknowledge(client):
    peer = client.peer()
    after = client.model.chat.cursor(*client.pair(peer), side_of(client))
    reply = client.get("/chat/getmsg/0", **client.peer_field(peer), after=after)
    ids = ids_of(reply) if reply else []
    if ids:
        assert ids[0] == after + 1
        while not (reply := client.post("/chat/ack/0", {**client.peer_field(peer), "id": ids[-1]})):
            pass
        reply.done("确认成功")
        has_read(client, peer, ids)


STEPS = {
    "user": [(30, say), (4, repeat), (1, intrude), (6, get_new), (3, open_history), (4, read_and_acknowledge)],
    "customer": [(50, say), (6, repeat), (1, intrude), (10, get_new), (5, open_history), (6, read_and_acknowledge)],
}


def settled(model, reader):
    """Lets the conversations have their order from the server; yields what is not as the clients were told."""
    for staff, customer in model.world.relations:
        rows, page = [], [{"id": 0}]
        while page := reader.get(staff, "/chat/getmsg/0", customer_id=customer, after=page[-1]["id"])["ret_data"]:
            rows += page
        yield from reader.expect([row["id"] for row in rows], list(range(1, len(rows) + 1)), "ids", staff, customer)
        entries = [(row["send_type"], written(row), row["dateTime"]) for row in rows]
        yield from settle(f"conversation {staff} {customer}", entries, model.chat.entries(staff, customer))


def differences(model, reader):
    for staff, customer in model.world.relations:
        for side, who, peer in ((BY_STAFF, staff, {"customer_id": customer}), (BY_CUSTOMER, customer, {"u_id": staff})):
            found = reader.get(who, "/chat/query_num/0", **peer)["chatinfo_count"]
            yield from reader.expect(found, model.chat.unread(staff, customer, side), "unread", who, peer)
    for staff, customer in model.world.relations:  # this reads the messages
        yield from _history(model, reader, staff, customer)


def _history(model, reader, staff, customer):
    entries, read = model.chat.entries(staff, customer), model.chat.cursor(staff, customer, BY_CUSTOMER)
    expected = [(entry.place, entry.writer, entry.what, entry.time) for entry in entries]
    found = {}
    for who, peer in ((staff, {"customer_id": customer}), (customer, {"u_id": staff})):
        rows, page = [], {}
        while part := reader.get(who, "/chat", **peer, **page, length=0)["ret_data"]:
            rows[:0] = part
            page = {"before": part[0]["id"]}
        found[who] = rows
        shown = [(row["id"], row["send_type"], written(row), row["dateTime"]) for row in rows]
        yield from reader.expect(shown, expected, "history", who, peer)
    marks = [row["id"] for row in found[staff] if row["is_customer_already_read"]]
    known = [entry.place for entry in entries if entry.place <= read or entry.writer == BY_CUSTOMER]
    yield from reader.expect(marks, known, "read by the customer", staff, customer)
    firsts = [row["id"] for row in found[customer] if row["is_first_info"]]
    yield from reader.expect(firsts, [1] if entries else [], "first", staff, customer)
