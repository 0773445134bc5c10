# SPDX-License-Identifier: Apache-2.0
"""Many staff users with some customers each, and what is asked of them in turn: what lies on one slot is one user's, so a
load that is to fall on all masters of a Redis Cluster must come from many."""

import routes

STAFF, CUSTOMERS_EACH = 200, 20
MESSAGES, ACTIONS_EACH = 40, 2  # of a staff user's first customer; of each customer


def customers_of(staff, each=CUSTOMERS_EACH):
    """Their ids; a customer has one staff user."""
    return range((staff - 1) * each + 1, staff * each + 1)


def pairs():
    """All of them, so that two that follow each other are of different staff users."""
    return [(staff, customers_of(staff)[place]) for place in range(CUSTOMERS_EACH) for staff in range(1, STAFF + 1)]


def message(staff, customer, number):
    content = {"info_type": 1, "msg": f"{routes.TEXT} {number}"}
    return {"type": "message", "user_id": staff, "customer_id": customer, "send_type": 1 + number % 2, "content": content,
            "create_date": "2026-01-02T03:04:05"}


def people(staff_count, each):
    """The company with its tags, and who is bound to whom."""
    yield {"type": "company", "id": 1, "name": "示例公司"}
    for ident in range(1, 36):
        parent = {"parent_id": ident - (ident - 1) % 7} if (ident - 1) % 7 else {}
        yield {"type": "tag", "id": ident, "name": f"标签{ident}", "company_id": 1, **parent}
    for staff in range(1, staff_count + 1):
        yield {"type": "user", "id": staff, "company_id": 1, "username": f"员工{staff}", "token": routes.token("user", staff)}
        for ident in customers_of(staff, each):
            yield {"type": "customer", "id": ident, "username": f"客户{ident}", "token": routes.token("customer", ident)}
            yield {"type": "relation", "user_id": staff, "customer_id": ident, "expedted_pr": ident % 101, "source": 1}


def records():
    """As leidactl imports them."""
    yield from people(STAFF, CUSTOMERS_EACH)
    for staff, customer in pairs():
        first = customer == customers_of(staff)[0]
        for number in range(MESSAGES if first else 1):
            yield message(staff, customer, number)
        for number in range(ACTIONS_EACH):
            yield {"type": "action", "user_id": staff, "customer_id": customer, "action": 1 + number, "remark": "查看了您的名片",
                   "create_date": "2026-01-02T03:04:05"}


def _by_pair(kind, path, query=None, form=None, in_path=False):
    """`query` and `form` are made of a staff user and a customer; in_path: the other's id ends the path."""
    def make():
        lines = []
        for staff, customer in pairs():
            ident, other = (customer, staff) if kind == "customer" else (staff, customer)
            lines.append(routes.line(kind, ident, f"{path}/{other}" if in_path else path, query and query(staff, customer),
                                     form and form(staff, customer)))
        return lines
    return make


def _by_staff(path, **query):
    return lambda: [routes.line("user", staff, path, query) for staff in range(1, STAFF + 1)]


def _histories():
    """Of each staff user's first customer."""
    return [routes.line("customer", customers_of(staff)[0], "/chat", {"u_id": staff, "length": 20}) for staff in range(1, STAFF + 1)]


def _to_staff(staff, _):
    return {"u_id": staff}


_sends = _by_pair("customer", "/chat/send_msg/0", form=lambda staff, _: {"u_id": staff, "content": routes.CONTENT})

# Name, the service that answers it, what makes the request lines. The services' calls before a cluster are of these kinds.
ROUTES = [
    ("send_msg", "chat-1", _sends),
    ("getmsg, nothing new", "chat-1", _by_pair("customer", "/chat/getmsg/0", _to_staff)),
    ("history page of 20", "chat-1", _histories),
    ("contact, 20 rows", "chat-1", _by_staff("/contact", length=20)),
    ("tongxunlu, 10 rows", "crm", _by_staff("/tongxunlu", length=10)),
    ("update_expected_pr", "crm", _by_pair("user", "/customer/update_expected_pr", form=lambda _, customer: {"expedted_pr": customer * 7 % 101}, in_path=True)),
    ("action/time, 10 rows", "actionlog", _by_staff("/action/time", length=10)),
]

# All is on one slot: the pairs have all staff users in turn.
ONE_STAFF_USER = ("send_msg of one staff user", "chat-1", lambda: _sends()[::STAFF])
