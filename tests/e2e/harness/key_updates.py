# SPDX-License-Identifier: Apache-2.0
"""A TLS 1.3 client that does nothing but update its keys. Python's ssl module cannot, so libssl itself is called."""

import ctypes
import ctypes.util

KEY_UPDATE_NOT_REQUESTED = 0


def _library():
    ssl = ctypes.CDLL(ctypes.util.find_library("ssl"))
    for name in ("TLS_client_method", "SSL_CTX_new", "SSL_new", "BIO_new", "BIO_s_mem"):
        getattr(ssl, name).restype = ctypes.c_void_p
    for name in ("SSL_CTX_new", "SSL_new", "SSL_connect", "SSL_do_handshake", "BIO_new", "SSL_free", "SSL_CTX_free"):
        getattr(ssl, name).argtypes = [ctypes.c_void_p]
    ssl.SSL_set_fd.argtypes = ssl.SSL_key_update.argtypes = [ctypes.c_void_p, ctypes.c_int]
    ssl.SSL_set0_wbio.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    ssl.SSL_set0_wbio.restype = None
    ssl.BIO_read.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    return ssl


def key_updates(connection, count):
    """Shakes hands on a connected socket; returns the bytes of so many key updates, which are not sent yet."""
    ssl = _library()
    connection.setblocking(True)
    context = ssl.SSL_CTX_new(ssl.TLS_client_method())
    session = ssl.SSL_new(context)
    ssl.SSL_set_fd(session, connection.fileno())
    assert ssl.SSL_connect(session) == 1
    memory = ssl.BIO_new(ssl.BIO_s_mem())
    ssl.SSL_set0_wbio(session, memory)
    for _ in range(count):
        assert ssl.SSL_key_update(session, KEY_UPDATE_NOT_REQUESTED) == 1 and ssl.SSL_do_handshake(session) == 1
    room = ctypes.create_string_buffer(64 * count)
    size = ssl.BIO_read(memory, room, len(room))
    ssl.SSL_free(session)
    ssl.SSL_CTX_free(context)
    return room.raw[:size]
