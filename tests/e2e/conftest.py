# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the end-to-end suite. Most tests share one stack and make ids of their own; those that kill or configure
something start a stack of their own with `new_stack`."""

import os

import pytest
from harness.records import World
from harness.stack import ROOT, Programs, Stack


def pytest_addoption(parser):
    group = parser.getgroup("leida")
    standard = os.environ.get("LEIDA_BIN", ROOT / "build" / "dev" / "bin")
    group.addoption("--bin", default=standard, help="folder with the programs (LEIDA_BIN)")
    wrapper = os.environ.get("LEIDA_WRAPPER", "")
    group.addoption("--wrapper", default=wrapper, help='run each under this, such as "valgrind -q" (LEIDA_WRAPPER)')


@pytest.fixture(scope="session")
def programs(request):
    return Programs(request.config.getoption("--bin"), request.config.getoption("--wrapper"))


def _start(stack):
    try:
        return stack.start()
    except BaseException:
        stack.stop()
        raise


@pytest.fixture(scope="session")
def stack(programs, tmp_path_factory):
    """The shared stack, with two chat instances. Nothing may be killed or reconfigured in it."""
    stack = _start(Stack(programs, tmp_path_factory.mktemp("shared"), chat=2))
    yield stack
    faults = stack.stop()
    assert not faults, "\n".join(faults)


@pytest.fixture
def new_stack(programs, tmp_path):
    """Starts a stack that belongs to the test; the same options as harness.stack.Stack."""
    stacks = []

    def start(**options):
        folder = tmp_path / f"stack{len(stacks)}"
        folder.mkdir()
        stacks.append(Stack(programs, folder, **options))
        return _start(stacks[-1])

    yield start
    faults = [fault for stack in stacks for fault in stack.stop()]
    assert not faults, "\n".join(faults)


@pytest.fixture
def world(stack):
    return World(stack)


@pytest.fixture
def pair(world):
    """A staff user and a customer of their own, bound to each other."""
    return world.pair()
