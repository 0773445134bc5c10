# SPDX-License-Identifier: Apache-2.0
"""leidactl move: a store goes to another Redis, whole, and back."""

import os
import re
import socket
import subprocess
import threading

import pytest
from conftest import PAIR
from harness.resp import Redis
from harness.waiting import wait_until
from moving import FORM, LATER, MOVED, cluster, content, everything, formed, new, old, other, servers, serves  # noqa: F401

pytestmark = pytest.mark.skipif(os.environ.get("LEIDA_TEST_REDIS", "one") != "one", reason="a cluster goes nowhere")


# ---- the whole way ----

def test_moves_every_key_into_a_cluster(old, cluster):
    with Redis(old.socket) as redis:
        before = everything(redis)
    said = old.ctl("move", cluster.address).done()
    with cluster.probe() as probe:
        assert everything(probe) == before
        assert abs(probe.call("PTTL", "once:{u:1}:c9:k") - LATER) < 600_000
    assert re.search(r"pause  writes waited for \d+\.\d ms", said)
    assert re.search(r"messages +3725 +3725\n", said) and re.search(r"customers +2 +2\n", said)
    assert old.redis("GET", "form") == MOVED
    assert old.redis("GET", "{form}:moved").decode().split()[1] == cluster.address


def test_dry_run_changes_nothing(old, cluster):
    with Redis(old.socket) as redis:
        before = everything(redis)
        said = old.ctl("move", "--dry-run", cluster.address).done()
        assert everything(redis) == before
    assert "3 masters, 3 replicas, 0 keys" in said
    assert cluster.count_keys() == 0 and serves(old)


def test_moves_to_one_server_and_on(people, new):
    """A path alone is that of a socket. The export of the new one is that of the old one."""
    people.load([("message", {**PAIR, "send_type": 1, "content": {"info_type": 1, "msg": "你好"}})]).done()
    exported = people.export()
    people.ctl("move", new.address(), "--from", people.socket).done()
    assert new.redis("GET", "form").startswith(b"moving ")  # nobody was there yet
    new.redis("SET", "form", FORM)
    assert new.export() == exported
    new.ctl("move", people.address(), "--yes").done()
    people.redis("SET", "form", FORM)
    assert people.export() == exported


def test_what_changes_meanwhile_is_moved_too(old, new):
    """Writers that go on until they are closed. What the last one was told is there, and nothing of a key that is gone."""
    told = {}

    def write(name):
        with Redis(old.socket) as redis:
            try:
                for number in range(10**6):
                    redis.call("SET", f"{name}:{number % 50}", number)
                    redis.call("DEL", f"{name}:{(number + 25) % 50}")
                    told[name] = number
            except (OSError, AssertionError):
                pass

    writers = [threading.Thread(target=write, args=(f"w{number}",)) for number in range(3)]
    for writer in writers:
        writer.start()
    wait_until(lambda: len(told) == 3, 10, "all to write")
    result = old.ctl("move", new.address())
    for writer in writers:
        writer.join()
    result.done()
    with Redis(old.socket) as before, Redis(new.socket) as after:
        assert everything(after) == everything(before)
        for name, number in told.items():
            assert int(after.call("GET", f"{name}:{number % 50}")) >= number or number + 1 >= 25


# ---- what stands against it ----

def test_refuses_what_is_not_empty(old, new):
    new.redis("SET", "somebody", "else's")
    result = old.ctl("move", new.address())
    assert result.code == 1 and "is not empty: nothing was done" in result.err
    assert new.redis("GET", "somebody") == b"else's" and serves(old)
    old.ctl("move", new.address(), "--yes").done()
    assert new.redis("EXISTS", "somebody") == 0 and new.redis("EXISTS", "stream") == 1


def test_refuses_a_store_of_another_form(old, new):
    old.redis("SET", "form", "1")
    result = old.ctl("move", new.address())
    assert result.code == 1 and "its store is of form '1'" in result.err


def test_refuses_keys_in_another_database(old, new):
    with Redis(old.socket) as redis:
        redis.call("SELECT", 3)
        redis.call("SET", "a", 1)
    result = old.ctl("move", new.address())
    assert result.code == 1 and "keys in database 3" in result.err


