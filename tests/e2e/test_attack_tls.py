# SPDX-License-Identifier: Apache-2.0
"""TLS records that cost their sender nothing."""

import contextlib
import socket
import threading

from harness.key_updates import key_updates
from test_tls import make_certificate, shaken


def pour(connection, data):
    with contextlib.suppress(ConnectionError):
        connection.sendall(data)


def test_key_updates_do_not_keep_a_loop_from_others(new_stack, tmp_path):
    certificate, key = make_certificate(tmp_path, "attack")
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_TLS_CERTIFICATE": str(certificate),
                                            "LEIDA_TLS_KEY": str(key)}})
    port = int(stack.base_url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as flood, shaken(stack) as innocent:
        updates = key_updates(flood, 200_000)
        flood.sendall(updates[: len(updates) // 20])
        sender = threading.Thread(target=pour, args=(flood, updates[len(updates) // 20:]))
        sender.start()
        for _ in range(3):
            innocent.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
            assert innocent.recv(12) == b"HTTP/1.1 200"
            head = b""
            while b"\r\n\r\n" not in head:
                head += innocent.recv(1)
            left = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
            while left > 0:
                left -= len(innocent.recv(left))
        assert sender.is_alive(), "the others waited for the end of the flood"
        flood.shutdown(socket.SHUT_RDWR)
        sender.join()
