# SPDX-License-Identifier: Apache-2.0
"""Tags: those of a company, and those that a customer bears as the company sees it."""

import collections
import json

from .world import COMPANIES, STAFF, TAGS, company_of

OWN = "自定义"  # the group of tags that staff users make
UNKNOWN = 999_999


class Tags:
    def __init__(self):
        self.stock = {}  # id: (group, name) of what every company sees
        self.groups = {}
        self.made = collections.defaultdict(collections.Counter)  # by company: how often a name was made
        self.ids = {}  # by company: {name: id}, as the server tells
        self.refused = collections.defaultdict(set)  # by company: names that were there already
        self.borne = collections.defaultdict(list)  # by company and customer: names

    def imported(self, record):
        if record["type"] == "tag" and "parent_id" in record:
            self.stock[record["id"]] = (self.groups[record["parent_id"]], record["name"])
        elif record["type"] == "tag":
            self.groups[record["id"]] = record["name"]

    def replaced(self, company, customer, names):
        self.borne[company, customer] = list(names)

    def made_for(self, company, name, customers):
        self.made[company][name] += 1
        for customer in customers:
            self.borne[company, customer].append(name)

    def met(self, company, name):
        self.refused[company].add(name)

    def names_of_stock(self):
        return {name for _, name in self.stock.values()}

    def of(self, company, customer):
        return self.borne.get((company, customer), [])

    def shown(self, staff, customer):
        return self.of(company_of(staff), customer)


def _tagged(client):
    """The customers whom this staff user tags: no colleague does."""
    return [customer for customer in client.peers if client.world.tagger(client.id, customer)]


def known(client):
    """{name: id} of the tags that the company had when this client looked last."""
    if "tags" not in client.memory or client.chance(0.1):
        groups = client.get("/tag_list").done()["ret_data"]
        client.memory["tags"] = {tag["name"]: tag["id"] for group in groups for tag in group["tags"]}
    return client.memory["tags"]


def replace(client):
    customer = client.random.choice(_tagged(client))
    ids = known(client)
    names = client.random.sample(sorted(ids), client.random.randrange(5))
    wrong = [UNKNOWN] if client.chance(0.1) else []
    path = client.random.choice(("/customer/update_tag", "/tag_list/customer_tag"))
    reply = client.post(f"{path}/{customer}", {"tag_list": json.dumps([*(ids[name] for name in names), *wrong])})
    if wrong:
        reply.refused(301, "用户标签不存在")
    else:
        reply.done("添加成功")
        client.note("tags", "replaced", company_of(client.id), customer, names)


def _name(client):
    """Mostly a new one; or one that colleagues try as well, or that there is already."""
    if client.chance(0.6):
        return client.unique()
    return client.random.choice([f"抢 {number}" for number in range(20)] + [name for _, name in TAGS.values()])


def _made(client, reply, name, customers):
    company, tags = company_of(client.id), client.model.tags
    there = name in tags.made[company] or name in tags.names_of_stock()
    if there or reply.code == 301:
        reply.refused(301, "标签名已存在")
        client.note("tags", "met", company, name)
    else:
        reply.done()
        client.note("tags", "made_for", company, name, customers)


def add(client):
    """A new tag for a customer."""
    customer, name = client.random.choice(_tagged(client)), _name(client)
    _made(client, client.post(f"/tag_list/add_tag/{customer}", {"name": name}), name, [customer])


def give(client):
    """A new tag for some customers."""
    customers, name = client.random.sample(_tagged(client), min(3, len(_tagged(client)))), _name(client)
    _made(client, client.post("/tag_customer/add/0", {"name": name, "customer_list": json.dumps(customers)}), name, customers)


STEPS = {"user": [(10, replace), (3, add), (2, give)]}


def settled(model, reader):
    """Takes the ids of the tags from the server; yields what was made twice, or refused for a name that nobody made."""
    for company, members in COMPANIES.items():
        tags = model.tags
        for name, count in tags.made[company].items():
            yield from reader.expect(count, 1, "times made", company, name)
        there = tags.names_of_stock() | set(tags.made[company])
        yield from reader.expect(sorted(tags.refused[company] - there), [], "refused", company)
        groups = reader.get(members[0], "/tag_list")["ret_data"]
        tags.ids[company] = {tag["name"]: tag["id"] for group in groups for tag in group["tags"]}
        yield from reader.expect(sorted(tags.ids[company]), sorted(there), "names", company)


def _list(model, reader, staff, customer):
    company, borne = company_of(staff), model.tags.shown(staff, customer)
    data = reader.get(staff, "/tag_list", customer_id=customer)
    found = {(group["name"], tag["name"]): (tag["id"], tag["is_select"]) for group in data["ret_data"] for tag in group["tags"]}
    names = [*model.tags.stock.values(), *((OWN, name) for name in model.tags.made[company])]
    expected = {(group, name): (model.tags.ids[company][name], name in borne) for group, name in names}
    yield from reader.expect(found, expected, "tag_list", staff, customer)
    yield from reader.expect(data["tag_count"], len({group for group, _ in names}), "groups", staff)


def _bearers(model, reader, staff):
    """How many of the caller's customers bear a tag, and some of them."""
    bearers = collections.defaultdict(set)
    for customer in model.world.customers_of(staff):
        for name in model.tags.shown(staff, customer):
            bearers[name].add(customer)
    rows = reader.all(staff, "/tag_customer")
    yield from reader.expect({row["name"]: row["customer_num"] for row in rows},
                             {name: len(found) for name, found in bearers.items()}, "tag_customer", staff)
    numbers = [row["customer_num"] for row in rows]
    yield from reader.expect(numbers, sorted(numbers, reverse=True), "most first", staff)
    for row in rows:
        yield from reader.expect(row["tag_id"], model.tags.ids[company_of(staff)][row["name"]], "id", row["name"])
        shown = {(one["id"], one["name"], one["headimgurl"]) for one in row["customer_list"]}
        own = {(one, model.customers.name(staff, one), f"customer/{one}.jpg") for one in bearers[row["name"]]}
        if not shown <= own or len(shown) < min(10, len(own)):
            yield f"tag_customer of {staff}: {row['name']} lists {shown} of {own}"


def differences(model, reader):
    for staff in STAFF:
        for customer in model.world.random.sample(model.world.customers_of(staff), 3):
            yield from _list(model, reader, staff, customer)
        yield from _bearers(model, reader, staff)
