# SPDX-License-Identifier: Apache-2.0
"""Clients write at random over all routes while chat instances die. Then nothing in the store is to be repaired, and every
route answers what a plain model of the writes says (walk/)."""

import pytest
from harness.supervised import Supervised
from walk import actions, chat, contact, customers, notes, phrases, statistics, tags
from walk.reader import Reader
from walk.run import Walk
from walk.world import World

SETTLED = (chat, actions, notes, tags)  # those that have times or an order from the server
COMPARED = (contact, statistics, tags, phrases, customers, actions, chat)


@pytest.fixture
def stack(programs, tmp_path):
    with Supervised(programs, tmp_path / "data") as stack:
        stack.up("--chat", "2")
        yield stack


def walk(stack, show, seed, writes):
    world = World(seed)
    stack.load(world.records)
    walk = Walk(world, stack, seed, writes)
    walk.run()
    show(walk)
    checked = stack.run("ctl", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    reader = Reader(stack.base_url)
    wrong = [fault for area in SETTLED for fault in area.settled(walk.model, reader)]
    assert not wrong, "\n".join(wrong[:20])
    wrong = [fault for area in COMPARED for fault in area.differences(walk.model, reader)]
    assert not wrong, "\n".join(wrong[:20])


def test_random_walk(stack, show, seed):
    walk(stack, show, seed, 5_000)


@pytest.mark.long
def test_random_walk_of_100000_writes(stack, show, seed):
    walk(stack, show, seed, 100_000)
