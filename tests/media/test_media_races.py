# SPDX-License-Identifier: Apache-2.0
"""Uploads through all threads of a gateway at once, into a folder and into an object store that fails now and then, beside
scrapes, changes of the log level and clients that give up, up to the drain. Under ThreadSanitizer (`./leida test tsan`) the
stack's end looks for its reports; without it this is a short load test."""

import contextlib
import hashlib
import http.client
import itertools
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from forms import Sender, part
from harness.metrics import scrape
from harness.object_store import ACCOUNT, BUCKET, SECRET, ObjectStore
from harness.records import World
from samples import TYPES, unique

CLIENTS = 8
ROUNDS = 20
SECONDS = 2
FAULTS = [(503, "SlowDown"), "cut within", "cut after"]


class Objects(ObjectStore):
    """Has its objects in memory: an s3rver takes npm."""

    def __init__(self):
        super().__init__(behind=None)
        self.kept = {}

    def pass_on(self, request):
        name = request.target.rpartition("/")[2]
        if request.method == "PUT":
            self.kept[name] = request.body
        if name not in self.kept:
            return 404, [], b""
        return 200, [("Content-Length", str(len(self.kept[name])))], b""

    def settings(self):
        return {"store": "s3", "s3_endpoint": self.endpoint, "s3_bucket": BUCKET, "s3_access_key": ACCOUNT,
                "s3_secret_key": SECRET}


@pytest.fixture(params=["folder", "s3"])
def objects(request):
    """The object store, or None where files are kept in a folder."""
    with Objects() if request.param == "s3" else contextlib.nullcontext() as objects:
        yield objects


class Uploads:
    """Clients that upload one file that all have, and others of their own, until the gateway goes. `told` has the SHA-256 of
    each file that was answered, by its name."""

    def __init__(self, media):
        world = World(media.stack)
        self.senders = [Sender(world.pair().staff) for _ in range(CLIENTS)]
        self.told = {}
        self.ending = threading.Event()

    def _upload(self, sender, data):
        answer = sender.upload(data)
        assert answer.status in (200, 503), answer  # 503: the store has failed four times
        if answer.status == 200:
            url = answer.done()["url"]
            self.told[url.rpartition("/")[2]] = hashlib.sha256(data).digest()
            assert sender.get(url, Range="bytes=1-9").status in (206, 302)

    def _give_up(self, sender):
        with sender.connect() as connection:
            connection.send(sender.head(100_000) + part("file", unique("png", 0, 10_000)))

    def _run(self, number):
        sender = self.senders[number]
        for turn in itertools.count(1):
            for kind in TYPES:
                self._upload(sender, unique(kind, CLIENTS * turn + number, 20_000))
            self._upload(sender, unique("png", 0, 50_000))
            self._give_up(sender)

    def run(self, number):
        try:
            self._run(number)
        except (OSError, http.client.HTTPException):
            if not self.ending.is_set():
                raise


def disturb(gateway, objects):
    for turn in range(ROUNDS):
        scrape(gateway)
        os.kill(gateway.pid, [signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP][turn % 3])
        if objects:
            objects.fail(FAULTS[turn % 3])
        time.sleep(SECONDS / ROUNDS)


def test_uploads_in_all_threads_at_once_are_kept(new_media, objects):
    media = new_media({"LEIDA_THREADS": "4"}, **(objects.settings() if objects else {}))
    uploads = Uploads(media)
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(uploads.run, number) for number in range(CLIENTS)]
        disturb(media.stack.gateway, objects)
        uploads.ending.set()
        assert media.stack.gateway.stop() == 0
        for client in clients:
            client.result()
    assert len(uploads.told) > CLIENTS and media.spooled() == []
    for name, digest in uploads.told.items():
        data = objects.kept[name] if objects else (media.folder / name).read_bytes()
        assert hashlib.sha256(data).digest() == digest, name
    assert not (objects and objects.complaints)
