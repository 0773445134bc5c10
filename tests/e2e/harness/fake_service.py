# SPDX-License-Identifier: Apache-2.0
"""An instance of a service that a test plays itself: it takes the calls of all loops of a gateway, and answers what the test
says."""

import contextlib
import socket
import threading
from dataclasses import dataclass

from . import zmtp
from .wire import CALL, PING, PONG, REPLY, Unpacker, pack

DONE, INVALID, RAW = 0, 7, 31
PLAIN, PNG = 1, 2


@dataclass(frozen=True)
class Call:
    method: int
    kind: int  # of the principal: 0 is nobody
    caller: int
    deadline: int  # ms
    fields: dict  # texts are bytes


def raw(http=200, media=PLAIN, location="", cookie="", seconds=0, body=b""):
    """What a service answers in place of an envelope (proto/raw_answer.h): status and body of a reply."""
    return RAW, pack([http, media, location, cookie, seconds, body])


class FakeService:
    """Listens at FOLDER/NAME.ipc. `answer(call)` gives status and body of the reply to each call; None: there is none."""

    def __init__(self, folder, name, answer=None):
        self.endpoint = f"ipc://{folder}/{name}.ipc"
        self.answer = answer
        self.calls = []
        family, address = zmtp.address_of(self.endpoint)
        self.listener = socket.socket(family)
        self.listener.bind(address)
        self.listener.listen()
        self.connections, self.threads = [], []
        self._begin(self._accept)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _begin(self, run, *given):
        thread = threading.Thread(target=run, args=given)
        self.threads.append(thread)
        thread.start()

    def _accept(self):
        with contextlib.suppress(OSError):  # it is over
            while True:
                plain, _ = self.listener.accept()
                self.connections.append(plain)
                self._begin(self._serve, plain)

    def _serve(self, plain):
        with contextlib.suppress(OSError, AssertionError):  # closed
            peer = zmtp.Peer(plain, b"ROUTER")
            while True:
                batch = Unpacker(peer.receive())
                while batch.data:
                    self._take(peer, batch.value(), batch.value())

    def _take(self, peer, header, body):
        if header[1] == PING:
            peer.send(pack([1, PONG, header[2]]) + pack(b""))
        if header[1] != CALL:
            return
        fields = {name.decode(): value for name, value in Unpacker(body).value().items()}
        call = Call(header[3], header[4], header[5], header[6], fields)
        self.calls.append(call)
        answer = self.answer(call)
        if answer:
            status, data = answer
            peer.send(pack([1, REPLY, header[2], status]) + pack(data))

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.threads[0].join()
        for plain in self.connections:
            with contextlib.suppress(OSError):  # the other side has closed it
                plain.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        for plain in [self.listener, *self.connections]:
            plain.close()
