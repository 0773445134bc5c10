# SPDX-License-Identifier: Apache-2.0
"""One connection to the gateway: sends in pieces, and reads answers off it as strictly as harness.strict does."""

import socket

from harness.strict import Unfinished, take_answer
from harness.waiting import PATIENCE

from .judge import Fault

PATIENT = 20 * PATIENCE  # seconds that an answer may take
BRIEF = 0.3  # seconds without a byte after which the client has nothing more to say


class Wire:
    def __init__(self, address):
        self.socket = socket.create_connection(address, timeout=PATIENT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.data = b""

    def close(self, reset=False):
        if reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.close()

    def send(self, *pieces):
        """Sends what the other side takes; it may have answered and closed already."""
        try:
            for piece in pieces:
                self.socket.sendall(piece)
        except ConnectionError:
            pass

    def _more(self):
        """False once the other side has closed."""
        try:
            piece = self.socket.recv(1 << 18)
        except ConnectionError:
            piece = b""
        self.data += piece
        return bool(piece)

    def answer(self, bodiless=False):
        """The next answer (not counting 100), or None when the connection has ended instead."""
        while True:
            try:
                answer, self.data = take_answer(self.data, bodiless)
                if answer.status != 100:
                    return answer
            except AssertionError as error:
                raise Fault(f"{error}") from error
            except Unfinished:
                if self._more():
                    continue
                if self.data:
                    raise Fault(f"closed in the middle of {self.data[:300]!r}") from None
                return None

    def read_until_silence(self):
        """Reads until the other side has closed, or has said nothing for a while: it may be waiting for more."""
        self.socket.settimeout(BRIEF)
        try:
            while self._more():
                pass
        except TimeoutError:
            pass
        finally:
            self.socket.settimeout(PATIENT)

    def end(self):
        """Says that nothing more will come."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass
