# SPDX-License-Identifier: Apache-2.0
"""Attacks that wear a gateway down rather than out: each goes on in a process of its own until it is told to stop, from
an address of its own (of the loopback network)."""

import contextlib
import dataclasses
import itertools
import multiprocessing
import os
import socket
import time

from harness.raw import request

ADDRESS = "127.0.0.66"
FORM = "application/x-www-form-urlencoded"
MIB = 1 << 20
CONNECTIONS = 200
ELSEWHERE = 19  # an attacker's own work is done on another machine: here it gives way
PAUSE = 0.02  # seconds between two rounds of those who only hold what they have


def _connect(target):
    taken = socket.create_connection(target.address, timeout=2, source_address=(ADDRESS, 0))
    taken.settimeout(0.5)
    return taken


def _say(taken, data):
    """False when the other side has had enough."""
    try:
        taken.sendall(data)
        return True
    except OSError:
        return False


def _hold(target, stop, first, later=b"", every=PAUSE):
    """Holds connections that have sent `first`, and go on with `later` every so many seconds; replaces those that are
    ended."""
    held, due = [], time.monotonic()
    while not stop.is_set():
        with contextlib.suppress(OSError):
            while len(held) < CONNECTIONS and not stop.is_set():
                held.append(_connect(target))
                _say(held[-1], first)
        if later and time.monotonic() >= due:
            held, due = [taken for taken in held if _say(taken, later)], due + every
        time.sleep(PAUSE)


def silence(target, stop):
    _hold(target, stop, b"")


def slow_heads(target, stop):
    _hold(target, stop, b"GET /x HTTP/1.1\r\nHost: x\r\nA: ", b"x", every=1)


def dribbled_heads(target, stop):
    """A flood of segments with a byte each."""
    _hold(target, stop, b"GET /x HTTP/1.1\r\nHost: x\r\nA: ", b"x")


def unheard_dribble(target, stop):
    """The same to a socket that nobody reads: what the attacker's own work costs everybody on this machine."""
    with socket.create_server(("127.0.0.67", 0), backlog=CONNECTIONS) as nobody:
        dribbled_heads(dataclasses.replace(target, address=nobody.getsockname()), stop)


def stalled_bodies(target, stop):
    headers = {"Content-Length": MIB, "Content-Type": FORM}
    _hold(target, stop, request("POST", target.client.target(target.write), headers, b"x" * (MIB // 2)))


def unread_answers(target, stop):
    """Asks for large pages and takes none."""
    _hold(target, stop, request("GET", target.client.target(*target.page)) * 4)


def _flood(target, stop, requests):
    """One request after the other, as fast as they are answered, on a new connection whenever the old one is ended."""
    taken = None
    for data in requests:
        if stop.is_set():
            return
        try:
            taken = taken or _connect(target)
            taken.sendall(data)
            if not taken.recv(4096) or b"\r\nConnection: close" in data:
                taken = None
        except OSError:
            taken = None


def malformed(target, stop):
    _flood(target, stop, itertools.repeat(b"GET / HTTP/1.1\r\nHost : x\r\n\r\n"))


def wrong_signatures(target, stop):
    def requests():
        while True:
            forged = {**target.client.credentials(), "rand_str": "0" * 32}
            yield request("GET", target.client.target("/tongxunlu", credentials=forged))

    _flood(target, stop, requests())


def connections(target, stop):
    """Opens and drops them, one answer each."""
    _flood(target, stop, itertools.repeat(request("GET", "/x", {"Connection": "close"})))


ASSAULTS = [
    silence,
    slow_heads,
    dribbled_heads,
    unheard_dribble,
    stalled_bodies,
    unread_answers,
    malformed,
    wrong_signatures,
    connections,
]


def _attack(assault, target, stop):
    os.nice(ELSEWHERE)
    assault(target, stop)


@contextlib.contextmanager
def under(assault, target):
    """While the block runs, the assault goes on."""
    context = multiprocessing.get_context("fork")
    stop = context.Event()
    attacker = context.Process(target=_attack, args=(assault, target, stop), daemon=True)
    attacker.start()
    try:
        yield
    finally:
        stop.set()
        attacker.join()
