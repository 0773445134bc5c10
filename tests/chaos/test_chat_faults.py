# SPDX-License-Identifier: Apache-2.0
"""Chat instances die, hang and leave under load; clients notice nothing."""

import itertools
import time

import pytest
from harness.records import World
from kit import check, faults
from kit.table import Table
from kit.talk import Load

WORST = 4.0  # seconds that a call may take


def run(new_stack, show, count, kinds=(faults.kill, faults.terminate, faults.hang)):
    stack = new_stack(chat=3)
    chats = stack.services[:3]
    with Load(World(stack)) as load:
        table = Table(f"{count} faults on three chat instances, {len(load.talkers)} clients", load.calls)
        turns = zip(range(count), itertools.cycle(kinds), itertools.cycle([0, 1, 2, 1, 2, 0, 2, 0, 1]))
        for _, kind, number in turns:
            table.fault(faults.NAMES[kind], lambda kind=kind, number=number: kind(chats[number]))
    show(table)
    assert check.faults(load) == []
    assert load.calls.failures == []
    assert load.calls.worst[0] < WORST


def test_thirty_faults_on_chat(new_stack, show):
    run(new_stack, show, 30)


@pytest.mark.long
def test_three_hundred_faults_on_chat(new_stack, show):
    run(new_stack, show, 300)


def test_stuttering_instances_mark_nothing_that_was_not_shown(new_stack, chance):
    """Each falls silent for so long, again and again, that the other takes its calls over, and then goes on with them."""
    stack = new_stack(chat=2)
    with Load(World(stack), styles=("getmsg", "getmsg", "getmsg", "history")) as load:
        with faults.stuttering(stack.services[:2], chance, run=0.3, rest=0.7):
            time.sleep(6)
    assert check.faults(load) == []
    assert load.calls.failures == []
