# SPDX-License-Identifier: Apache-2.0
"""The mark of the store's form: who sets it, who waits for it, and what is refused."""

import re
import time
import urllib.error
import urllib.request

import aged
import pytest
from harness.records import Pair, World
from harness.redis_cluster import RedisCluster
from harness.redis_routing import slot_of
from harness.routes import ROUTES, call
from harness.slot_moves import SlotMove
from harness.waiting import wait_until

OLDEST = "0-no-summaries"
INVALIDATE = "__redis__:invalidate"
CONNECTIONS = 8  # to a cluster, of one process of each kind: data, profiles, credentials


def reason(process):
    """What /readyz says, empty when it is ready."""
    try:
        with urllib.request.urlopen(process.state["admin_url"] + "/readyz", timeout=5):
            return ""
    except urllib.error.HTTPError as answer:
        return answer.read().decode()


def wait_reason(process, text):
    wait_until(lambda: text in reason(process), 15, f"{process.name} to say {text!r}")


def everything(stack):
    with stack.probe() as redis:
        return {key: redis.call("DUMP", key) for key in redis.call("KEYS", "*")}


def brought(stack):
    return stack.logs().count("store brought forward")


def test_empty_store_takes_the_mark_of_who_comes_first(upgrade):
    by_process, by_leidactl = upgrade(), upgrade()
    by_process.begin()
    by_process.wait_ready()
    assert by_leidactl.ctl("user", "list").returncode == 0
    for stack in (by_process, by_leidactl):
        assert stack.redis_call("GET", "form") == b"2"
    assert brought(by_process) == 0


@pytest.mark.parametrize("mark, says", [("3", "FORM 3 of the store is newer than 2"), ("x", "FORM of the store is none")])
def test_newer_or_damaged_mark_is_refused_and_nothing_touched(upgrade, mark, says):
    stack = upgrade()
    stack.restore(OLDEST)
    stack.redis_call("SET", "form", mark)
    before = everything(stack)
    stack.begin()
    for process in stack.processes:
        wait_reason(process, says)
        assert says in process.log()
    for words in (["import", "-"], ["export"], ["check", "--repair"], ["token", "rotate", "user", "1"], ["user", "list"]):
        result = stack.ctl(*words, given='{"type":"company","id":9,"name":"x"}\n')
        assert result.returncode == 1 and says in result.stderr, result
    World(stack).client("user", 1).get("/tongxunlu").gateway_error(503)
    assert everything(stack) == before
    stack.redis_call("SET", "form", "2")
    stack.wait_ready()


def test_leidactl_touches_no_older_store(upgrade):
    stack = upgrade()
    stack.restore(OLDEST)
    before = everything(stack)
    result = stack.ctl("check", "--repair")
    assert result.returncode == 1
    assert "FORM 0 of the store is older than 2: leida-crm brings it forward" in result.stderr
    assert everything(stack) == before


def test_older_store_is_left_to_older_processes_until_they_are_gone(upgrade):
    stack = upgrade()
    stack.restore(OLDEST)
    with stack.probe() as older:
        older.call("SUBSCRIBE", INVALIDATE)
        before = everything(stack)
        stack.begin()
        for process in stack.processes:
            wait_reason(process, "once all older processes are stopped")
        wait_until(lambda: "older processes use the store" in stack.service("crm").log(), 15, "crm to say who is in its way")
        held = everything(stack)
        assert held.pop(b"{form}:lock", None) is not None and held == before
    stack.wait_ready()
    assert brought(stack) == 1


def test_one_instance_brings_it_forward_and_takes_over_from_one_that_died(upgrade):
    stack = upgrade(crm=2)
    stack.restore(OLDEST)
    stack.redis_call("SET", "{form}:lock", "one that died", "PX", 1500)
    stack.begin()
    wait_reason(stack.services[0], "FORM 0")
    stack.wait_ready()
    assert (brought(stack), stack.redis_call("EXISTS", "{form}:lock")) == (1, 0)


def test_what_an_older_build_kept_otherwise_is_gone_and_damage_holds_nothing_up(upgrade):
    stack = upgrade()
    stack.restore(OLDEST)
    now = int(time.time() * 1000)
    stack.redis_call("HSET", "rel:{u:1}:1", "fenced", now + 86_400_000)
    stack.redis_call("HSET", "rel:{u:1}:3", "fenced", now - 1000)
    stack.redis_call("SET", "rel:{u:1}:77", "of another type")
    stack.redis_call("SET", "notes:{u:1}:77", "of another type")
    stack.redis_call("RPUSH", "notes:{u:1}:5", "short")
    stack.begin()
    stack.wait_ready()
    assert stack.redis_call("HMGET", "rel:{u:1}:1", "fenced", "created") == [None, None]
    assert stack.redis_call("HGET", "rel:{u:1}:3", "fenced") == str(now - 1000).encode()
    assert "left=2" in stack.service("crm").log()
    assert stack.redis_call("LRANGE", "notes:{u:1}:5", 0, -1) == [b"short"]


def test_long_list_of_notes_is_brought_forward_once(upgrade):
    stack = upgrade()
    stack.restore(OLDEST)
    when = (1_528_000_000_000).to_bytes(6, "big")
    call_of = (7).to_bytes(8, "big")
    old = [when + f"第{number}次".encode() for number in range(250)]
    new = [when + call_of + "更新预计成交率为: 5".encode(), when + bytes(8) + b"note"]
    stack.redis_call("RPUSH", "notes:{u:1}:5", *old, *new)
    stack.begin()
    stack.wait_ready()
    assert stack.redis_call("LRANGE", "notes:{u:1}:5", 0, -1) == [row[:6] + bytes(8) + row[6:] for row in old] + new


def test_users_of_production_may_do_what_bringing_forward_needs(upgrade, secrets):
    stack = upgrade(secrets=secrets)
    stack.restore("0-no-summaries")
    stack.begin()
    stack.wait_ready()
    pair = Pair(World(stack).client("user", 1), World(stack).client("customer", 3))
    for route in ROUTES:
        call(route, pair).done()
    assert stack.redis_call("ACL", "LOG") == []


def test_lost_connection_begins_anew(upgrade):
    """Redis goes away in the middle; what is done by then is found done."""
    stack = upgrade()
    stack.restore(OLDEST)
    for number in range(1, 3000):
        stack_key = f"notes:{{u:1}}:{1000 + number}"
        stack.redis_call("RPUSH", stack_key, (1_528_000_000_000).to_bytes(6, "big") + b"a note of before")
    stack.begin()
    wait_until(lambda: "bringing the store forward" in stack.service("crm").log(), 15, "crm to begin")
    stack.redis_call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    stack.wait_ready()
    assert stack.redis_call("LRANGE", "notes:{u:1}:1001", 0, -1)[0][6:] == bytes(8) + b"a note of before"
    assert stack.redis_call("GET", "form") == b"2"


def test_log_is_counted_once_its_form_is_older(upgrade):
    """Whatever counters it had: a build of before wrote rows without counting them."""
    stack = upgrade()
    stack.restore("1-no-counters")
    log = "log:{u:1}"
    row = stack.redis_call("LRANGE", log, -1, -1)[0]
    for _ in range(999):
        stack.redis_call("RPUSH", log, row)
    stack.redis_call("RPUSH", log, b"damaged")
    stack.begin()
    stack.wait_ready()
    assert "left=1" in stack.service("crm").log()
    staff = World(stack).client("user", 1)
    detail = staff.get("/action/count", create_date__gte="2018-01-01", create_date__lt="2019-01-01").done()["detail"]
    assert sum(detail.values()) == stack.redis_call("LLEN", log) - 1
    assert detail[str(row[14])] >= 1000
    assert "is damaged" in stack.ctl("check").stdout


def test_conversations_of_an_older_store_are_listed_as_they_are(upgrade):
    """Each counts what is unread from the cursor that it had; a conversation without any has none."""
    stack = upgrade()
    stack.restore("1-no-counters")
    newest = stack.redis_call("LINDEX", "msgs:{u:1}:1", -1)
    stack.begin()
    stack.wait_ready()
    assert stack.redis_call("HGET", "latest:{u:1}", 1) == newest
    read, seen = (int(number or 0) for number in stack.redis_call("HMGET", "rel:{u:1}:1", "read_u", "seen_u"))
    kept = stack.redis_call("HGET", "cursors:{u:1}", 1) or bytes(8)
    assert kept == read.to_bytes(4, "big") + seen.to_bytes(4, "big")


