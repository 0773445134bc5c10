# SPDX-License-Identifier: Apache-2.0
"""Threads of tests. What one raises the test raises, once all have ended."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor


def at_once(call, arguments):
    """What call(argument) returns for each, in their order; all begin at the same moment, each in a thread of its own."""
    arguments = list(arguments)
    start = threading.Barrier(len(arguments))

    def begin(argument):
        start.wait()
        return call(argument)

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(begin, arguments))


@contextlib.contextmanager
def meanwhile(*steps):
    """Calls each step again and again, in a thread of its own, until the block ends."""
    over = threading.Event()

    def go_round(step):
        while not over.is_set():
            step()

    with ThreadPoolExecutor(len(steps)) as pool:
        rounds = [pool.submit(go_round, step) for step in steps]
        try:
            yield
        finally:
            over.set()
    for ended in rounds:
        ended.result()


@contextlib.contextmanager
def serving(server):
    """A server (of socketserver) serves until the block ends, and is closed then."""
    with server, ThreadPoolExecutor(1) as pool:
        served = pool.submit(server.serve_forever, 0.01)
        try:
            yield server
        finally:
            server.shutdown()
    served.result()
