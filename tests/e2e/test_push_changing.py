# SPDX-License-Identifier: Apache-2.0
"""A credential that changes while a socket is being opened with it: what Redis says of the change may overtake what it said
of the credential, since both come over connections of their own."""

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.between import Between
from harness.records import World
from harness.websocket import connect


class LateCredentials(Between):
    """While `late`, answers are held back on the connection that has asked for a credential first."""

    def __init__(self, stack, *names):
        self.late = threading.Event()
        self.asked = threading.Event()
        super().__init__(stack, *names)

    def serve(self, client, redis):
        has_asked = threading.Event()
        threading.Thread(target=self._ask, args=(client, redis, has_asked), daemon=True).start()
        while answer := redis.recv(65536):
            while has_asked.is_set() and self.late.is_set():
                time.sleep(0.01)
            client.sendall(answer)

    def _ask(self, client, redis, has_asked):
        with contextlib.suppress(OSError):
            while words := client.recv(65536):
                if b"GET\r\n" in words and b"cred:" in words and self.late.is_set() and not self.asked.is_set():
                    has_asked.set()
                    self.asked.set()
                redis.sendall(words)
            redis.shutdown(socket.SHUT_WR)


@pytest.fixture
def late(new_stack):
    """A stack whose gateway reaches Redis through what holds answers back, and that."""
    stack = new_stack(ready=False, settings={"gateway": {"LEIDA_THREADS": "1"}})
    between = LateCredentials(stack, "gateway")
    yield stack, between
    between.late.clear()


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
