# SPDX-License-Identifier: Apache-2.0
"""Sends callbacks as WeChat does: each waits 5 s for its answer and is tried three times; several addresses, such as those of
the instances behind one, take turns."""

import concurrent.futures
import http.client
import itertools
import random
import time
import urllib.parse

from . import letters

PATIENCE = 5  # seconds
TRIES = 3


class Sender:
    def __init__(self, world):
        self.world = world
        self.turns = itertools.count()
        self.pool = concurrent.futures.ThreadPoolExecutor(32)
        self.lanes = {}  # person -> the thread for what is sent of theirs behind an answer
        self.under_way = []

    def post(self, address, query, body, method="POST"):
        """Status (0: none came) and body of one try."""
        parts = urllib.parse.urlsplit(address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname, parts.port, timeout=PATIENCE)
        try:
            headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"} if method == "POST" else {}
            connection.request(method, f"{parts.path}?{query}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def next_address(self, owner):
        if not owner.callbacks:
            raise ValueError(f"{owner.name} has no callback address (/sim/callbacks sets some)")
        return owner.callbacks[next(self.turns) % len(owner.callbacks)]

    def _try(self, owner, said, inner, fault, attempt):
        query, body = letters.letter(owner, said["person"], inner, fault)
        address = self.next_address(owner)
        status, answer = self.post(address, query, body)
        ok = status == 200 and answer in (b"success", b"")
        self.world.journal.add("callback", account=owner.name, person=said["person"], key=said["key"], attempt=attempt,
                               address=address, status=status, ok=ok, fault=fault, sent={"query": query, "body": body.decode()}
                               if len(body) < 8192 else None, answer=answer[:100].decode(errors="replace"))
        return status, ok

    def _tell(self, owner, said, inner, fault, copies):
        """All tries, of which the first may be several at once. The statuses."""
        if copies > 1:
            runs = [self.pool.submit(self._try, owner, said, inner, fault, number) for number in range(1, copies + 1)]
            return [run.result()[0] for run in runs]
        statuses = []
        for attempt in range(1, TRIES + 1):
            status, ok = self._try(owner, said, inner, fault, attempt)
            statuses.append(status)
            if ok or fault:
                break
        return statuses

    def tell(self, owner, person, what, fields, fault=None, copies=1, wait=True):
        """Tells that somebody did something. With `wait` its statuses, else None: it is then told after what was before."""
        return self.tell_all(owner, person, [(what, fields)], fault, copies, wait)

    def tell_all(self, owner, person, events, fault=None, copies=1, wait=True, reordered=False):
        """Several, one after the other; reordered: as if each had been held up somewhere."""
        documents = []
        for what, fields in events:
            created = int(time.time())
            kind = fields.pop("kind", "event")
            inner = letters.document(owner.account, person, created, kind, **fields)
            key = fields.get("MsgId") or self.world.number()
            documents.append(({"person": person, "key": key, "what": what, "text": fields.get("Content")}, inner))
        if reordered:
            random.shuffle(documents)
        with self.world.lock:  # in the journal in the order in which they are told
            told = [(self.world.journal.add("said", account=owner.name, fault=fault, **said), inner) for said, inner in documents]

            def run():
                return [status for said, inner in told for status in self._tell(owner, said, inner, fault, copies)]

            if not wait:
                lane = self.lanes.setdefault(person, concurrent.futures.ThreadPoolExecutor(1))
                self.under_way.append(lane.submit(run))
                return None
        return run()

    def template_finished(self, account, person, number, status):
        if account.callbacks:
            fields = {"Event": "TEMPLATESENDJOBFINISH", "MsgID": number, "Status": status}
            self.tell(account, person.openid, "template", fields, wait=False)

    def replay(self, number):
        """Sends the callback of that entry of the journal once more, byte for byte. The status."""
        entry = self.world.journal.entries[number]
        status, answer = self.post(entry["address"], entry["sent"]["query"], entry["sent"]["body"].encode())
        self.world.journal.add("callback", account=entry["account"], person=entry["person"], key=entry["key"], attempt=0,
                               address=entry["address"], status=status, ok=status == 200, fault="replay", sent=None,
                               answer=answer[:100].decode(errors="replace"))
        return status

    def verify(self, owner, text="4375120948345356249", fault=None):
        """Has an address verify itself: status, answer, and whether it is right."""
        status, answer = self.post(self.next_address(owner), letters.echo(owner, text, fault), None, "GET")
        self.world.journal.add("verify", account=owner.name, status=status, ok=answer == text.encode(), fault=fault)
        return {"status": status, "answer": answer.decode(errors="replace"), "ok": status == 200 and answer == text.encode()}

    def quiet(self):
        """Waits for what is sent behind answers."""
        with self.world.lock:
            waiting, self.under_way = self.under_way, []
        for run in waiting:
            run.result()

    def close(self):
        for pool in (self.pool, *self.lanes.values()):
            pool.shutdown(wait=False, cancel_futures=True)