def test_tags_of_an_older_store_come_in_the_order_of_their_ids(upgrade):
    stack = upgrade()
    stack.restore(OLDEST)
    idents = range(130, 250)
    for ident in reversed(idents):
        name = f"n{ident}".encode()
        stack.redis_call("SET", f"tag:{ident}", b"\x83\xa2id\xcc" + bytes([ident]) + b"\xa4name\xa4" + name + b"\xaacompany_id\x01")
        stack.redis_call("ZADD", "ids:tag", ident, ident)
    stack.begin()
    stack.wait_ready()
    groups = World(stack).client("user", 1).get("/tag_list").rows
    assert [group["name"] for group in groups if group["name"].startswith("n")] == [f"n{ident}" for ident in idents]
    assert stack.ctl("check").returncode == 0


@pytest.fixture
def of_cluster(upgrade, tmp_path):
    """A stack on a cluster with a store of form 0, worlds of which are on every master; nothing runs yet but the cluster."""
    (tmp_path / "cluster").mkdir()
    stack = upgrade(redis=RedisCluster(tmp_path / "cluster"))
    fill(stack)
    return stack


def fill(stack):
    stack.restore(OLDEST)
    when = (1_528_000_000_000).to_bytes(6, "big")
    for user in range(100, 900):
        stack.redis_call("RPUSH", f"notes:{{u:{user}}}:7", when + b"a note of before")


def test_store_of_a_cluster_is_brought_forward_as_that_of_one_redis(of_cluster, upgrade):
    alone = upgrade()
    fill(alone)
    for stack in (alone, of_cluster):
        stack.begin()
        stack.wait_ready()
        assert brought(stack) == 1
    assert all(node.call("DBSIZE") > 100 for node in of_cluster.redis.masters())
    with alone.probe() as one, of_cluster.probe() as cluster:
        assert cluster.call("GET", "form") == b"2"
        assert not aged.differences(aged.contents(one), aged.contents(cluster))


def test_older_processes_on_any_master_are_waited_for(of_cluster):
    mark = of_cluster.redis.master_of("form")
    other = next(node for node in of_cluster.redis.masters() if node is not mark)
    with other.probe() as older:
        older.call("SUBSCRIBE", INVALIDATE)
        of_cluster.begin()
        crm = of_cluster.service("crm")
        wait_until(lambda: "older processes use the store" in crm.log(), 15, "crm to say who is in its way")
        assert "connections=1" in crm.log(), "no others than that"
        assert of_cluster.redis_call("GET", "form") is None
    of_cluster.wait_ready()


def test_slot_on_the_move_is_waited_for(of_cluster):
    """Else a key could go from a master that is still to be looked at to one that was."""
    cluster, key = of_cluster.redis, "notes:{u:100}:7"
    slot = slot_of(key)
    target = next(node for node in cluster.masters() if node is not cluster.master_of(slot))
    with SlotMove(cluster, slot, target):
        of_cluster.begin()
        crm = of_cluster.service("crm")
        wait_until(lambda: "store cannot be brought forward now" in crm.log(), 15, "crm to say that it waits")
        assert of_cluster.redis_call("GET", "form") is None
    of_cluster.wait_ready()
    assert of_cluster.redis_call("LINDEX", key, 0)[6:] == bytes(8) + b"a note of before"


def asked(node, command):
    """How often a node has been asked that."""
    said = node.call("INFO", "commandstats").decode()
    found = re.search(rf"^cmdstat_{re.escape(command)}:calls=(\d+)", said, re.MULTILINE)
    return int(found[1]) if found else 0


def test_wrong_mark_of_a_cluster_is_said_once_and_stays_the_reason(upgrade, tmp_path):
    """However often a process asks again, for the mark or for the masters."""
    (tmp_path / "cluster").mkdir()
    stack = upgrade(redis=RedisCluster(tmp_path / "cluster"))
    stack.redis_call("SET", "form", "3")
    stack.begin()
    says = "FORM 3 of the store is newer than 2"
    for process in stack.processes:
        wait_reason(process, says)
    mark = stack.redis.master_of("form")

    def questions():
        return sum(asked(node, "cluster|shards") for node in stack.redis.nodes), asked(mark, "evalsha")

    def asks_again():
        """All connections have asked for both; what each process says meanwhile, too."""
        reasons.update(map(reason, stack.processes))
        return all(now >= then + 2 * CONNECTIONS for now, then in zip(questions(), begun))

    reasons, begun = set(), questions()
    wait_until(asks_again, 40, "all to have asked again")
    assert all(says in told for told in reasons), reasons
    for process in stack.processes:
        lines = [line for line in process.log().splitlines() if " redis " in line]
        assert len(lines) == 1 and "redis not ready" in lines[0] and says in lines[0], lines
