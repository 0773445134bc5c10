# SPDX-License-Identifier: Apache-2.0
"""leidactl move that something ends, or that somebody else comes between: the store is whole, in one place."""

import contextlib
import os
import re
import signal
import threading
import time

import pytest
from harness.resp import Redis
from harness.waiting import wait_until
from moving import FORM, MOVED, PAUSE, cluster, everything, formed, move, new, old, other, servers, serves  # noqa: F401

pytestmark = pytest.mark.skipif(os.environ.get("LEIDA_TEST_REDIS", "one") != "one", reason="a cluster goes nowhere")


LAST_ROUND = rb"\$11\r\npersistence"  # asked for first in the pause
COPIED = rb"SUBSCRIBE\r\n\$\d+\r\n\{form\}"  # what says that all is copied
BEFORE = {
    "it looks at the other side": (b"keyspace", False),
    "it copies": (b"EVALSHA", True),
    "it is to pause": (rb"PAUSE\r\n\$4\r\n1500", False),
    "it has paused": (rb"PAUSE\r\n\$4\r\n1500", True),
    "it copies the last": (LAST_ROUND, True),
    "all is copied": (COPIED, False),
}


@pytest.mark.parametrize("moment", BEFORE)
def test_killed_before_the_switch(move, old, new, moment):
    """The old Redis serves on, once the pause is over, and the new one is of no use; then it is moved all the same."""
    word, after = BEFORE[moment]
    move.way.at(word, move.kill, after)
    code, _, _ = move.run()
    assert code == -signal.SIGKILL
    began = time.monotonic()
    assert serves(old)
    assert time.monotonic() - began < PAUSE + 2
    assert old.redis("EXISTS", "{form}:moved") == 0
    old.redis("DEL", "large:1", "msgs:{u:49}:9")
    if new.redis("DBSIZE") > 0:
        result = new.ctl("user", "list")
        assert result.code == 1 and "a move into it is under way, or was interrupted" in result.err
    old.ctl("move", new.address()).done()
    with Redis(old.socket) as before, Redis(new.socket) as after:
        assert everything(after) == everything(before)


@pytest.mark.parametrize("moment", [(COPIED, True), (b"UNPAUSE", False)], ids=["it has said so", "it is to let go"])
def test_killed_at_the_switch(move, old, new, moment):
    """The new one has all, so either may serve, but only one does; a second move ends with the new one."""
    word, after = moment
    move.way.at(word, move.kill, after)
    move.run()
    wait_until(lambda: b"leidactl-move" not in old.redis("CLIENT", "LIST"), 10, "Redis to hear of its end")
    with contextlib.suppress(AssertionError):  # a switch closes all connections
        old.redis("DEL", "nothing")  # waits for the end of the pause
    if old.redis("GET", "form") != MOVED:
        assert serves(old) and new.ctl("user", "list").code == 1
    said = old.ctl("move", new.address()).done()
    assert old.redis("GET", "form") == MOVED and re.search(r"messages +3725 +3725\n", said)
    with Redis(old.socket) as before, Redis(new.socket) as after:
        assert everything(after) == everything(before)


def has_moved(store):
    """The switch closes all connections, that of who asks too."""
    with contextlib.suppress(AssertionError, OSError):
        return store.redis("GET", "form") == MOVED
    return False


def test_killed_after_the_switch(move, old, new):
    """It is done; a second move says so."""
    def kill_then():
        wait_until(lambda: has_moved(old), 10, "the switch")
        move.kill()

    move.way.at(b"UNPAUSE", kill_then, after=True)
    move.run()
    said = old.ctl("move", new.address()).done()
    assert "no process has been there yet" in said and re.search(r"messages +3725 +3725\n", said)


def test_leidactl_goes_where_the_store_is(people, new, cluster):
    """Every subcommand, with a word about it, from one to the next."""
    exported = people.ctl("export").done()
    people.ctl("move", new.address()).done()
    result = people.ctl("export")
    assert (result.code, result.out) == (0, exported)
    assert result.err == f"leidactl: the store has moved to {new.address()}, so that is used; set LEIDA_REDIS to it\n"
    assert new.redis("GET", "form") == FORM  # who comes from the old one is let in
    new.ctl("move", cluster.address).done()
    result = people.ctl("token", "rotate", "user", 1)
    assert result.code == 0 and result.err.count("has moved to") == 2
    with cluster.probe() as probe:
        assert probe.call("GET", "cred:u:1").decode().endswith(result.out.split()[-1])


def test_leidactl_goes_round_in_no_circle(old, new):
    for one, other in ((old, new), (new, old)):
        one.redis("SET", "form", MOVED)
        one.redis("SET", "{form}:moved", f"t {other.address()}")
    result = old.ctl("user", "list")
    assert result.code == 1 and "from one place to the next" in result.err


def test_pause_runs_out(move, old):
    """It is stopped while writes wait: they go on, and nothing is switched when it wakes."""
    move.way.at(LAST_ROUND, lambda: move.stop(PAUSE + 1))
    code, _, err = move.run()
    assert code == 1 and "nothing was switched" in err
    assert serves(old) and old.redis("EXISTS", "{form}:moved") == 0


def test_pause_that_somebody_ends_switches_nothing(move, old):
    def end_it():
        with contextlib.suppress(AssertionError):  # a move that fails so closes all connections
            old.redis("CLIENT", "UNPAUSE")

    move.way.at(COPIED, end_it)
    code, _, err = move.run()
    assert code == 1 and "says who has the data" in err
    assert serves(old) and old.redis("EXISTS", "{form}:moved") == 0


def test_write_in_front_of_the_switch_keeps_the_data(move, old):
    """A network that takes apart what is sent in one piece lets a write come between the pause and the script that waits for
    its end: it is done first then, and nobody has copied it."""
    def write():
        with contextlib.suppress(AssertionError), Redis(old.socket) as redis:
            redis.call("SET", "late", "1")

    writer = threading.Thread(target=write)

    def come_between():
        writer.start()
        wait_until(lambda: b"blocked_clients:1" in old.redis("INFO", "clients"), 10, "a write that waits")
        move.process.send_signal(signal.SIGCONT)

    move.way.at(rb"\*\d+\r\n\$4\r\nEVAL\r\n", come_between, first=move.hold)
    code, _, err = move.run()
    writer.join()
    assert code == 1 and "somebody wrote in spite of it" in err and "nothing was switched" in err
    assert serves(old) and old.redis("GET", "late") == b"1"


def test_emptied_meanwhile(move, old, new):
    move.way.at(b"EVALSHA", lambda: old.redis("FLUSHALL"))
    code, _, err = move.run()
    assert code == 1 and "it was emptied meanwhile" in err


def test_one_at_a_time(move, old, new):
    move.way.at(b"EVALSHA", lambda: move.stop(2))
    second = []

    def try_second():
        wait_until(lambda: b"leidactl-move" in old.redis("CLIENT", "LIST") and new.redis("DBSIZE") > 0, 15, "the first to begin")
        second.append(old.ctl("move", new.address()))

    other = threading.Thread(target=try_second)
    other.start()
    code, _, err = move.run()
    other.join()
    assert (code, err) == (0, "")
    assert second[0].code == 1 and "another move of this store is under way" in second[0].err
