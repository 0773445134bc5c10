# SPDX-License-Identifier: Apache-2.0
"""HTTP below the level of a library: bytes onto a socket, answers off it. For requests that no client would make."""

import socket
import urllib.parse

from .client import Answer
from .waiting import PATIENCE


class RawConnection:
    def __init__(self, base_url, seconds=20):
        host, _, port = urllib.parse.urlsplit(base_url).netloc.rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=seconds * PATIENCE)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def read(self):
        """The next answer, or None when the connection has been closed instead."""
        try:
            line = self.file.readline()
            if not line:
                return None
            status = int(line.split()[1])
            headers = {}
            while (line := self.file.readline().strip()):
                name, _, value = line.decode().partition(":")
                headers[name.lower()] = value.strip()
            return Answer(status, headers, self.file.read(int(headers.get("content-length", 0))))
        except ConnectionError:
            return None

    def rest(self):
        """All bytes up to the close of the other side, which must come within the time limit of the socket."""
        pieces = []
        try:
            while piece := self.file.read1(1 << 16):
                pieces.append(piece)
        except ConnectionError:
            pass
        except TimeoutError:
            raise AssertionError(f"still open after {b''.join(pieces)[:500]!r}") from None
        return b"".join(pieces)

    def offer(self, data):
        """Sends what the other side takes: it may answer and close before it has all."""
        try:
            self.send(data)
        except ConnectionError:
            pass

    def is_closed(self):
        """Waits (up to the time limit of the socket) until the other side closes; False if it says something."""
        try:
            return self.file.read(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False


def conversation(base_url, data, seconds=5):
    """All that comes back on a connection of its own for these bytes, until the other side closes it."""
    with RawConnection(base_url, seconds) as connection:
        connection.offer(data)
        return connection.rest()


def request(method, target, headers=None, body=b""):
    """The bytes of a request with a Host header; Content-Length only when `headers` has it."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in (headers.items() if isinstance(headers, dict) else headers or [])]
    return "\r\n".join([*lines, "", ""]).encode() + body
