# SPDX-License-Identifier: Apache-2.0
"""What stands where an instance of a service was, and speaks to the gateway in its place."""

import contextlib
import os
import socket
import threading

from harness import zmtp


@contextlib.contextmanager
def in_place_of(instance, serve):
    """Runs serve(peer) on a thread for the first who connects where the instance was, and again for the next when that
    connection ends before serve does: a gateway may give one up for another. The instance is back afterwards."""
    endpoint = instance.state["endpoint"]
    instance.stop()
    with contextlib.suppress(FileNotFoundError):
        os.unlink(endpoint.removeprefix("ipc://"))
    family, address = zmtp.address_of(endpoint)
    listener = socket.socket(family)
    listener.bind(address)
    listener.listen()
    connections = []

    def run():
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:  # it is over
                return
            connections.append(plain)
            with contextlib.suppress(OSError, AssertionError):  # closed
                serve(zmtp.Peer(plain, b"ROUTER"))
                return

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        while thread.is_alive():  # one may have come in just now
            for plain in connections:
                with contextlib.suppress(OSError):  # the other side has closed it
                    plain.shutdown(socket.SHUT_RDWR)
            thread.join(0.1)
        for plain in [listener, *connections]:
            plain.close()
        instance.start().wait_ready()
