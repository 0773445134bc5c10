# SPDX-License-Identifier: Apache-2.0
"""A whole stack under generated requests: valid, improper, spoilt, split, stalled, half-closed, given up. Whatever comes
in, no fault goes out, nobody sees another's data, and memory is what it was.

    tests/attack/build; ATTACK_SEED=7 ATTACK_FIRST=1234 ATTACK_EXCHANGES=1 tests/attack/run -k siege

makes exchange 1234 of seed 7 again."""

import os

import pytest
from siege.campaign import Campaign

SEED = int(os.environ.get("ATTACK_SEED", "1"))
FIRST = int(os.environ.get("ATTACK_FIRST", "0"))
EXCHANGES = int(os.environ.get("ATTACK_EXCHANGES", "5000"))
MANY = 200_000
GROWTH = 0.1  # of a process' memory, or
GROWTH_BYTES = 6 << 20  # what allocators and caches may still add
SANITIZER = "quarantine_size_mb=1:thread_local_quarantine_size_kb=16:malloc_context_size=5"


@pytest.fixture
def stack(new_stack, monkeypatch):
    """Freed memory stays in the sanitizer's quarantine only for a while, so that growth is the program's own."""
    monkeypatch.setenv("ASAN_OPTIONS", SANITIZER)
    limits = {"LEIDA_HEAD_LIMIT": "5", "LEIDA_BODY_GRACE": "5", "LEIDA_REQUEST_LIMIT": "5", "LEIDA_LOG_ACCESS": "0"}
    return new_stack(chat=2, settings={"gateway": limits})


def attack(stack, show, count):
    report = Campaign(stack, SEED).run(count, FIRST)
    show(report.table())
    assert not report.faults, f"{len(report.faults)} faults\n" + "\n".join(report.faults[:10])
    # Most valid requests are done: else little has been tried.
    assert report.seen["HTTP 200"] > 5 * (report.seen["HTTP 503"] + report.seen["HTTP 504"])
    for name, (warm, end) in report.memory.items():
        assert end - warm < max(GROWTH * warm, GROWTH_BYTES), f"{name} has grown from {warm >> 10} KB to {end >> 10} KB"


def test_stack_stands_the_siege(stack, show):
    attack(stack, show, EXCHANGES)


@pytest.mark.long
def test_stack_stands_a_long_siege(stack, show):
    attack(stack, show, MANY)
