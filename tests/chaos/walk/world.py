# SPDX-License-Identifier: Apache-2.0
"""Who there is, and what was there before the walk, as records of leidactl's import: two companies with three staff users
each; ten customers who are clients; others who are written about. Customers have staff users in one company and in both."""

import datetime
import random

from harness import days
from harness.records import token_of

COMPANIES = {1: (11, 12, 13), 2: (21, 22, 23)}
STAFF = [staff for members in COMPANIES.values() for staff in members]
CLIENTS = range(101, 111)  # customers
OTHERS = range(201, 241)
STRANGER = 999  # a customer of nobody's
STOCK = {1: "性格", 2: "用户信息"}  # groups that both companies see
TAGS = {3: (1, "在意质量"), 4: (1, "爽快"), 5: (2, "已婚"), 6: (2, "90后"), 7: (2, "有房")}
LIMITS = {"relations": 3, "messages": 6, "actions": 12, "notes": 3, "phrases": 4}


def company_of(staff):
    return next(company for company, members in COMPANIES.items() if staff in members)


class World:
    """`relations` is a list of (staff id, customer id); `records` is for the import."""

    def __init__(self, seed):
        self.random = random.Random(f"{seed} world")
        self.now = days.now()
        self.relations = []
        self.moments = set()
        self.records = [*self._people(), *self._tags()]
        for customer in [*CLIENTS, *OTHERS]:
            self._bind(customer)
        for staff in STAFF:
            for number in range(self.random.randrange(LIMITS["phrases"])):
                self.records.append({"type": "follow_language", "user_id": staff, "custom_language": f"您好{number}"})

    def staff_of(self, customer):
        return [staff for staff, other in self.relations if other == customer]

    def customers_of(self, staff):
        return [customer for other, customer in self.relations if other == staff]

    def tagger(self, staff, customer):
        """Whether this staff user alone of the company tags this customer."""
        colleagues = COMPANIES[company_of(staff)]
        return staff == min(colleague for colleague in colleagues if (colleague, customer) in self.relations)

    def _people(self):
        for company, members in COMPANIES.items():
            yield {"type": "company", "id": company, "name": f"公司{company}"}
            for staff in members:
                yield {"type": "user", "id": staff, "company_id": company, "username": f"员工{staff}",
                       "avatar": f"staff/{staff}.jpg", "token": token_of("user", staff)}
        for customer in [*CLIENTS, *OTHERS, STRANGER]:
            name = f"客户{customer}" if customer % 7 else ""  # WeChat tells no names of followers since 2021
            yield {"type": "customer", "id": customer, "username": name, "user_type": 1 + customer % 2,
                   "headimgurl": f"customer/{customer}.jpg", "token": token_of("customer", customer)}

    def _tags(self):
        for ident, name in STOCK.items():
            yield {"type": "tag", "id": ident, "name": name}
        for ident, (parent, name) in TAGS.items():
            yield {"type": "tag", "id": ident, "name": name, "parent_id": parent}

    def _moment(self):
        """Another one at each call, within the last forty days but not within this hour."""
        while True:
            ago = datetime.timedelta(hours=1, milliseconds=self.random.randrange(40 * 86_400_000))
            moment = days.written(self.now - ago)
            if moment not in self.moments:
                self.moments.add(moment)
                return moment

    def _count(self, kind):
        return self.random.randrange(LIMITS[kind])

    def _bind(self, customer):
        """One staff user at least; two and more are of one company or of both."""
        for staff in sorted(self.random.sample(STAFF, 1 + self._count("relations"))):
            self.relations.append((staff, customer))
            ids = {"user_id": staff, "customer_id": customer}
            self.records.append({"type": "relation", **ids, **self._facts()})
            self.records += [{**ids, **record} for record in self._history()]

    def _facts(self):
        facts = {"source": self.random.randint(1, 4), "expedted_pr": self.random.randrange(101), "sex": self.random.randint(1, 2),
                 "memo_name": "备忘", "company": "合众康桥", "expected_time": "2027-01-31", "article_id": 5, "title": "文章"}
        kept = {name: value for name, value in facts.items() if self.random.random() < 0.5}
        began = self.now - datetime.timedelta(days=50 + self.random.randrange(400), hours=12, seconds=self.random.randrange(3600))
        return {"create_date": days.written(began.replace(microsecond=0)), **kept}

    def _history(self):
        for moment in sorted(self._moment() for _ in range(self._count("messages"))):
            content = {"info_type": 1, "msg": f"从前 {moment}"}
            yield {"type": "message", "send_type": self.random.randint(1, 2), "content": content, "create_date": moment}
        yield {"type": "read_cursor", "side": "user", "id": 2}
        for _ in range(self._count("actions")):
            moment = self._moment()
            yield {"type": "action", "action": self.random.randint(1, 16), "remark": f"从前 {moment}", "create_date": moment}
        for moment in sorted(self._moment() for _ in range(self._count("notes"))):
            yield {"type": "follow_info", "follow_info": f"从前 {moment}", "create_date": moment}
