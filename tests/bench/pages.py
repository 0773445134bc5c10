# SPDX-License-Identifier: Apache-2.0
"""`./leida bench --pages`: whether who loads the pages is felt by who calls: 100 history requests at once, alone and beside
64 requests for the largest script of the pages, in interleaved rounds."""

import json
import selectors
import socket
import statistics
import time
import urllib.parse

import measure
import routes
from harness.stack import Programs, Stack

CALLS, STATICS = 100, 64
BURSTS = 40  # of each kind in a round: 4,000 calls
MOST = 1.2
PLACE = bytearray(1 << 18)
HISTORY = routes.line("customer", 1, "/chat", {"u_id": routes.STAFF, "length": 20})


def request(path):
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n".encode()


class Client:
    """A keep-alive connection with one request at a time on its way."""

    def __init__(self, address, text):
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.text = text
        self.missing = 0

    def send(self):
        self.missing = -1
        self.sent = time.perf_counter()
        self.socket.sendall(self.text)

    def receive(self):
        """Takes what is there; the latency in s once all of the answer is, else None."""
        if self.missing < 0:
            head, _, body = self.socket.recv(4096).partition(b"\r\n\r\n")  # the head comes in one piece
            assert head.startswith(b"HTTP/1.1 200"), head
            size = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            self.missing = int(size.split(b":")[1]) - len(body)
        # What is left is thrown away by the kernel: copying it would be the client's cost, which elsewhere is another machine's.
        while self.missing > 0:
            try:
                got = self.socket.recv_into(PLACE, 0, socket.MSG_TRUNC | socket.MSG_DONTWAIT)
            except BlockingIOError:
                break
            assert got, "the gateway has ended the connection"
            self.missing -= got
        return time.perf_counter() - self.sent if self.missing == 0 else None


def burst(calls, statics):
    """All of them at once, until the last is answered; the latencies of the calls."""
    latencies = []
    with selectors.DefaultSelector() as waiting:
        # Mixed, so that no call goes before all of the static ones.
        for client in sorted([*calls, *statics], key=lambda client: client.place):
            client.send()
            waiting.register(client.socket, selectors.EVENT_READ, client)
        while waiting.get_map():
            for key, _ in waiting.select():
                latency = key.data.receive()
                if latency is not None:
                    waiting.unregister(key.fileobj)
                    if key.data in calls:
                        latencies.append(latency)
    return latencies


def clients(address, text, count):
    made = [Client(address, text) for _ in range(count)]
    for number, client in enumerate(made):
        client.place = (number + 0.5) / count
    return made


def p99(latencies):
    return statistics.quantiles(latencies, n=100)[98]


def run(options, folder):
    root = options.bin.parent / "pages"
    script = max((root / "assets").glob("staff-*.js"), key=lambda file: file.stat().st_size)
    stack = Stack(Programs(options.bin), folder, settings={"gateway": {"LEIDA_WEB_ROOT": str(root)}})
    ratios = []
    try:
        stack.start()
        stack.load(routes.records(customers=40, messages=1000, actions=0))
        measure.insist(stack.base_url, HISTORY)
        parts = urllib.parse.urlsplit(stack.base_url)
        address = (parts.hostname, parts.port)
        calls = clients(address, request(HISTORY.split("\t")[0]), CALLS)
        statics = clients(address, request(f"/web/assets/{script.name}"), STATICS)
        for number in range(options.rounds):
            alone, beside = [], []
            for _ in range(BURSTS):
                alone.append(p99(burst(calls, [])))
                beside.append(p99(burst(calls, statics)))
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
