# SPDX-License-Identifier: Apache-2.0
"""`./leida bench --pages`: whether who loads the pages is felt by who calls: 100 history requests at once, alone and beside
64 requests for the largest script of the pages, in interleaved rounds.

Elsewhere each client is a machine of its own. Here they are one program, which has more to do than the gateway: what it does
for one must not count as the latency of another. So an answer has come when the kernel has it; beside the calls alone 64
requests are sent too, which nobody hears; and the files, for which the kernel has room, are taken after the answers."""

import json
import selectors
import socket
import statistics
import struct
import time
import urllib.parse

import measure
import routes
from harness.stack import Programs, Stack

CALLS, STATICS = 100, 64
BURSTS = 40  # of each kind in a round: 4,000 calls
MOST = 1.2
ROOM = 1 << 18  # bytes: the kernel keeps a whole file
PLACE = bytearray(ROOM)
SO_TIMESTAMPNS = 35  # <asm-generic/socket.h>: when the kernel got what is read, as a struct timespec
STAMP = struct.Struct("qq")
STAMP_SIZE = socket.CMSG_SPACE(STAMP.size)
HISTORY = routes.line("customer", 1, "/chat", {"u_id": routes.STAFF, "length": 20})


def request(path):
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n".encode()


def arrival(stamps):
    """When the kernel got what was read; it begins to note that a moment after the first socket wants it."""
    seconds, rest = STAMP.unpack(stamps[0][2]) if stamps else (time.time(), 0)
    return seconds + rest / 1e9


class Client:
    """A keep-alive connection with one request at a time on its way."""

    def __init__(self, address, text):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
        self.socket.connect(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.text = text

    def send(self):
        self.missing = -1
        self.sent = time.time()
        self.socket.sendall(self.text)

    def receive(self):
        """Takes what is there, or waits for it. Once that was all of the answer: the latency in s, until it came to this
        machine and not to this program; else None."""
        if self.missing < 0:
            text, stamps, *_ = self.socket.recvmsg(4096, STAMP_SIZE)
            head, _, body = text.partition(b"\r\n\r\n")  # the head comes in one piece
            assert head.startswith(b"HTTP/1.1 200"), head
            size = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            self.missing = int(size.split(b":")[1]) - len(body)
        # What is left is thrown away by the kernel: copying it would be the client's cost, which elsewhere is another machine's.
        if self.missing > 0:
            got, stamps, *_ = self.socket.recvmsg_into([PLACE], STAMP_SIZE, socket.MSG_TRUNC)
            assert got, "the gateway has ended the connection"
            self.missing -= got
        return arrival(stamps) - self.sent if self.missing == 0 else None


class Mute(Client):
    """Costs this program what a client does that sends a request, but nobody hears it."""

    def __init__(self, text):
        self.socket, self.peer = socket.socketpair()
        self.text = text

    def receive(self):
        self.peer.recv(len(self.text))
        return 0.0


def burst(calls, others):
    """All of them at once, until the last is answered; the latencies of the calls."""
    latencies = []
    with selectors.DefaultSelector() as waiting:
        # Mixed, so that no call goes before all of the others.
        for client in sorted([*calls, *others], key=lambda client: client.place):
            client.send()
            if client.is_call:
                waiting.register(client.socket, selectors.EVENT_READ, client)
        while waiting.get_map():
            for key, _ in waiting.select():
                latency = key.data.receive()
                if latency is not None:
                    waiting.unregister(key.fileobj)
                    latencies.append(latency)
    for client in others:
        while client.receive() is None:
            pass
    return latencies


def place(clients, is_call):
    """Spreads them over a burst."""
    for number, client in enumerate(clients):
        client.place = (number + 0.5) / len(clients)
        client.is_call = is_call
    return clients


def p99(latencies):
    return statistics.quantiles(latencies, n=100)[98]


def run(options, folder):
    root = options.bin.parent / "pages"
    script = max((root / "assets").glob("staff-*.js"), key=lambda file: file.stat().st_size)
    settings = {"gateway": {"LEIDA_WEB_ROOT": str(root), "LEIDA_THREADS": str(options.threads)}}
    stack = Stack(Programs(options.bin), folder, settings=settings)
    ratios = []
    try:
        stack.start()
        stack.load(routes.records(customers=40, messages=1000, actions=0))
        measure.insist(stack.base_url, HISTORY)
        parts = urllib.parse.urlsplit(stack.base_url)
        address = (parts.hostname, parts.port)
        loads = request(f"/web/assets/{script.name}")
        calls = place([Client(address, request(HISTORY.split("\t")[0])) for _ in range(CALLS)], True)
        statics = place([Client(address, loads) for _ in range(STATICS)], False)
        mute = place([Mute(loads) for _ in range(STATICS)], False)
        for number in range(options.rounds):
            alone, beside = [], []
            for _ in range(BURSTS):
                # Each follows one of the same kind: caches are as that left them.
                for others, found in ((mute, alone), (statics, beside)):
                    burst(calls, mute)
                    found.append(p99(burst(calls, others)))
            # Of the median burst: other programs disturb some of them, of either kind.
            alone, beside = statistics.median(alone), statistics.median(beside)
            ratios.append(beside / alone)
            print(f"round {number + 1}: p99 alone {alone * 1000:.1f} ms, beside {beside * 1000:.1f} ms, {ratios[-1]:.2f} times")
    finally:
        faults = stack.stop()
    ratio = statistics.median(ratios)
    print(f"{CALLS} history requests beside {STATICS} for {script.name}: p99 {ratio:.2f} times that alone (at most {MOST})")
    (options.json.parent / "pages.json").write_text(json.dumps({"ratios": ratios}) + "\n")
    for fault in faults:
        print(fault)
    return 1 if faults or ratio > MOST else 0
