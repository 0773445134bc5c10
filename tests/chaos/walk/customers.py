# SPDX-License-Identifier: Apache-2.0
"""What staff users know of customers: facts, the chance and day of a deal, who referred whom; and the list of them."""

import datetime
import unicodedata

from harness import days

from .world import STAFF, STRANGER

SOURCES = {1: "扫码", 2: "转发", 3: "搜索", 4: "公众号文章"}
ORIGINS = {1: "微信公众号", 2: "微信小程序"}
TEXTS = ("username", "memo_name", "phone", "email", "company", "position", "address", "birthday", "mem")
SAMPLES = {"phone": ("15931788974", "13000000000"), "email": ("a@example.com", "b.c@example.org"),
           "birthday": ("1986-06-01", "2000-02-29")}
NEEDLES = ("客户10", "ＵＳＥＲＮＡＭＥ", "5号　u", "备忘", "%")


class Relations:
    def __init__(self):
        self.names, self.facts = {}, {}  # by customer; by (staff, customer)

    def imported(self, record):
        if record["type"] == "customer":
            self.names[record["id"]] = record["username"]
        elif record["type"] == "relation":
            kept = {name: value for name, value in record.items() if name not in ("type", "user_id", "customer_id")}
            self.facts[record["user_id"], record["customer_id"]] = {"source": 1, **kept}

    def informed(self, staff, customer, fields):
        """An empty text or 0 clears: a chance of 0 is none."""
        facts = self.facts[staff, customer]
        facts.update(fields)
        for name in [name for name, value in fields.items() if value in ("", 0)]:
            del facts[name]

    def may_follow(self, staff, customer, superior):
        """Whether that customer may be this one's superior: it is another, and its own superiors do not lead back."""
        while superior:
            if superior == customer:
                return False
            superior = self.facts[staff, superior].get("superior")
        return True

    def name(self, staff, customer):
        """As the staff user sees it: the name that it gave, else the customer's own, else that of its file."""
        facts = self.facts.get((staff, customer), {})
        return facts.get("username") or self.names[customer] or facts.get("memo_name", "")


def _text(client, name):
    if client.chance(0.2):
        return ""
    return client.random.choice(SAMPLES[name]) if name in SAMPLES else f"{client.random.randrange(1000)}号 {name}"


def inform(client):
    customer = client.peer()
    given = client.random.sample(TEXTS, client.random.randrange(5))
    fields = {"sex": client.random.randint(1, 2), **{name: _text(client, name) for name in given}}
    if client.chance(0.3):
        fields["superior"] = client.random.choice(("", 0, STRANGER, *client.peers))
    superior = fields.get("superior")
    reply = client.post(f"/customer/update_information/{customer}", fields)
    if superior == STRANGER:
        reply.refused(307)
    elif superior and not client.model.customers.may_follow(client.id, customer, superior):
        reply.invalid(402, superior="invalid")
    else:
        reply.done("添加成功")
        client.note("customers", "informed", client.id, customer, fields)


def expect_chance(client):
    customer, chance = client.peer(), client.random.randrange(101)
    client.post(f"/customer/update_expected_pr/{customer}", {"expedted_pr": f"{chance}%"}).done("添加成功")
    client.note("customers", "informed", client.id, customer, {"expedted_pr": chance})
    client.note("notes", "noted", client.id, customer, f"更新预计成交率为: {chance}")


def expect_day(client):
    customer, day = client.peer(), days.date_ago(-client.random.randrange(400))
    client.post(f"/customer/update_expected_time/{customer}", {"expected_time": day}).done("添加成功")
    client.note("customers", "informed", client.id, customer, {"expected_time": day})
    client.note("notes", "noted", client.id, customer, f"更新预计成交日期: {day}")


def look(client):
    """A staff user sees what it wrote last."""
    customer = client.peer()
    [row] = client.get("/customer", customer_id=customer).rows
    expected = card(client.model, client.id, customer)
    if not client.world.tagger(client.id, customer):
        expected["tag"] = row["tag"]
    assert row == expected, (row, expected)


STEPS = {"user": [(10, inform), (8, expect_chance), (5, expect_day), (4, look)]}


