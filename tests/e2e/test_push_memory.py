# SPDX-License-Identifier: Apache-2.0
"""What a WebSocket costs the gateway while nothing happens on it."""

import contextlib
import resource

import pytest
from harness.metrics import scrape, total
from harness.process import resident_memory
from harness.records import World
from harness.websocket import connect

COUNT = 4000
LIMIT = 512  # bytes


@pytest.fixture
def many(new_stack, programs):
    if programs.wrapper or not programs.are_plain():
        pytest.skip("measures memory")
    return new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_PUSH_PER_PRINCIPAL": "1000", "LEIDA_PUSH_BEAT": "40"}})


def test_push_holds_little_for_an_idle_socket(many):
    pairs = [World(many).pair() for _ in range(3)]
    clients = [client for pair in pairs for client in (pair.staff, pair.customer)]
    room = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (room[1], room[1]))
    with contextlib.ExitStack() as sockets:
        sockets.callback(resource.setrlimit, resource.RLIMIT_NOFILE, room)

        def open_some(count):
            for at in range(count):
                sockets.enter_context(connect(clients[at % len(clients)]))

        open_some(500)  # what is made once is there
        before = resident_memory(many.gateway.pid)
        open_some(COUNT)
        assert total(scrape(many.gateway), "leida_push_connections") == COUNT + 500
        grown = (resident_memory(many.gateway.pid) - before) / COUNT
        assert grown <= LIMIT, f"{grown:.0f} bytes a socket"
