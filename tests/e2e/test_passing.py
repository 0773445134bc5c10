# SPDX-License-Identifier: Apache-2.0
"""A call that every live instance passes back at once rests before it is sent again, so that it costs little to wait."""

import contextlib
import os
import socket
import threading
import time

from harness import zmtp
from harness.records import World

MOST = 12  # tries in a second, of a call that rests 100 ms
PING, PONG, REPLY = 3, 4, 2
PASSED = 19
NO_BODY = b"\xc4\x00"
UINT_SIZES = {0xCC: 2, 0xCD: 3, 0xCE: 5, 0xCF: 9}


class PassingService:
    """Stands where a service instance would: answers pings, and passes every call back at once."""

    def __init__(self, endpoint):
        family, address = zmtp.address_of(endpoint)
        self.listener = socket.socket(family)
        self.listener.bind(address)
        self.listener.listen()
        self.peer, self.tries = None, []
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        plain, _ = self.listener.accept()
        self.peer = zmtp.Peer(plain, b"ROUTER")
        with contextlib.suppress(OSError, AssertionError):  # closed
            while True:
                self.take(self.peer.receive())

    def take(self, batch):
        """A call ends the batch: only one is under way."""
        while batch:
            size = UINT_SIZES.get(batch[3], 1)
            number = batch[3:3 + size]
            if batch[2] != PING:
                self.tries.append(time.monotonic())
                self.peer.send(bytes([0x94, 1, REPLY]) + number + bytes([PASSED]) + NO_BODY)
                return
            self.peer.send(bytes([0x93, 1, PONG]) + number + NO_BODY)
            batch = batch[3 + size + len(NO_BODY):]

    def close(self):
        self.peer.plain.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.peer.close()
        self.listener.close()


def test_call_that_is_passed_back_at_once_is_tried_ten_times_a_second(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_DEADLINE": "2000"}})
    pair, chat = World(stack).pair(), stack.service("chat-1")
    endpoint = chat.state["endpoint"]
    chat.stop()
    with contextlib.suppress(FileNotFoundError):
        os.unlink(endpoint.removeprefix("ipc://"))
    fake = PassingService(endpoint)
    try:
        assert pair.customer_says("x").status == 503  # passed until its deadline, and never applied
        first = fake.tries[0]
        within = sum(at - first < 1 for at in fake.tries)
        assert MOST // 2 <= within <= MOST
        assert len(fake.tries) <= MOST * (fake.tries[-1] - first + 1)
    finally:
        fake.close()
        chat.start().wait_ready()