def test_refuses_a_cluster_that_does_not_serve_all_slots(old, cluster):
    gone = cluster.master_of(0)
    gone.call("CLUSTER", "DELSLOTS", 0)
    try:
        result = old.ctl("move", f"cluster://{gone.place}")
        assert result.code == 1 and "serves 16383 of 16384 slots" in result.err
    finally:
        gone.call("CLUSTER", "ADDSLOTS", 0)
        cluster.wait_ok()


def test_refuses_an_address_that_nobody_answers(old):
    result = old.ctl("move", "cluster://127.0.0.1:1,127.0.0.1:2")
    assert result.code == 1 and "Connection refused" in result.err and serves(old)


@pytest.mark.parametrize("words", [[], ["nowhere"], ["unix:/a", "unix:/b"], ["unix:/a", "--back", "--dry-run"]], ids=repr)
def test_refuses_a_wrong_command_line(old, words):
    assert old.ctl("move", *words).code == 2


def test_names_a_user_whom_the_new_side_does_not_have(old, new):
    """The users with a connection to the old Redis must get in on the new one, and may read where it is."""
    old.redis("ACL", "SETUSER", "chat", "on", ">one", "~*", "+@all")
    try:
        with Redis(old.socket) as redis:
            redis.call("AUTH", "chat", "one")
            result = old.ctl("move", new.address())
            assert result.code == 1 and "the new Redis has no user chat" in result.err
            new.redis("ACL", "SETUSER", "chat", "on", ">two", "~*", "+@all")
            assert "chat has other passwords on the new" in old.ctl("move", new.address()).err
            new.redis("ACL", "SETUSER", "chat", "resetpass", ">one")
            old.ctl("move", new.address(), "--dry-run").done()
            old.redis("ACL", "SETUSER", "chat", "resetkeys", "~form")
            assert "%R~{form}:moved" in old.ctl("move", new.address()).err
    finally:
        old.redis("ACL", "DELUSER", "chat")
        new.redis("ACL", "DELUSER", "chat")


def test_names_a_user_who_may_not_use_the_cluster(old, cluster):
    for call in (old.redis, *(node.call for node in cluster.masters())):
        call("ACL", "SETUSER", "chat", "on", ">one", "~*", "+@all", "-cluster|shards")
    try:
        with Redis(old.socket) as redis:
            redis.call("AUTH", "chat", "one")
            result = old.ctl("move", cluster.address)
        assert result.code == 1 and "chat may not use the cluster: it needs +cluster|shards" in result.err
    finally:
        for call in (old.redis, *(node.call for node in cluster.masters())):
            call("ACL", "DELUSER", "chat")


# ---- back ----

def test_back_while_nobody_is_there(old, new):
    with Redis(old.socket) as redis:
        before = everything(redis)
    old.ctl("move", new.address()).done()
    old.ctl("move", new.address(), "--back").done()
    with Redis(old.socket) as redis:
        assert everything(redis) == before
    assert serves(old) and old.redis("EXISTS", "{form}:moved") == 0
    assert new.ctl("user", "list").code == 1
    old.ctl("move", new.address()).done()


def test_back_is_refused_where_the_store_is_in_use(old, new):
    old.ctl("move", new.address()).done()
    new.redis("SET", "form", FORM)  # as the first process that comes does
    result = old.ctl("move", new.address(), "--back")
    assert result.code == 1 and "is in use: what was written there would be lost" in result.err
    assert old.redis("GET", "form") == MOVED and new.redis("GET", "form") == FORM
    old.ctl("move", new.address(), "--back", "--yes").done()
    assert serves(old) and new.ctl("user", "list").code == 1


def test_back_where_nobody_answers(old, servers):
    gone = servers()
    old.ctl("move", gone.address()).done()
    subprocess.run(["redis-cli", "-s", str(gone.socket), "shutdown", "nosave"], check=False)
    wait_until(lambda: not gone.socket.exists(), 10, "it to end")
    result = old.ctl("move", gone.address(), "--back")
    assert result.code == 1 and "nobody knows whether something was written there" in result.err
    old.ctl("move", gone.address(), "--back", "--yes").done()
    assert serves(old)


def test_back_of_what_has_not_moved(old, new):
    result = old.ctl("move", new.address(), "--back")
    assert result.code == 1 and "has not moved: nothing was done" in result.err


def test_a_store_that_has_moved_goes_nowhere_else(old, new, cluster):
    old.ctl("move", new.address()).done()
    for words in ([cluster.address], [cluster.address, "--back"]):
        result = old.ctl("move", *words)
        assert result.code == 1 and f"has moved to {new.address()}" in result.err