def card(model, staff, customer):
    """The row of GET /customer."""
    facts = model.customers.facts[staff, customer]
    age = datetime.datetime.now(days.ZONE) - days.read(facts["create_date"])
    chance, superior = str(facts.get("expedted_pr", 0)), facts.get("superior")
    texts = {name: facts.get(name, "") for name in TEXTS}
    return {**texts, "id": customer, "username": model.customers.name(staff, customer), "headimgurl": f"customer/{customer}.jpg",
            "expected_time": facts.get("expected_time"), "expedted_pr": chance, "ai_pr": chance,
            "superior": superior and model.customers.name(staff, superior) or "", "source": SOURCES[facts["source"]],
            "memo_name": facts.get("memo_name"), "tag": model.tags.shown(staff, customer), "sex": facts.get("sex"),
            "day_interval": age.days, "user_type": 1 + customer % 2}


def _ago(time):
    return (days.now().date() - days.read(time).date()).days if time else None


def _contact(model, staff, customer):
    """The row of GET /tongxunlu."""
    facts = model.customers.facts[staff, customer]
    follow, activity = model.last_follow(staff, customer), model.last_activity(staff, customer)
    origin = 1 + customer % 2
    since = _ago(follow)
    return {"customer_id": customer, "customer_username": model.customers.name(staff, customer),
            "headimgurl": f"customer/{customer}.jpg", "expected_time": facts.get("expected_time"),
            "expedted_pr": facts.get("expedted_pr", 0),
            "last_follow_time": {None: "", 0: "今天", 1: "昨天"}.get(since, f"{since}天前"),
            "follow_status": {None: "未跟进过", 0: "今天跟进", 1: "昨天已跟进"}.get(since, follow[:10]),
            "last_activity_time": {None: "", 0: "今天", 1: "昨天"}.get(_ago(activity), activity[:10]),
            "article_id": facts.get("article_id"), "title": facts.get("title", ""), "customer_source": origin,
            "customer_source_text": ORIGINS[origin], "source": facts["source"], "source_text": SOURCES[facts["source"]]}


def _full(model, staff, customer):
    """The same with rows=full."""
    return {**_contact(model, staff, customer), "memo_name": model.customers.facts[staff, customer].get("memo_name", ""),
            "tags": model.tags.shown(staff, customer)[:10]}


ORDERS = {
    "-expedted_pr": lambda model, *pair: model.customers.facts[pair].get("expedted_pr", 0),
    "-last_follow_time": lambda model, *pair: model.last_follow(*pair),
    "-last_activity_time": lambda model, *pair: model.last_activity(*pair),
    "-create_date": lambda model, *pair: "",
}


def _folded(text):
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _is_found(model, staff, customer, needle):
    """By any of the names: the one that the staff user gave, the customer's own, the memo name."""
    facts = model.customers.facts.get((staff, customer), {})
    names = facts.get("username"), model.customers.names[customer], facts.get("memo_name")
    return any(_folded(needle) in _folded(name) for name in names if name)


def _lists(model, reader, staff):
    """In each order; then by filters, in the order of the chance of a deal."""
    facts = model.customers.facts

    def age(customer):
        return facts[staff, customer]["create_date"], customer

    newest = sorted(model.world.customers_of(staff), key=age, reverse=True)
    for order, value in ORDERS.items():
        rows = sorted(newest, key=lambda customer: value(model, staff, customer), reverse=True)  # noqa: B023
        expected = [_contact(model, staff, customer) for customer in rows]
        yield from reader.expect(reader.all(staff, "/tongxunlu", order=order), expected, "tongxunlu", order, staff)
    expected = [_full(model, staff, customer) for customer in newest]
    found = [{**row, "tags": [tag["name"] for tag in row["tags"]]}
             for row in reader.all(staff, "/tongxunlu", order="-create_date", rows="full")]
    yield from reader.expect(found, expected, "full rows of tongxunlu", staff)
    likely = sorted(newest, key=lambda customer: ORDERS["-expedted_pr"](model, staff, customer), reverse=True)
    for source in SOURCES:
        expected = [customer for customer in likely if facts[staff, customer]["source"] == source]
        found = [row["customer_id"] for row in reader.all(staff, "/tongxunlu", customer__source=source)]
        yield from reader.expect(found, expected, "tongxunlu of source", source, staff)
    for needle in NEEDLES:
        expected = [customer for customer in likely if _is_found(model, staff, customer, needle)]
        found = [row["customer_id"] for row in reader.all(staff, "/tongxunlu", username=needle)]
        yield from reader.expect(found, expected, "search for", needle, staff)


def differences(model, reader):
    for staff, customer in model.world.relations:
        found = reader.get(staff, "/customer", customer_id=customer)["ret_data"]
        yield from reader.expect(found, [card(model, staff, customer)], "customer", staff, customer)
    for staff in STAFF:
        yield from _lists(model, reader, staff)
