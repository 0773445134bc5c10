# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the simulator's own tests."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from receiver import Receiver  # noqa: E402
from wechat_sim.client import Client  # noqa: E402
from wechat_sim.server import Simulator  # noqa: E402
from wechat_sim.world import World  # noqa: E402


@pytest.fixture
def sim():
    """A simulator with the usual accounts, as its clients see it."""
    with Simulator(World()) as simulator:
        yield Client(simulator.base)


@pytest.fixture
def receiver(sim):
    """Two addresses that take callbacks of the account and of the corp, as Leida's would."""
    with Receiver() as receiver:
        for name in ("wx00leida00simapp1", "ww00leida00simcorp"):
            sim.do("callbacks", account=name, addresses=receiver.addresses)
        yield receiver
