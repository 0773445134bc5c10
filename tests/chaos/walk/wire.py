# SPDX-License-Identifier: Apache-2.0
"""A client that spends little itself, so that the time of a walk is the stack's: a keep-alive socket with no more of HTTP
than the gateway's answers need."""

import functools
import socket

from harness.client import Answer, Client
from harness.waiting import PATIENCE


class Reply(Answer):
    @functools.cached_property
    def envelope(self):
        return super().envelope


class Wire(Client):
    """As harness.client.Client, for one thread."""

    def __init__(self, *who):
        super().__init__(*who)
        self.socket = None

    def send(self, method, target, body=None, headers=None):
        if not self.socket:
            self.socket = socket.create_connection((self.host, int(self.port)), timeout=20 * PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        fields = {"Host": "leida", **(headers or {}), **({"Content-Length": len(body)} if body is not None else {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.socket.sendall(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + (body or b""))
        answer = self._receive()
        if self.contract:
            self.contract.check(method, target, answer)
        return answer

    def _receive(self):
        head, _, body = self._read_until(b"", lambda got: b"\r\n\r\n" in got).partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        length = int(fields["content-length"])
        body = self._read_until(body, lambda got: len(got) >= length)
        if fields.get("connection") == "close":
            self.close()
        return Reply(int(status.split()[1]), fields, body)

    def _read_until(self, got, is_whole):
        while not is_whole(got):
            part = self.socket.recv(1 << 18)
            if not part:
                raise ConnectionError(f"the gateway ended the connection of {self.kind} {self.id}")
            got += part
        return got

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None
