# SPDX-License-Identifier: Apache-2.0
"""Slots of a Redis Cluster that stay half moved: some keys are with the old master, some with the new one."""

import collections
import re
import time

from harness.redis_routing import slot_of
from harness.slot_moves import SlotMove
from kit.crowd import on

SIZES = {"string": "STRLEN", "list": "LLEN", "hash": "HLEN", "zset": "ZCARD", "set": "SCARD"}


class Case:
    """A route, and a conversation to call it in that has had some of everything."""

    def __init__(self, route, pair):
        self.route, self.pair = route, pair
        for number in range(3):
            pair.customer_says(f"{number}", msg_id=f"case-{number}").done()
            pair.staff_says(f"{number}").done()
        pair.staff.post("/follow_language/add/0", {"custom_language": "一"}).done()
        pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": "标签"}).done()
        pair.staff.post(f"/follow_info/add/{pair.customer.id}", {"follow_info": "电话已打"}).done()
        pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1}).done()
        self.phrase = pair.staff.get("/follow_language").done()["ret_data"]["follow_language_data"][-1]["language_id"]

    def call(self, route=None):
        """The answer of its route, or of another, and after how many seconds."""
        route = route or self.route
        client, peer = (self.pair.staff, self.pair.customer) if route.kind == "user" else (self.pair.customer, self.pair.staff)
        fields = {**route.values(), **({route.peer: peer.id} if route.peer else {})}
        path = route.path.format(peer=peer.id, phrase=self.phrase)
        began = time.monotonic()
        answer = client.get(path, **fields) if route.method == "GET" else client.post(path, fields)
        return answer, time.monotonic() - began

    def keys(self):
        """One of each slot that has something of theirs."""
        staff, customer = self.pair.staff.id, self.pair.customer.id
        return [f"{{u:{staff}}}", f"catalogue:{self.pair.company}", f"tagged:{customer}", f"{{c:{customer}}}", f"{{tagged:{customer}}}"]

    def shape(self, probe):
        """What the store has of them: how many keys of which kind and size. Ids and times do not count."""
        found = collections.Counter()
        for own in self.keys():
            for key in probe.call("KEYS", f"*{own}*"):
                kind = probe.call("TYPE", key)
                # An answer that is kept for those who ask again has ids in it.
                size = 0 if key.startswith(b"once:") else probe.call(SIZES[kind], key)
                found[re.sub(r"(?<=}:)[0-9a-f]{16}|\d+", "#", key.decode()), kind, size] += 1
        return found

    def tags(self):
        """Of each of the company's tags whether the customer bears it."""
        answer = self.pair.staff.get("/tag_list", customer_id=self.pair.customer.id)
        return [tag["is_select"] for group in answer.rows for tag in group["tags"]]


class Tear:
    """The slots of these keys on their way to one other master: `share` of a slot's keys is moved, the rest in the end."""

    def __init__(self, cluster, keys, share):
        # One master takes all: two that take slots at a time may claim the same epoch.
        self.target = next(node for node in cluster.masters() if not any(on(cluster, node)(key) for key in keys))
        self.moves = [SlotMove(cluster, slot, self.target) for slot in sorted({slot_of(key) for key in keys})]
        self.share = share

    def __enter__(self):
        for move in self.moves:
            keys = sorted(move.begin().keys())
            move.move_keys([key for place, key in enumerate(keys) if place * self.share % 1 < self.share])
        return self

    def __exit__(self, *_):
        for move in self.moves:
            move.finish()


class Parted(Tear):
    """Slots on their way of which only those keys are with the new master that `goes` says so of."""

    def __init__(self, cluster, keys, goes):
        super().__init__(cluster, keys, 0)
        self.goes = goes

    def __enter__(self):
        for move in self.moves:
            move.begin().move_keys([key for key in move.keys() if self.goes(key)])
        return self
