# SPDX-License-Identifier: Apache-2.0
"""A flood of connections that say nothing, when all that may be are there."""

import contextlib

from harness import bodies
from harness.metrics import scrape, total
from harness.raw import RawConnection, request
from harness.records import World


def test_flood_of_connections_ends_no_body_of_a_known_caller(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_CONNECTIONS": "32"}})
    pair = World(stack).pair()
    body, kind = bodies.form({"u_id": pair.staff.id, "content": {"info_type": 1, "msg": "x" * 10_000}})
    head = {"Content-Type": kind, "Content-Length": str(len(body)), "Expect": "100-continue"}
    with RawConnection(stack.base_url) as sender, contextlib.ExitStack() as flood:
        sender.send(request("POST", pair.customer.target("/chat/send_msg/0"), head))
        assert sender.read().status == 100
        sender.send(body[:5000])
        for _ in range(200):
            flood.enter_context(RawConnection(stack.base_url))
        assert total(scrape(stack.gateway), "leida_http_evicted_connections_total") >= 100
        sender.send(body[5000:])
        sender.read().done()
