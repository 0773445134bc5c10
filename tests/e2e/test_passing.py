# SPDX-License-Identifier: Apache-2.0
"""A call that every live instance passes back at once rests before it is sent again, so that it costs little to wait."""

import time

from harness.records import World
from harness.stand_in import in_place_of

MOST = 12  # tries in a second, of a call that rests 100 ms
PING, PONG, REPLY = 3, 4, 2
PASSED = 19
NO_BODY = b"\xc4\x00"
UINT_SIZES = {0xCC: 2, 0xCD: 3, 0xCE: 5, 0xCF: 9}


class Passing:
    """Answers pings, and passes every call back at once."""

    def __init__(self):
        self.tries = []

    def serve(self, peer):
        while True:
            self.take(peer, peer.receive())

    def take(self, peer, batch):
        """A call ends the batch: only one is under way."""
        while batch:
            size = UINT_SIZES.get(batch[3], 1)
            number = batch[3:3 + size]
            if batch[2] != PING:
                self.tries.append(time.monotonic())
                peer.send(bytes([0x94, 1, REPLY]) + number + bytes([PASSED]) + NO_BODY)
                return
            peer.send(bytes([0x93, 1, PONG]) + number + NO_BODY)
            batch = batch[3 + size + len(NO_BODY):]


def test_call_that_is_passed_back_at_once_is_tried_ten_times_a_second(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_DEADLINE": "2000"}})
    pair, passing = World(stack).pair(), Passing()
    with in_place_of(stack.service("chat-1"), passing.serve):
        assert pair.customer_says("x").status == 503  # passed until its deadline, and never applied
        first, last = passing.tries[0], passing.tries[-1]
        assert MOST // 2 <= sum(at - first < 1 for at in passing.tries) <= MOST
        assert len(passing.tries) <= MOST * (last - first + 1)
