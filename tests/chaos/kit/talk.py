# SPDX-License-Identifier: Apache-2.0
"""Clients: each talks in one conversation, one call after the other on a keep-alive connection, and keeps what it was
told."""

import random
import threading
import time

from .calls import Calls

PAUSE = 0.006  # seconds between calls on average: faults are to meet calls of every kind, not a full machine


class Talker(threading.Thread):
    """One client on one side of a conversation. `style` is how it reads: "getmsg", "after" (with ack) or "history"."""

    def __init__(self, load, pair, side, number, style):
        super().__init__(daemon=True)
        self.load, self.pair, self.side, self.style = load, pair, side, style
        self.name = f"{side}{number}"
        self.random = random.Random(f"{pair.staff.id} {self.name}")
        self.says = pair.staff_says if side == "staff" else pair.customer_says
        self.reads = pair.staff_reads if side == "staff" else pair.customer_reads
        self.client = pair.staff if side == "staff" else pair.customer
        self.peer = {"customer_id": pair.customer.id} if side == "staff" else {"u_id": pair.staff.id}
        self.step = 0
        self.told = []  # (text, {"id", "dateTime"} or {}) of each message that was acknowledged, in order
        self.tried = set()  # every text that was ever sent
        self.given = []  # the ids that getmsg gave
        self.after = 0
        self.cursor = 0  # the newest id that this client was told to be marked as read
        self.reads_failed = 0
        self.wrong = []  # what an answer itself shows to be wrong

    def call(self, name, function):
        return self.load.calls.run(name, function)

    def say(self):
        self.step += 1
        text = f"{self.name}:{self.step}"
        self.tried.add(text)
        with_key = self.random.random() < 0.5
        fields = {"msg_id": f"{self.name}-{self.step}"} if with_key else {}
        name = "send with msg_id" if with_key else "send"
        data = self.call(name, lambda: self.says(text, **fields))
        while data is None and with_key and not self.load.over.is_set():
            time.sleep(0.05)
            data = self.call("send again", lambda: self.says(text, **fields))
        if data is None:
            return
        self.told.append((text, {key: data[key] for key in ("id", "dateTime") if key in data}))
        if with_key and self.random.random() < 0.1:
            again = self.call("send repeated", lambda: self.says(text, **fields))
            if again is not None and again != {**data, "duplicate": True}:
                self.wrong.append(f"{text}: a repeat answered {again} after {data}")

    def read_new(self):
        data = self.call("getmsg", lambda: self.reads("/chat/getmsg/0"))
        if data is None:
            self.reads_failed += 1
            return
        ids = [row["id"] for row in data["ret_data"]]
        if ids != sorted(ids):
            self.wrong.append(f"{self.name}: getmsg gave {ids}")
        self.given += ids
        self.cursor = max([self.cursor, *ids])

    def read_after(self):
        data = self.call("getmsg after", lambda: self.reads("/chat/getmsg/0", after=self.after))
        ids = [row["id"] for row in data["ret_data"]] if data else []
        if not ids:
            return
        if ids != list(range(self.after + 1, self.after + 1 + len(ids))):
            self.wrong.append(f"{self.name}: after {self.after} came {ids}")
        self.after = ids[-1]
        if self.call("ack", lambda: self.client.post("/chat/ack/0", {**self.peer, "id": ids[-1]})) is None:
            self.reads_failed += 1
        else:
            self.cursor = max(self.cursor, ids[-1])

    def read_history(self):
        if self.random.random() < 0.3:
            self.call("unread", lambda: self.reads("/chat/query_num/0"))
            return
        data = self.call("history", lambda: self.reads("/chat", length=10))
        if data is None:
            self.reads_failed += 1
            return
        ids = [row["id"] for row in data["ret_data"]]
        if ids and ids != list(range(ids[0], ids[0] + len(ids))):
            self.wrong.append(f"{self.name}: a page of history is {ids}")
        self.cursor = max([self.cursor, *ids])

    def look_aside(self):
        """The other services, so that their calls meet the faults too."""
        if self.side == "customer":
            self.call("record action", lambda: self.client.post("/action/record/0", {"u_id": self.pair.staff.id, "action": 2}))
        elif self.random.random() < 0.5:
            self.call("contacts", lambda: self.client.get("/tongxunlu"))
        else:
            path = f"/customer/update_expected_pr/{self.pair.customer.id}"
            self.call("update", lambda: self.client.post(path, {"expedted_pr": self.random.randrange(100)}))

    def act(self):
        """One thing that it does."""
        read = {"getmsg": self.read_new, "after": self.read_after, "history": self.read_history}[self.style]
        self.random.choices([self.say, read, self.look_aside], [5, 5, 1])[0]()

    def run(self):
        while not self.load.over.is_set():
            self.act()
            time.sleep(self.random.random() * 2 * PAUSE)
        self.client.close()


class Load:
    """The clients of a run: `each` on either side of one conversation for every style. `keep` keeps how long each call took."""

    def __init__(self, world, styles=("getmsg", "getmsg", "after", "history"), each=2, keep=False):
        self.calls = Calls(keep)
        self.over = threading.Event()
        self.pairs = [world.pair() for _ in styles]
        self.talkers = [
            Talker(self, pair, side, number, style)
            for pair, style in zip(self.pairs, styles)
            for side in ("staff", "customer")
            for number in range(each)
        ]

    def __enter__(self):
        for talker in self.talkers:
            talker.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for talker in self.talkers:
            talker.join(60)
