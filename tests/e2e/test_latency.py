# SPDX-License-Identifier: Apache-2.0
"""A request that is alone in the system is carried through at once: no step waits for a timer or for other traffic."""

import statistics
import time

import pytest
from harness.waiting import PATIENCE

REQUESTS = 30
LIMIT = 0.030  # seconds; the shortest timer that could hide a missed wake-up is 100 ms


def seconds(ask):
    began = time.monotonic()
    ask().done()
    return time.monotonic() - began


@pytest.mark.parametrize("path", ["/chat/query_num/0", "/chat", "/customer"])
def test_alone_is_answered_at_once(pair, path):
    found = [seconds(lambda: pair.staff_reads(path)) for _ in range(REQUESTS)]
    assert statistics.median(found) < LIMIT * PATIENCE


def test_send_alone_is_answered_at_once(pair):
    assert statistics.median(seconds(pair.customer_says) for _ in range(REQUESTS)) < LIMIT * PATIENCE
