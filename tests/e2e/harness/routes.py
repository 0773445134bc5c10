# SPDX-License-Identifier: Apache-2.0
"""Every route that is built, with a request that succeeds: for tests that hold for all of them."""

import itertools
import os
import uuid
from dataclasses import dataclass, field

TEXT = {"info_type": 1, "msg": "x"}
PHRASES_KEPT = 50  # before a call adds one: there is a limit
NUMBERS = itertools.count()


def new_phrase():
    return f"常用语 {os.getpid()}-{next(NUMBERS)}"


def new_name():
    """No tag has it yet."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Route:
    kind: str  # who calls: "user" or "customer"
    method: str
    path: str  # {peer} is the id of the partner, {phrase} that of a phrase of the staff user
    fields: dict = field(default_factory=dict, hash=False)  # a function makes another value for each call
    peer: str = ""  # the parameter that names the partner

    def __str__(self):
        return f"{self.kind}-{self.method}{self.path}".replace("/", "_")

    def path_to(self, ident):
        return self.path.replace("{peer}", str(ident)).replace("{phrase}", str(ident))

    def values(self):
        return {name: value() if callable(value) else value for name, value in self.fields.items()}


ROUTES = [
    Route("customer", "POST", "/chat/send_msg/0", {"content": TEXT}, "u_id"),
    Route("customer", "GET", "/chat/getmsg/0", {}, "u_id"),
    Route("customer", "GET", "/chat", {}, "u_id"),
    Route("customer", "GET", "/chat/query_num/0", {}, "u_id"),
    Route("customer", "POST", "/chat/ack/0", {"id": 1}, "u_id"),
    Route("customer", "POST", "/chat/typing/0", {}, "u_id"),
    Route("customer", "POST", "/action/record/0", {"action": 1}, "u_id"),
    Route("user", "POST", "/chat/send_msg/0", {"content": TEXT}, "customer_id"),
    Route("user", "GET", "/chat/getmsg/0", {}, "customer_id"),
    Route("user", "GET", "/chat", {}, "customer_id"),
    Route("user", "GET", "/chat/query_num/0", {}, "customer_id"),
    Route("user", "POST", "/chat/ack/0", {"id": 1}, "customer_id"),
    Route("user", "POST", "/chat/typing/0", {}, "customer_id"),
    Route("user", "GET", "/contact"),
    Route("user", "GET", "/tongxunlu"),
    Route("user", "GET", "/customer", {}, "customer_id"),
    Route("user", "POST", "/customer/update_information/{peer}", {"sex": 1, "mem": "changed"}),
    Route("user", "POST", "/customer/update_expected_time/{peer}", {"expected_time": "2018-06-06"}),
    Route("user", "POST", "/customer/update_expected_pr/{peer}", {"expedted_pr": 80}),
    Route("user", "POST", "/customer/update_tag/{peer}", {"tag_list": "[]"}),
    Route("user", "GET", "/tag_list", {}, "customer_id"),
    Route("user", "POST", "/tag_list/customer_tag/{peer}", {"tag_list": "[]"}),
    Route("user", "GET", "/tag_customer"),
    Route("user", "POST", "/tag_list/add_tag/{peer}", {"name": new_name}),
    Route("user", "POST", "/tag_customer/add/0", {"name": new_name, "customer_list": "[]"}),
    Route("user", "GET", "/follow_info", {}, "customer_id"),
    Route("user", "POST", "/follow_info/add/{peer}", {"follow_info": "电话已打"}),
    Route("user", "GET", "/follow_language"),
    Route("user", "POST", "/follow_language/add/0", {"custom_language": new_phrase}),
    Route("user", "POST", "/follow_language/delete/{phrase}"),
    Route("user", "GET", "/action/time", {}, "customer_id"),
    Route("user", "GET", "/action/get_new_log"),
    Route("user", "GET", "/action/count", {"by": "day"}),
    Route("user", "GET", "/action/customer"),
    Route("user", "GET", "/action/customer_detail", {}, "customer_id"),
]


def phrases(staff):
    """The ids of the staff user's phrases, the newest last; none where they cannot be read."""
    answer = staff.get("/follow_language")
    return [row["language_id"] for row in answer.data["ret_data"]["follow_language_data"]] if answer.code == 200 else []


def phrase_to_delete(staff):
    """Adds one. Whoever calls routes for long does not come to the limit: beyond some the older ones go."""
    staff.post("/follow_language/add/0", {"custom_language": new_phrase()})
    ids = phrases(staff)
    for ident in ids[:-PHRASES_KEPT]:
        staff.post(f"/follow_language/delete/{ident}", {})
    return ids[-1] if ids else 1


def call(route, pair, peer=None, credentials=None):
    """Calls the route as `pair`'s staff user or customer, about the other one or about the id `peer`.
    `credentials` makes them from the client."""
    client, partner = (pair.staff, pair.customer) if route.kind == "user" else (pair.customer, pair.staff)
    ident = partner.id if peer is None else peer
    fields = {**route.values(), **({route.peer: ident} if route.peer else {})}
    path = route.path_to(phrase_to_delete(pair.staff) if "{phrase}" in route.path else ident)
    signed = credentials(client) if credentials else None
    if route.method == "GET":
        return client.get(path, credentials=signed, **fields)
    return client.post(path, fields, credentials=signed)
