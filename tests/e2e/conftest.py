# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the end-to-end suite. Most tests share one stack and make ids of their own; those that kill or configure
something start a stack of their own with `new_stack` (tests/conftest.py)."""

import pytest
from harness.records import World


@pytest.fixture(scope="session")
def stack(shared_stacks):
    """The shared stack, with two chat instances. Nothing may be killed or reconfigured in it."""
    return shared_stacks(chat=2)


@pytest.fixture
def world(stack):
    return World(stack)


@pytest.fixture
def pair(world):
    """A staff user and a customer of their own, bound to each other."""
    return world.pair()
