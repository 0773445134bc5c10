# SPDX-License-Identifier: Apache-2.0
"""The gateway is killed while clients upload: what was answered is there and whole, and nothing is half there."""

import hashlib
import http.client
import random
import threading
import time

import pytest
from forms import Sender, end, name_of, part
from harness.client import Client
from harness.waiting import wait_until
from samples import unique

CLIENTS = 8


class Uploads:
    """Clients that upload one file after another to whichever gateway is there, and what was answered them."""

    def __init__(self, media):
        self.media = media
        self.answered = {}  # url -> SHA-256 of what was sent
        self.sent = 0
        self.faults = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._run, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _run(self, number):
        chance = random.Random(number)
        known = self.media.staff.client
        while not self.over.is_set():
            client = Client(self.media.stack.gateway.state["base_url"], known.kind, known.id, known.token)
            data = unique(chance.choice(("png", "mp4", "pdf")), chance.random(), chance.choice((10, 5_000, 300_000)))
            try:
                answer = Sender(client).upload(data)
                self.sent += 1
                if answer.status == 200:
                    self.answered[answer.done()["url"]] = hashlib.sha256(data).hexdigest()
                elif answer.status != 503:
                    self.faults.append(str(answer))
            except (OSError, http.client.HTTPException, IndexError):
                time.sleep(0.005)  # it was killed
            finally:
                client.close()


def kill_and_start(gateway, chance):
    time.sleep(chance.uniform(0, 0.1))
    gateway.kill()
    gateway.start()
    gateway.wait_state()


def check_store(media, answered):
    for url, digest in answered.items():
        assert hashlib.sha256((media.folder / url[7:]).read_bytes()).hexdigest() == digest, url
    for path in media.folder.glob("*.*"):
        assert path.name == name_of(path.read_bytes(), path.suffix[1:]), f"{path.name} is not whole"


@pytest.mark.parametrize("kills", [30, pytest.param(1000, marks=pytest.mark.long)])
def test_what_was_answered_is_there(new_media, kills):
    media = new_media()
    chance = random.Random(kills)
    with Uploads(media) as uploads:
        for _ in range(kills):
            kill_and_start(media.stack.gateway, chance)
        media.stack.gateway.wait_ready()
        before = len(uploads.answered)
        wait_until(lambda: len(uploads.answered) >= before + CLIENTS, 20, "uploads after the last kill")
    assert uploads.faults == [] and len(uploads.answered) >= kills
    check_store(media, uploads.answered)
    media.stack.gateway.kill()
    media.stack.gateway.start().wait_ready()
    assert media.spooled() == []


def test_a_killed_gateway_leaves_only_what_its_next_start_removes(new_media):
    media = new_media()
    data = unique("mp4", 50, 200_000)
    with media.staff.connect() as connection:
        connection.send(media.staff.head(len(data) * 2) + part("file", data))
        spool = media.folder / "spool"
        wait_until(lambda: any(path.stat().st_size > 0 for path in spool.iterdir()), 10, "bytes in the spool")
        media.stack.gateway.kill()
    assert len(media.spooled()) == 1 and media.kept() == []
    media.stack.gateway.start().wait_ready()
    assert media.spooled() == [] and media.kept() == []


def test_a_second_gateway_leaves_the_first_its_spool(new_media):
    media = new_media(options={"gateways": 2})
    data = unique("mp4", 51, 100_000)
    body = part("file", data) + end()
    with media.staff.connect() as connection:
        connection.send(media.staff.head(len(body)) + body[:50_000])
        wait_until(media.spooled, 10, "a file in the spool")
        second = media.stack.gateways[1]
        second.kill()
        second.start().wait_ready()
        connection.send(body[50_000:])
        assert connection.read().done()["url"] == f"/media/{name_of(data, 'mp4')}"
