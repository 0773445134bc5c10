# SPDX-License-Identifier: Apache-2.0
"""Events between builds that know them and builds that do not (docs/protocol.md): an older reader drops a message of a kind
that it does not know, and what stands behind it."""

import contextlib

from harness.records import World
from harness.stand_in import in_place_of
from harness.wire import CALL, PING, PONG, REPLY, Unpacker, Wire, pack

# Numbers of methods and statuses.
STAFF_GETMSG, STAFF_ACK, STAFF_UNREAD = 7, 8, 10
DONE, EMPTY = 0, 1


def test_older_gateway_is_never_told_of_events(shared_stacks):
    """One that pings as version 1 does; the connection fails the test when it is sent one."""
    stack = shared_stacks()
    pair, chat = World(stack).pair(), stack.service("chat-1")
    with Wire(chat, takes=None) as older, Wire(chat, takes=False) as idle, Wire(chat) as newer:
        pair.customer_says("x").done()
        assert older.call(STAFF_ACK, pair.staff, {"customer_id": pair.customer.id, "id": 1}) == DONE
        assert [event.event for event in newer.events()] == ["message", "read"]
        assert older.events() == idle.events() == []


class Older:
    """A service of version 1: what stands behind the number of a ping it does not look at, nor does it say more in a pong."""

    ANSWERS = {STAFF_UNREAD: (DONE, b'{"chatinfo_count":3}'), STAFF_GETMSG: (EMPTY, b'{"ret_data":[],"data_count":0}')}

    def __init__(self):
        self.pings = []
        self.methods = []

    def serve(self, peer):
        while True:
            batch = Unpacker(peer.receive())
            while batch.data:
                self._take(peer, batch.value(), batch.value())

    def _take(self, peer, header, _):
        if header[1] == PING:
            self.pings.append(header)
            peer.send(pack([1, PONG, header[2]]) + pack(b""))
        elif header[1] == CALL:
            self.methods.append(header[3])
            status, data = self.ANSWERS[header[3]]
            peer.send(pack([1, REPLY, header[2], status]) + pack(data))


def test_older_service_answers_a_gateway_that_would_take_events(shared_stacks):
    stack = shared_stacks(settings={"gateway": {"LEIDA_THREADS": "1"}})
    pair, older = World(stack).pair(), Older()
    with contextlib.ExitStack() as place:
        place.enter_context(in_place_of(stack.service("chat-1"), older.serve))
        assert pair.staff_reads("/chat/query_num/0").done()["chatinfo_count"] == 3
        assert pair.staff_reads("/chat/getmsg/0", wait=1).rows == []  # who waits takes events
        assert pair.staff_reads("/chat/query_num/0").done()["chatinfo_count"] == 3
    assert older.methods.count(STAFF_UNREAD) == 2
    assert {len(ping) for ping in older.pings} == {3, 4} and all(ping[3:] in ([], [1]) for ping in older.pings)
