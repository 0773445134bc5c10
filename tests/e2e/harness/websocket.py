# SPDX-License-Identifier: Apache-2.0
"""A WebSocket below the level of a library, so that frames can be sent which no client would make."""

import base64
import contextlib
import hashlib
import json
import os
import socket
import ssl
import struct
import urllib.parse

from .waiting import PATIENCE

TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 1, 2, 8, 9, 10, 0
PATHS = {"user": "/zhugeleida/qiyeweixin/push", "customer": "/zhugeleida/gongzhonghao/push"}
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Closed(Exception):
    """The other side has closed, with a code and a reason; (None, "") without a closing frame."""

    def __init__(self, code, reason):
        super().__init__(f"closed {code} {reason}")
        self.code = code
        self.reason = reason


def frame(payload=b"", opcode=TEXT, final=True, masked=True, reserved=0, length=None):
    """The bytes of a frame; `length` (as bytes) stands for the length field in place of the shortest form."""
    data = payload.encode() if isinstance(payload, str) else payload
    if length is None:
        size = len(data)
        length = bytes([size]) if size < 126 else struct.pack("!BH", 126, size) if size < 65536 else struct.pack("!BQ", 127, size)
    head = bytes([(0x80 if final else 0) | reserved | opcode, length[0] | (0x80 if masked else 0)]) + length[1:]
    if not masked:
        return head + data
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))


def closing(code=1000, reason=""):
    return frame(struct.pack("!H", code) + reason.encode(), CLOSE)


def upgrade(target, key=None, **changes):
    """The bytes of a handshake; `changes` replace header fields (with _ for -), None leaves one out."""
    fields = {
        "Host": "localhost", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key or base64.b64encode(os.urandom(16)).decode(), "Sec-WebSocket-Protocol": "leida.1",
    }
    fields |= {name.replace("_", "-"): value for name, value in changes.items()}
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join([f"GET {target} HTTP/1.1", *lines, "", ""]).encode()


class WebSocket:
    """A connection to the gateway at `base_url`, not yet upgraded."""

    def __init__(self, base_url, seconds=20, receive=None):
        url = urllib.parse.urlsplit(base_url)
        host, _, port = url.netloc.rpartition(":")
        self.socket = socket.socket(socket.AF_INET)
        if receive:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        self.socket.settimeout(seconds * PATIENCE)
        self.socket.connect((host, int(port)))
        if url.scheme == "https":
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.abort()

    def abort(self):
        """Closes the connection without a word."""
        self.file.close()
        self.socket.close()

    def leave(self):
        """Ends the connection under another thread that reads from it."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def send(self, data):
        self.socket.sendall(data)

    def say(self, **message):
        self.send(frame(json.dumps(message)))

    def shake(self, target, behind=b"", **changes):
        """Sends a handshake and returns the status and fields of its answer."""
        key = base64.b64encode(os.urandom(16)).decode()
        self.send(upgrade(target, **{"key": key, **changes}) + behind)
        line = self.file.readline()
        if not line:
            raise Closed(None, "")
        status = int(line.split()[1])
        fields = {}
        while (line := self.file.readline().strip()):
            name, _, value = line.decode().partition(":")
            fields[name.lower()] = value.strip()
        if status == 101:
            proof = base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest()).decode()
            assert fields["sec-websocket-accept"] == proof and fields["sec-websocket-protocol"] == "leida.1", fields
        return status, fields

    def _exactly(self, size):
        data = self.file.read(size)
        if len(data) < size:
            raise Closed(None, "")
        return data

    def frame(self):
        """The next frame: (opcode, payload)."""
        try:
            first, size = self._exactly(2)
            assert first & 0x70 == 0 and first & 0x80 and size < 127, (first, size)
            if size == 126:
                (size,) = struct.unpack("!H", self._exactly(2))
                assert size >= 126
            payload = self._exactly(size)
        except ConnectionError:
            raise Closed(None, "") from None
        return first & 0xF, payload

    def control(self):
        """The next frame that is no text."""
        while (got := self.frame())[0] == TEXT:
            pass
        return got

    def event(self, beats=False):
        """The next event; a beat is answered and passed over unless `beats`. Closed, once the other side has closed."""
        while True:
            opcode, payload = self.frame()
            if opcode == CLOSE:
                code = struct.unpack("!H", payload[:2])[0] if payload else 1005
                raise Closed(code, payload[2:].decode())
            assert opcode == TEXT and len(payload) <= 200, (opcode, payload)
            event = json.loads(payload)
            if event["event"] == "beat" and not beats:
                self.say(do="beat")
                continue
            return event

    def closed(self):
        """Passes over events until the other side closes; its code."""
        try:
            while True:
                self.event()
        except Closed as closed:
            return closed.code


def connect(client, seconds=20, receive=None, credentials=None):
    """A socket of this principal's, behind its hello."""
    opened = WebSocket(client.base_url, seconds, receive)
    status, _ = opened.shake(client.target(PATHS[client.kind], credentials=credentials))
    assert status == 101, status
    hello = opened.event()
    assert hello["event"] == "hello" and hello["beat"] > 0 and hello["now"] > 1_500_000_000_000, hello
    return opened
