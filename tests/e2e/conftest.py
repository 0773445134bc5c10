# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the end-to-end suite. Most tests share one stack and make ids of their own; those that kill or configure
something start a stack of their own with `new_stack` (tests/conftest.py). With --base-url and --ctl the shared stack is one
that runs already, and only tests that need nothing else run."""

import itertools
import json
import random
import shlex
import subprocess

import pytest
from harness import records
from harness.browser import Browser
from harness.client import Client
from harness.contract import Contract
from harness.given import GivenStack
from harness.records import World


def pytest_configure(config):
    if config.getoption("--base-url"):
        # Nothing is known of who is there already.
        records.NUMBERS = itertools.count(random.randrange(10_000_000, 2_000_000_000, 100_000))


@pytest.fixture(scope="session")
def stack(request):
    """The shared stack, with two chat instances. Nothing may be killed or reconfigured in it."""
    base_url = request.config.getoption("--base-url")
    if base_url:
        return GivenStack(base_url, shlex.split(request.config.getoption("--ctl")))
    return request.getfixturevalue("session_stacks")(chat=2)


@pytest.fixture(scope="session", autouse=True)
def contract(request):
    """Every answer that a client of these tests gets is as openapi.json says."""
    base_url = request.config.getoption("--base-url")
    ctl = shlex.split(request.config.getoption("--ctl")) if base_url else [request.getfixturevalue("programs").path("leidactl")]
    document = subprocess.run([*ctl, "openapi"], capture_output=True, check=True).stdout
    Client.contract = Contract(json.loads(document))
    yield
    Client.contract = None


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Chromium; it fails where that is not installed. Each page has storage of its own."""
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture
def world(stack):
    return World(stack)


@pytest.fixture
def pair(world):
    """A staff user and a customer of their own, bound to each other."""
    return world.pair()
