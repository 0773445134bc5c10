# SPDX-License-Identifier: Apache-2.0
"""Makes the records of a test (leidactl's import format) with ids of their own, and the clients of who is in them."""

import hashlib
import itertools

from .client import Client

NUMBERS = itertools.count(10_000)


def token_of(kind, ident):
    return hashlib.md5(f"e2e {kind} {ident}".encode()).hexdigest()


class Pair:
    """A staff user and a customer who are bound to each other, each with a client."""

    def __init__(self, staff, customer):
        self.staff = staff
        self.customer = customer

    def staff_says(self, text="您好", **fields):
        body = {"customer_id": self.customer.id, "content": {"info_type": 1, "msg": text}, **fields}
        return self.staff.post("/chat/send_msg/0", body)

    def customer_says(self, text="你好", **fields):
        body = {"u_id": self.staff.id, "content": {"info_type": 1, "msg": text}, **fields}
        return self.customer.post("/chat/send_msg/0", body)

    def staff_reads(self, path="/chat", **query):
        return self.staff.get(path, customer_id=self.customer.id, **query)

    def customer_reads(self, path="/chat", **query):
        return self.customer.get(path, u_id=self.staff.id, **query)

    def unread(self):
        """What each side has not read yet: (staff user, customer)."""
        answers = self.staff_reads("/chat/query_num/0"), self.customer_reads("/chat/query_num/0")
        return tuple(answer.done("查询成功")["chatinfo_count"] for answer in answers)


class World:
    """Gathers records; load() imports them. Every id is new in the stack unless given."""

    def __init__(self, stack):
        self.stack = stack
        self.records = []

    def add(self, kind, **fields):
        self.records.append({"type": kind, **fields})
        return fields

    def load(self):
        self.stack.load(self.records)
        self.records = []

    def client(self, kind, ident):
        return Client(self.stack.base_url, kind, ident, token_of(kind, ident))

    def company(self, **fields):
        ident = fields.pop("id", None) or next(NUMBERS)
        self.add("company", id=ident, **{"name": f"公司{ident}", **fields})
        return ident

    def user(self, **fields):
        ident = fields.pop("id", None) or next(NUMBERS)
        company = fields.pop("company_id", None) or self.company()
        default = {"username": f"员工{ident}", "token": token_of("user", ident)}
        self.add("user", id=ident, company_id=company, **{**default, **fields})
        return self.client("user", ident)

    def customer(self, **fields):
        ident = fields.pop("id", None) or next(NUMBERS)
        default = {"username": f"客户{ident}", "token": token_of("customer", ident)}
        self.add("customer", id=ident, **{**default, **fields})
        return self.client("customer", ident)

    def bind(self, staff, customer, **fields):
        self.add("relation", user_id=staff.id, customer_id=customer.id, **fields)
        return Pair(staff, customer)

    def pair(self, staff=None, **fields):
        """A staff user (new unless given) bound to a new customer, imported at once."""
        pair = self.bind(staff or self.user(), self.customer(), **fields)
        self.load()
        return pair
