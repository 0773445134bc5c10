# SPDX-License-Identifier: Apache-2.0
"""A credential that changes while a socket is being opened with it: what Redis says of the change may overtake what it said
of the credential, since both come over connections of their own."""

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.records import World
from harness.websocket import connect


class LateCredentials:
    """Stands before Redis. While `late`, answers are held back on connections that have asked for a credential."""

    def __init__(self, path, target):
        self.late = threading.Event()
        self.asked = threading.Event()
        self.target = target
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._pass, args=(self.listener.accept()[0],), daemon=True).start()

    def _pass(self, client):
        with client, socket.socket(socket.AF_UNIX) as redis:
            redis.connect(str(self.target))
            has_asked = threading.Event()
            threading.Thread(target=self._ask, args=(client, redis, has_asked), daemon=True).start()
            with contextlib.suppress(OSError):
                while answer := redis.recv(65536):
                    while has_asked.is_set() and self.late.is_set():
                        time.sleep(0.01)
                    client.sendall(answer)

    def _ask(self, client, redis, has_asked):
        with contextlib.suppress(OSError):
            while words := client.recv(65536):
                if b"GET\r\n" in words and b"cred:" in words and self.late.is_set():
                    has_asked.set()
                    self.asked.set()
                redis.sendall(words)
            redis.shutdown(socket.SHUT_WR)


@pytest.fixture
def late(new_stack):
    """A stack whose gateway reaches Redis through what holds answers back, and that."""
    settings = {"gateway": {"LEIDA_THREADS": "1"}}
    between = []

    def prepare(folder):
        between.append(LateCredentials(folder / "late.sock", folder / "redis.sock"))
        settings["gateway"]["LEIDA_REDIS"] = f"unix:{folder}/late.sock"

    yield new_stack(prepare=prepare, settings=settings), between[0]
    between[0].late.clear()


@pytest.mark.parametrize("change", [("token", "rotate", "user"), ("user", "disable")])
def test_push_credential_that_changes_while_it_is_read_opens_nothing(late, change):
    stack, between = late
    staff = World(stack).pair().staff
    between.late.set()
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(connect, staff)
        assert between.asked.wait(20)
        assert stack.ctl(*change, staff.id).returncode == 0
        between.late.clear()
        with opening.result() as opened:
            assert opened.closed() == 4401
