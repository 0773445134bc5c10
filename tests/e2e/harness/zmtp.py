# SPDX-License-Identifier: Apache-2.0
"""As much of ZMTP 3.0 (NULL mechanism) as a peer needs that sends what no peer of ours would."""

import socket

from .waiting import wait_until

_GREETING = b"\xff" + b"\0" * 8 + b"\x7f" + b"\x03\0" + b"NULL".ljust(20, b"\0") + b"\0" * 32


def _ready(socket_type):
    name = b"Socket-Type"
    body = b"\x05READY" + bytes([len(name)]) + name + len(socket_type).to_bytes(4, "big") + socket_type
    return b"\x04" + bytes([len(body)]) + body


def _head(size):
    return b"\0" + bytes([size]) if size < 256 else b"\2" + size.to_bytes(8, "big")


def address_of(endpoint):
    """The family and address of an ipc or tcp endpoint."""
    scheme, _, rest = endpoint.partition("://")
    if scheme == "ipc":
        return socket.AF_UNIX, rest
    host, port = rest.rsplit(":", 1)
    return socket.AF_INET, (host, int(port))


def connect(endpoint, timeout=10):
    """A plain connection to the endpoint, which has said nothing."""
    family, address = address_of(endpoint)
    plain = socket.socket(family, socket.SOCK_STREAM)
    plain.settimeout(timeout)

    def connected():
        try:
            plain.connect(address)
            return True
        except BlockingIOError:  # a unix socket whose backlog is full
            return False

    wait_until(connected, timeout, f"{endpoint} to accept")
    return plain


class Peer:
    """One end of a ZeroMQ connection, over a connected socket."""

    def __init__(self, plain, socket_type=b"DEALER"):
        self.plain = plain
        plain.sendall(_GREETING)
        self._receive(64)
        plain.sendall(_ready(socket_type))
        flags, size = self._receive(2)
        assert flags == 4, flags
        self._receive(size)

    def _receive(self, size):
        got = b""
        while len(got) < size:
            more = self.plain.recv(size - len(got))
            assert more, "the other side has closed"
            got += more
        return got

    def send(self, *frames):
        """Messages of one frame each."""
        self.plain.sendall(b"".join(_head(len(frame)) + frame for frame in frames))

    def receive(self):
        """The next frame of a message."""
        while True:
            flags = self._receive(1)[0]
            body = self._receive(int.from_bytes(self._receive(8 if flags & 2 else 1), "big"))
            if not flags & 4:  # no command
                return body

    def close(self):
        self.plain.close()
