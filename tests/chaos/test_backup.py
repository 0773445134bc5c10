# SPDX-License-Identifier: Apache-2.0
"""The drill of docs/operations.md: a backup is taken under load and restored into another stack."""

import subprocess
import time

import pytest
from harness.client import Client
from harness.days import days_ago
from harness.records import Pair, World
from harness.routes import ROUTES, call
from harness.stack import ROOT
from kit import check
from kit.talk import Load

AT_ONCE = {"repl-diskless-sync-delay": 0}  # else Redis waits 5 s for more who want the same snapshot


def backup(stack, file):
    subprocess.run([ROOT / "ops/redis/leida-backup", file, "-s", stack.redis_socket], check=True, timeout=60)


def restored(new_stack, file):
    """Another stack, on the data of a backup."""

    def prepare(folder):
        subprocess.run([ROOT / "ops/redis/leida-restore", file, folder], check=True, timeout=60)

    return new_stack(chat=2, prepare=prepare)


def on(stack, pair):
    """The same people as clients of another stack."""
    return Pair(*(Client(stack.base_url, who.kind, who.id, who.token) for who in (pair.staff, pair.customer)))


def everything(world):
    """Somebody with a record of every kind."""
    pair = world.bind(world.user(wechat="wx"), world.customer(openid="o"), expected_time="2018-06-14", expedted_pr=80)
    ids = {"user_id": pair.staff.id, "customer_id": pair.customer.id}
    world.add("tag", id=7, name="标签")
    world.add("customer_tag", customer_id=pair.customer.id, tag_id=7)
    for step in range(30):
        content = {"info_type": 1, "msg": f"说 {step}"}
        world.add("message", **ids, send_type=1 + step % 2, content=content, create_date=days_ago(40 - step))
        world.add("action", **ids, action=1 + step % 5, create_date=days_ago(40 - step))
    world.add("read_cursor", **ids, side="user", id=11)
    world.add("follow_info", **ids, follow_info="打过电话", create_date=days_ago(3))
    world.load()
    return pair


def acknowledged(load):
    """What each client has been told to be stored by now."""
    return {talker: list(talker.told) for talker in load.talkers}


def facts(rows):
    """What does not depend on what came later."""
    return [(row["id"], row["dateTime"], row["send_type"], row["msg"]) for row in rows]


def lost(stack, load, told):
    """What is wrong with the restored conversations: messages missing, changed or out of a gapless order."""
    found = []
    for pair in load.pairs:
        rows = check.history(on(stack, pair))
        now = check.history(pair)[:len(rows)]
        if facts(rows) != facts(now):
            found.append(f"conversation {pair.staff.id} is no beginning of what it came to be")
        texts = {row["msg"] for row in rows}
        for talker in load.talkers:
            if talker.pair is pair:
                found += [f"{talker.name}: lost: {text}" for text, _ in told[talker] if text not in texts]
    return found


@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=pytest.mark.long)])
def test_backup_under_load_holds_what_was_acknowledged_before_it(new_stack, tmp_path, show, seconds):
    stack = new_stack(chat=2, redis_options=AT_ONCE)
    file = tmp_path / "leida.rdb"
    with Load(World(stack)) as load:
        time.sleep(seconds)  # of load before the backup …
        told = acknowledged(load)
        began = time.monotonic()
        backup(stack, file)
        took = time.monotonic() - began
        time.sleep(0.5)  # … and after it
    assert load.calls.failures == []
    count = sum(map(len, told.values()))
    other = restored(new_stack, file)
    show(f"backup of {count} messages under load: {file.stat().st_size} bytes in {took:.2f} s, "
         f"slowest call of the load {load.calls.worst[0] * 1000:.0f} ms")
    assert count > 0 and lost(other, load, told) == []


def test_backup_answers_on_every_route_as_before(new_stack, tmp_path):
    stack = new_stack(redis_options=AT_ONCE)
    before = everything(World(stack))
    sent = before.customer_says("once", msg_id="before").done()
    file = tmp_path / "leida.rdb"
    backup(stack, file)
    after = on(restored(new_stack, file), before)
    for path in ("/chat/query_num/0", "/chat/getmsg/0", "/chat"):
        assert after.staff_reads(path).body == before.staff_reads(path).body, path
        assert after.customer_reads(path).body == before.customer_reads(path).body, path
    for path in ("/tongxunlu", "/customer", "/action/time"):
        assert after.staff_reads(path).body == before.staff_reads(path).body, path
    assert after.customer_says("once", msg_id="before").done() == {**sent, "duplicate": True}
    for route in ROUTES:
        assert call(route, after).status == 200, route


def test_backup_restores_a_store_that_exports_the_same(new_stack, tmp_path):
    stack = new_stack(redis_options=AT_ONCE)
    everything(World(stack))
    file = tmp_path / "leida.rdb"
    backup(stack, file)
    assert restored(new_stack, file).ctl("export").stdout == stack.ctl("export").stdout
