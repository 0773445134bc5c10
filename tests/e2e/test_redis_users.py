# SPDX-License-Identifier: Apache-2.0
"""The users of Redis that production has (ops/docker/make-secrets): each may do what its process needs, and no more."""

import os
import subprocess

import pytest
from harness.client import BASE
from harness.records import World
from harness.redis_cluster import RedisCluster
from harness.redis_routing import slot_of
from harness.routes import ROUTES, call
from harness.sessions import SessionClient
from harness.slot_moves import SlotMove
from harness.stack import ROOT, Stack

PROCESSES = ("gateway", "chat", "crm", "actionlog")


@pytest.fixture(scope="module")
def secrets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secrets")
    subprocess.run([ROOT / "ops/docker/make-secrets", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def redis(programs, secrets, tmp_path_factory):
    """A connection to a Redis with these users and nothing in it."""
    stack = Stack(programs, tmp_path_factory.mktemp("redis"), secrets=secrets)
    stack.start_redis()
    with stack.probe() as redis:
        yield redis
    assert stack.stop() == []


def test_users_may_do_what_every_route_needs(new_stack, secrets):
    stack = new_stack(secrets=secrets)
    pair = World(stack).pair()
    pair.customer_says().done()
    for route in ROUTES:
        answer = call(route, pair)
        assert (answer.status, answer.code) == (200, 200), (route, answer)
    signed = stack.ctl("call", "GET", BASE + "/qiyeweixin/tongxunlu", "--as", f"user:{pair.staff.id}", "--hmac")
    assert signed.returncode == 0, signed
    SessionClient.of(pair.staff).log_in_by_link(stack).session().done()
    assert stack.ctl("token", "rotate", "customer", pair.customer.id).returncode == 0
    pair.customer_reads().refused(400)
    with stack.probe() as redis:
        assert redis.call("ACL", "LOG") == []


@pytest.mark.parametrize(
    "user, words",
    [
        ("gateway", "SET cred:u:1 1x"),
        ("gateway", "GET user:1"),
        ("gateway", "GET nonce:{cred:u:1}:x"),
        ("gateway", "GET absent:{u:1}"),
        ("chat", "GET cred:u:1"),
        ("chat", "SET user:1 x"),
        ("chat", "LRANGE log:{u:1} 0 -1"),
        ("crm", "RPUSH msgs:{u:1}:2 x"),
        ("crm", "DEL chats:{u:1}"),
        ("actionlog", "LRANGE msgs:{u:1}:2 0 -1"),
        ("actionlog", "HGETALL phrases:{u:1}"),
        ("wechat", "SET cred:u:1 1x"),
        ("wechat", "SET user:1 x"),
        ("wechat", "HSET rel:{u:1}:2 source 1"),
        ("wechat", "RPUSH msgs:{u:1}:2 x"),
        ("wechat", "SET next:{ids:tag} 9"),
        ("health", "GET user:1"),
        ("backup", "GET user:1"),
        ("backup", "SET user:1 x"),
        *[(user, "CLUSTER NODES") for user in ("gateway", "chat", "actionlog", "wechat")],
        *[(user, words) for user in (*PROCESSES, "wechat", "health", "backup")
          for words in ("FLUSHALL", "CONFIG GET *", "ACL LIST", "EVAL x 0", "CLUSTER FAILOVER", "CLUSTER RESET", "CLUSTER MEET ::1 1")],
    ],
)
def test_user_may_do_no_more(redis, user, words):
    assert b"no permissions" in redis.call("ACL", "DRYRUN", user, *words.split())


@pytest.mark.parametrize("user", ["chat", "crm", "actionlog"])
def test_scripts_of_writes_may_ask_for_the_time(redis, user):
    """They do when a call is tried again, or a clock has jumped."""
    assert redis.call("ACL", "DRYRUN", user, "TIME") == "OK"


@pytest.mark.parametrize("user", PROCESSES)
@pytest.mark.parametrize("words", ["CLUSTER INFO", "CLUSTER SHARDS", "CLUSTER SLOTS", "ASKING", "DBSIZE"])
def test_users_may_ask_a_cluster_what_is_where(redis, user, words):
    assert redis.call("ACL", "DRYRUN", user, *words.split()) == "OK"


def test_users_may_follow_slots_that_move(new_stack, secrets, tmp_path):
    """What a process reads when it starts, and of a caller that it does not know yet."""
    stack = new_stack(redis=RedisCluster(tmp_path, secrets=secrets), secrets=secrets)
    for name in ("form", "cred:u:{}", "user:{}"):
        pair = World(stack).pair()
        slot = slot_of(name.format(pair.staff.id))
        target = next(master for master in stack.redis.masters() if master is not stack.redis.master_of(slot))
        with SlotMove(stack.redis, slot, target) as move:
            move.move_keys()
            crm = stack.service("crm")
            assert crm.stop() == 0
            crm.start()
            crm.wait_ready()
            pair.staff.get("/tongxunlu").done()
        pair.customer_says().done()
    with stack.probe() as redis:
        assert redis.call("ACL", "LOG") == []


@pytest.mark.one_redis(reason="the dump is that of one server")
def test_backup_is_taken_by_its_user(new_stack, secrets, tmp_path):
    stack = new_stack(secrets=secrets, redis_options={"repl-diskless-sync-delay": 0})
    file = tmp_path / "leida.rdb"
    command = [ROOT / "ops/redis/leida-backup", file, "-s", stack.redis_socket, "--user", "backup"]
    password = {"REDISCLI_AUTH": (secrets / "redis_backup").read_text()}
    result = subprocess.run(command, env={**os.environ, **password}, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert file.read_bytes().startswith(b"REDIS")
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 1 and "NOAUTH" in refused.stderr


def test_password_of_one_user_is_not_that_of_another(redis, secrets):
    passwords = {name: (secrets / f"redis_{name}").read_text() for name in ("admin", "backup", *PROCESSES)}
    assert len(set(passwords.values())) == len(passwords)
    assert redis.call("AUTH", "chat", passwords["chat"]) == "OK"
    with pytest.raises(RuntimeError, match="WRONGPASS"):
        redis.call("AUTH", "crm", passwords["chat"])
    assert redis.call("AUTH", passwords["admin"]) == "OK"


def test_secrets_made_again_stay(secrets):
    def content():
        return {file.name: file.read_bytes() for file in secrets.iterdir()}

    before = content()
    subprocess.run([ROOT / "ops/docker/make-secrets", secrets], check=True, capture_output=True)
    assert content() == before
    clear = [name for name, secret in before.items() if name != "redis_acl" and secret in before["redis_acl"]]
    assert clear == [], "the list of users holds passwords"
