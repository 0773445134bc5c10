# SPDX-License-Identifier: Apache-2.0
"""The data and the requests of the comparison: the same for Leida and for the yardstick, each signed with its tokens."""

import hashlib
import json
import time
import urllib.parse

BASE = "/zhugeleida"
STAFF = 1
CUSTOMERS, MESSAGES, ACTIONS = 2_000, 10_000, 20_000
TEXT = "您好,这款沙发还有货吗?想周末带家人过来看看实物,顺便问一下送货和安装怎么安排。 Thank you!"
CONTENT = json.dumps({"info_type": 1, "msg": TEXT}, ensure_ascii=False, separators=(",", ":"))


def token(kind, ident):
    """As the yardstick's seed has it."""
    return f"token-{kind}-{ident}"


def records(customers=CUSTOMERS, messages=MESSAGES, actions=ACTIONS):
    """The data as leidactl imports it; nearly every message belongs to customer 1."""
    stamp = "2026-01-02T03:04:05"
    yield {"type": "company", "id": 1, "name": "示例公司"}
    yield {
        "type": "user", "id": STAFF, "company_id": 1, "username": "zhangcong", "token": token("user", STAFF),
        "avatar": "statics/imgs/setAvator.jpg", "mingpian_phone": "18932674288", "wechat": "18866554433",
    }
    for ident in range(1, 36):
        yield {"type": "tag", "id": ident, "name": f"标签{ident}", "company_id": 1, **({"parent_id": 1 + (ident - 1) // 7 * 7} if (ident - 1) % 7 else {})}
    for ident in range(1, customers + 1):
        yield {
            "type": "customer", "id": ident, "username": f"客户{ident}", "token": token("customer", ident),
            "headimgurl": "statics/imgs/setAvator.jpg",
        }
        yield {"type": "relation", "user_id": STAFF, "customer_id": ident, "expedted_pr": ident % 101, "source": 1}
    for number in range(messages):
        content = {"info_type": 1, "msg": f"消息 {number} hello"}
        yield {
            "type": "message", "user_id": STAFF, "customer_id": 1, "send_type": 1 + number % 2, "content": content,
            "create_date": stamp,
        }
    for ident in range(2, min(customers, 40) + 1):  # so that the list of conversations has a full page
        yield {
            "type": "message", "user_id": STAFF, "customer_id": ident, "send_type": 2, "content": {"info_type": 1, "msg": TEXT},
            "create_date": stamp,
        }
    for number in range(actions):
        yield {
            "type": "action", "user_id": STAFF, "customer_id": 1 + number % customers, "action": 1,
            "remark": "查看了您的名片", "create_date": stamp,
        }


def line(kind, ident, path, query=None, form=None):
    stamp = str(int(time.time() * 1000))
    signature = hashlib.md5((stamp + token(kind, ident)).encode()).hexdigest()
    signed = {"user_id": ident, "timestamp": stamp, "rand_str": signature, **(query or {})}
    area = "/gongzhonghao" if kind == "customer" else "/qiyeweixin"
    body = urllib.parse.urlencode(form) if form else ""
    return f"{BASE}{area}{path}?{urllib.parse.urlencode(signed)}\t{body}"


def _sends():
    form = {"u_id": STAFF, "content": CONTENT}
    return [line("customer", ident, "/chat/send_msg/0", form=form) for ident in range(2, CUSTOMERS + 1)]


def _updates():
    path = "/customer/update_expected_pr"
    return [
        line("user", STAFF, f"{path}/{ident}", form={"expedted_pr": (ident * 7) % 101})
        for ident in range(2, CUSTOMERS + 1)
    ]


def _customers():
    return [line("user", STAFF, "/customer", {"customer_id": ident}) for ident in range(2, CUSTOMERS + 1)]


def _one(kind, path, **query):
    return lambda: [line(kind, 1, path, query)]


# The days of the actions.
WEEK = {"create_date__gte": "2026-01-01", "create_date__lt": "2026-01-07"}

# Name, policy of the append-only file, what makes the request lines, share of nginx and multiple of Node aimed at (None: it
# is not there).
ROUTES = [
    ("send_msg", "always", _sends, 0.30, 2),
    ("send_msg", "everysec", _sends, 0.42, 2.2),
    ("query_num", "always", _one("customer", "/chat/query_num/0", u_id=STAFF), 0.50, 2),
    ("getmsg, nothing new", "always", _one("customer", "/chat/getmsg/0", u_id=STAFF), 0.48, 3),
    ("history page of 20", "always", _one("customer", "/chat", u_id=STAFF, length=20), 0.40, 10),
    ("contact, 20 rows", "always", _one("user", "/contact", length=20), 0.28, None),
    ("tongxunlu, 10 rows", "always", _one("user", "/tongxunlu", length=10), 0.32, 7),
    ("customer", "always", _customers, 0.42, 2.2),
    ("tag_list, 35 tags", "always", _one("user", "/tag_list"), 0.40, None),
    ("action/time, 10 rows", "always", _one("user", "/action/time", length=10), 0.36, 5),
    ("action/count", "always", _one("user", "/action/count", **WEEK), 0.28, None),
    ("update_expected_pr", "always", _updates, 0.30, 2.4),
]
