# SPDX-License-Identifier: Apache-2.0
"""Clients that do as docs/push.md says and show all that there is, told by hints alone. They have no minute timer: it would
hide what they were not told."""

import http.client
import json
import random
import threading
import time

from harness.client import Client
from harness.websocket import PATHS, Closed, WebSocket

HASTE = 1 / 30  # of each wait that docs/push.md asks for: the longest is a second
AGAIN = 0.05  # seconds before a request that failed is made again
CONTACTS = 20  # rows of a page
NOT_NOW = (429, 503, 504)
NO_ANSWER = (OSError, http.client.HTTPException)


class Shown:
    """What one client shows of one conversation."""

    def __init__(self, pair):
        self.pair = pair
        self.rows = []  # (id, text, when it was shown) in the order in which they came
        self.read = {1: 0, 2: 0}  # the last id that the staff user (1) and the customer (2) have read, as far as hints tell
        self.judged = 0  # messages of which it is known that they were shown in time

    @property
    def last(self):
        return self.rows[-1][0] if self.rows else 0


class Reader(threading.Thread):
    """Reads conversations of one principal, as live() says. It knows several gateways, as behind a load balancer: when one fails it
    takes the next. `marks`: it says what it has shown, so that others see that it was read."""

    def __init__(self, who, pairs, gateways, marks=False, seconds=20):
        super().__init__(daemon=True)
        self.who = who
        self.own, self.other = ("user_id", "customer_id") if who.kind == "user" else ("customer_id", "user_id")
        self.field = "customer_id" if who.kind == "user" else "u_id"
        self.clients = [Client(url, who.kind, who.id, who.token, seconds) for url in gateways]
        self.turn = 0
        self.shown = {(pair.customer if who.kind == "user" else pair.staff).id: Shown(pair) for pair in pairs}
        self.marks = marks
        self.away = []  # (begin, end): when nobody could have told it anything
        self.wrong = []
        self.asked = None  # when the request was made that has no answer yet
        self.failures = []  # (when a request that failed was made, seconds, why)
        self.over = threading.Event()

    def __str__(self):
        return f"{type(self).__name__} {self.name} of {self.who.kind} {self.who.id}"

    @property
    def client(self):
        return self.clients[self.turn % len(self.clients)]

    def end(self):
        self.over.set()

    def run(self):
        try:
            self.live()
        except (AssertionError, KeyError) as error:
            self.wrong.append(f"{self} could not go on: {error!r}")

    def insist(self, call):
        """The data that call() answers with; it is made again as long as it fails. None when this reader ends."""
        while not self.over.is_set():
            self.asked = began = time.monotonic()
            try:
                answer = call()
                self.asked = None
                if answer.status not in NOT_NOW:
                    return answer.done()
                self.failures.append((began, time.monotonic() - began, answer.status))
            except NO_ANSWER as error:
                self.failures.append((began, time.monotonic() - began, error))
            self.turn += 1
            self.over.wait(AGAIN)
        return None

    def get(self, path, **query):
        data = self.insist(lambda: self.client.get(path, **query))
        return data["ret_data"] if data else []

    def show(self, peer, rows):
        shown = self.shown[peer]
        now = time.monotonic()
        for row in rows:
            if row["id"] != shown.last + 1:
                self.wrong.append(f"{self}: {row['id']} after {shown.last}")
            shown.rows.append((row["id"], row["msg"], now))
        if rows and self.marks:
            self.insist(lambda: self.client.post("/chat/ack/0", {self.field: peer, "id": shown.last}))

    def read(self, peer):
        while rows := self.get("/chat/getmsg/0", after=self.shown[peer].last, **{self.field: peer}):
            self.show(peer, rows)

    def catch_up(self):
        """A customer looks everywhere; a staff user where the list of conversations has more than is shown."""
        if self.who.kind == "customer":
            for peer in self.shown:
                self.read(peer)
            return
        page, behind = 1, True
        while behind:
            rows = self.get("/contact", current_page=page)
            behind = [row["customer_id"] for row in rows if row["id"] > self.shown[row["customer_id"]].last]
            for peer in behind:
                self.read(peer)
            behind = behind and len(rows) == CONTACTS
            page += 1


class Waiter(Reader):
    """Long poll of one conversation. It ends with the answer to its last request, or with its gateway."""

    def __init__(self, who, pair, gateways, wait=25):
        super().__init__(who, [pair], gateways, seconds=wait + 5)
        self.wait = wait

    def live(self):
        (peer,) = self.shown
        while not self.over.is_set():
            rows = self.get("/chat/getmsg/0", after=self.shown[peer].last, wait=self.wait, **{self.field: peer})
            self.show(peer, rows)


class Follower(Reader):
    """A page with a WebSocket. `silence`: seconds after which it connects anew."""

    def __init__(self, who, pairs, gateways, marks=False, silence=45):
        super().__init__(who, pairs, gateways, marks, seconds=silence)
        self.silence = silence
        self.socket = None
        self.tries = 0  # since the last hello

    def end(self):
        super().end()
        if self.socket:
            self.socket.leave()

    def rest(self, seconds):
        self.over.wait(HASTE * random.uniform(0, seconds))

    def live(self):
        while not self.over.is_set():
            told = 0  # to stay away for so long
            try:
                with WebSocket(self.client.base_url, self.silence) as self.socket:
                    self.follow()
            except Closed as closed:
                told = self.take_close(closed)
            except OSError:
                pass
            self.turn += 1
            self.rest(told + min(30, 2**self.tries))
            self.tries += 1

    def take_close(self, closed):
        """Seconds that it is to stay away."""
        if closed.code == 1012:
            return json.loads(closed.reason)["in"] / 1000
        if closed.code not in (None, 4408):  # 4408: it was reading for so long that it left beats unanswered
            self.wrong.append(f"{self} was {closed}")
        return 0

    def follow(self):
        status, _ = self.socket.shake(self.client.target(PATHS[self.who.kind]))
        if status not in (101, *NOT_NOW):
            self.wrong.append(f"{self}: handshake answered {status}")
        while status == 101 and not self.over.is_set():
            self.take(self.socket.event())

    def take(self, hint):
        if hint["event"] == "hello":
            self.tries = 0
            self.catch_up()
        elif hint["event"] == "sync":
            self.rest(hint["in"] / 1000)
            self.catch_up()
        elif hint[self.own] != self.who.id or hint[self.other] not in self.shown:
            self.wrong.append(f"{self} was told {hint}")
        elif hint["event"] == "message" and hint["id"] > self.shown[hint[self.other]].last:
            self.read(hint[self.other])
        elif hint["event"] == "read":
            read = self.shown[hint[self.other]].read
            read[hint["send_type"]] = max(read[hint["send_type"]], hint["id"])
