# SPDX-License-Identifier: Apache-2.0
"""The fault kit stands on the stacks and clients of the end-to-end tests (tests/conftest.py, tests/e2e/harness)."""

import random

import pytest
from kit import hosts
from kit.watched import Watched


@pytest.fixture
def seed(request, show):
    seed = request.config.getoption("--seed") or str(random.SystemRandom().randrange(10**9))
    show(f"--seed {seed}")
    return seed


@pytest.fixture
def chance(seed):
    """Random numbers that a run with the same --seed has again."""
    return random.Random(seed)


@pytest.fixture
def net():
    with hosts.two_hosts() as both:
        yield both


@pytest.fixture
def watched_stack(new_stack, tmp_path):
    """A stack whose writes wait for so many of two replicas."""

    def start(replicas, redis=None, **options):
        watched = Watched(tmp_path, settings=redis)
        settings = {"LEIDA_DURABILITY": "replicated", "LEIDA_REPLICAS": str(replicas)}
        return new_stack(chat=2, redis=watched, settings=dict.fromkeys(("chat", "crm", "actionlog"), settings), **options)

    return start
