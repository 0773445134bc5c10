# SPDX-License-Identifier: Apache-2.0
"""What others send may cause lines in the log, but only so many."""

import json
from datetime import datetime

from harness import zmtp
from harness.metrics import scrape, total
from harness.records import World
from harness.stand_in import in_place_of
from harness.waiting import wait_until

FLOOD = 20_000
BATCH = [b"no message"] * 500
LINES_A_SECOND = 11  # ten, and the one that says how many were left out


def of_event(process, event):
    return [line for line in map(json.loads, process.log().splitlines()) if line["event"] == event]


def seconds_between(lines):
    """Whole seconds that the lines span, rounded up."""
    times = [datetime.fromisoformat(line["time"].replace("Z", "+00:00")) for line in lines]
    return int((times[-1] - times[0]).total_seconds()) + 1


def left_out(process, before=0):
    """Lines, beyond those that were `before`: of a start, when a cluster has many nodes."""
    return total(scrape(process), "leida_log_lines_left_out_total") - before


def check_bounded(process, seen, before):
    """Every one of so many malformed messages is in the log or counted."""
    lines = of_event(process, "malformed message dropped")
    assert 10 <= len(lines) <= LINES_A_SECOND * (seconds_between(lines) + 1)
    assert len(lines) + left_out(process, before) == seen


def check_told(process, before):
    """In the end the log itself says how many there were besides."""

    def told():
        scrape(process)
        lines = [line for line in of_event(process, "lines left out") if line["of"] == "malformed message dropped"]
        return sum(line["count"] for line in lines)

    count = left_out(process, before)
    wait_until(lambda: told() == count, 5, "the lines left out to be told")


def test_flood_of_malformed_messages_at_a_service(new_stack):
    stack = new_stack(settings={"chat": {"LEIDA_LOG_FORMAT": "json"}})
    chat, pair = stack.service("chat-1"), World(stack).pair()
    peer, before = zmtp.Peer(zmtp.connect(chat.state["endpoint"])), left_out(chat)
    for _ in range(FLOOD // len(BATCH)):
        peer.send(*BATCH)
        pair.customer_says("x").done()
    malformed = lambda: total(scrape(chat), "leida_service_malformed_total")
    wait_until(lambda: malformed() == FLOOD, 20, "all to be read")
    peer.close()
    check_bounded(chat, FLOOD, before)
    check_told(chat, before)


def flood(peer):
    """Answers who connects with messages that are none."""
    for _ in range(FLOOD // len(BATCH)):
        peer.send(*BATCH)


def test_flood_of_malformed_messages_at_the_gateway(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_LOG_FORMAT": "json", "LEIDA_THREADS": "1"}})
    pair, gateway = World(stack).pair(), stack.gateway
    before = left_out(gateway)
    with in_place_of(stack.service("chat-1"), flood):
        for _ in range(20):
            pair.staff.get("/tongxunlu").done()
        seen = lambda: len(of_event(gateway, "malformed message dropped")) + left_out(gateway, before)
        wait_until(lambda: seen() == FLOOD, 20, "all to be read")
        check_bounded(gateway, FLOOD, before)
        check_told(gateway, before)
