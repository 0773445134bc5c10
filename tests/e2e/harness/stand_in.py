# SPDX-License-Identifier: Apache-2.0
"""What stands where an instance of a service was, and speaks to the gateway in its place."""

import contextlib
import os
import socket
import threading

from harness import zmtp


@contextlib.contextmanager
def in_place_of(instance, serve):
    """Runs serve(peer) on a thread for the first who connects where the instance was; it ends when the connection does.
    The instance is back afterwards."""
    endpoint = instance.state["endpoint"]
    instance.stop()
    with contextlib.suppress(FileNotFoundError):
        os.unlink(endpoint.removeprefix("ipc://"))
    family, address = zmtp.address_of(endpoint)
    listener = socket.socket(family)
    listener.bind(address)
    listener.listen()
    peers = []

    def run():
        plain, _ = listener.accept()
        peers.append(zmtp.Peer(plain, b"ROUTER"))
        with contextlib.suppress(OSError, AssertionError):  # closed
            serve(peers[0])

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        for peer in peers:
            peer.plain.shutdown(socket.SHUT_RDWR)
        thread.join()
        for peer in peers:
            peer.close()
        listener.close()
        instance.start().wait_ready()
