# SPDX-License-Identifier: Apache-2.0
"""leidactl where a Sentinel or Redis says anything, or nothing: a clear end."""

import contextlib
import os
import socketserver
import subprocess

import pytest
from conftest import PROGRAM
from harness.threads import serving

HOST, PORT = b"$9\r\n127.0.0.1\r\n", b"$4\r\n6379\r\n"


@pytest.fixture
def server():
    """Makes servers that answer each command with the same bytes; gives their ports."""
    def make(answer):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                while self.request.recv(4096):
                    self.request.sendall(answer)

        server = servers.enter_context(serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)))
        return server.server_address[1]

    with contextlib.ExitStack() as servers:
        yield make


def list_users(port):
    return list_users_at(f"sentinel://127.0.0.1:{port}/main")


def list_users_at(address):
    environment = {**os.environ, "LEIDA_REDIS": address}
    return subprocess.run([PROGRAM, "user", "list"], env=environment, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize("answer", [
    b"*2\r\n" + HOST + b":6379\r\n", b"*2\r\n" + HOST + b"$-1\r\n", b"*2\r\n" + HOST + b"$1\r\n-\r\n", b"*2\r\n" + HOST + b"$7\r\n9999999\r\n",
    b"*2\r\n" + HOST + b"$1\r\n0\r\n", b"*2\r\n:1\r\n" + PORT, b"*2\r\n$3\r\na\0b\r\n" + PORT, b"*2\r\n$0\r\n\r\n" + PORT, b"*1\r\n" + HOST, b"*0\r\n",
    b":1\r\n", b"+OK\r\n"], ids=repr)
def test_sentinel_that_gives_no_address(server, answer):
    result = list_users(server(answer))
    assert result.returncode == 1
    assert "it knows no such master" in result.stderr


@pytest.mark.parametrize("role", [b"*1\r\n:5\r\n", b"*1\r\n$-1\r\n", b"*1\r\n*1\r\n:1\r\n", b"*0\r\n", b"$6\r\nmaster\r\n",
                                  b"*1\r\n$5\r\nslave\r\n"], ids=repr)
def test_master_whose_role_is_none(server, role):
    port = str(server(role)).encode()
    result = list_users(server(b"*2\r\n" + HOST + b"$%d\r\n%s\r\n" % (len(port), port)))
    assert result.returncode == 1
    assert "who is said to be the master is none" in result.stderr


def test_redis_that_does_not_answer(server):
    result = list_users_at(f"127.0.0.1:{server(b'')}")
    assert result.returncode == 1
    assert result.stderr == "leidactl: redis: no answer for 10 s\n"
