# SPDX-License-Identifier: Apache-2.0
"""What getmsg has marked as read it also gives, although Redis refuses a command behind the marking."""

import pytest
from harness.records import World
from harness.refusing import Refusing

# How many messages there are (few are read beside the marking, many after it), and the command: before it, it, or behind it.
PLACES = [(5, "HMGET", 0), (5, "EVALSHA", 0), (5, "LRANGE", 0),
          (60, "HMGET", 0), (60, "EVALSHA", 0), (60, "HMGET", 1), (60, "LLEN", 1), (60, "EVALSHA", 1)]
ERRORS = ["BUSY Redis is busy running a script", "LOADING Redis is loading the dataset in memory", "NOSCRIPT No matching script",
          "READONLY You can't write against a read only replica.", "NOPERM this user has no permissions"]


@pytest.fixture(scope="module")
def refused(shared_stacks):
    """A world, and the Redis that chat has."""
    stack = shared_stacks(ready=False)
    return World(stack), Refusing(stack, "chat")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.split()[0])
@pytest.mark.parametrize("count, command, skipped", PLACES)
def test_getmsg_gives_what_it_has_marked(refused, count, command, skipped, error):
    world, proxy = refused
    pair = world.pair()
    for number in range(count):
        pair.customer_says(str(number)).done()
    before = proxy.refused
    proxy.refuse(command, error, skipped)
    first = pair.staff_reads("/chat/getmsg/0")
    assert proxy.refused == before + 1
    given = list(first.data["ret_data"]) if first.status == 200 else []
    given += pair.staff_reads("/chat/getmsg/0").data["ret_data"]
    assert [row["id"] for row in given] == list(range(1, count + 1))
