# SPDX-License-Identifier: Apache-2.0
"""A Redis that refuses a command now and then, or does it without an answer: a proxy before the real one."""

import contextlib
import threading

from .between import Between
from .waiting import PATIENCE


def _read(stream):
    """One RESP2 value as it came; empty at the end."""
    line = stream.readline()
    kind, count = line[:1], line[1:].strip()
    if kind == b"$" and int(count) >= 0:
        return line + stream.read(int(count) + 2)
    if kind == b"*":
        return line + b"".join(_read(stream) for _ in range(int(count)))
    return line


class Refusing(Between):
    """Takes a stack and names as Between does. A command that has `word` in it, the first or the one behind `skipped` others, is answered `error`
    instead of being handed on."""

    def __init__(self, stack, *names):
        self.word = self.error = None
        self.refused = self.skipped = 0
        self.withheld = None  # the word of a command
        self.done = threading.Event()
        super().__init__(stack, *names)

    def refuse(self, word, error, skipped=0):
        self.word, self.error, self.skipped = word.encode(), error.encode(), skipped

    @contextlib.contextmanager
    def withholding(self, word):
        """Of the next command that has `word` in it whoever sends it hears nothing, though it is done when this ends."""
        self.done.clear()
        self.withheld = word.encode()
        yield
        assert self.done.wait(10 * PATIENCE), f"{word} did not come"

    def _takes(self, command):
        if not self.word or self.word not in command:
            return True
        self.skipped -= 1
        if self.skipped >= 0:
            return True
        self.word = None
        self.refused += 1
        return False

    def serve(self, client, redis):
        commands, replies = client.makefile("rb"), redis.makefile("rb")
        while command := _read(commands):
            if not self._takes(command):
                client.sendall(b"-" + self.error + b"\r\n")
            elif self.withheld and self.withheld in command:
                self.withheld = None
                redis.sendall(command)
                _read(replies)
                self.done.set()
                commands.read()  # until whoever sent it is gone
            elif b"SUBSCRIBE" in command:  # from now on Redis speaks when it likes
                redis.sendall(command)
                while reply := _read(replies):
                    client.sendall(reply)
            else:
                redis.sendall(command)
                client.sendall(_read(replies))
