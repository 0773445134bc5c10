# SPDX-License-Identifier: Apache-2.0
"""Stores that earlier builds left behind (stores/, made by make-store): this build brings them forward at its start, then
answers as on a store of its own."""

import json
import pathlib

import pytest
from harness.records import Pair, World
from harness.routes import ROUTES, call

HERE = pathlib.Path(__file__).resolve().parent
STORES = sorted(path.stem for path in (HERE / "stores").glob("*.jsonl"))
ORDERS = ["-expedted_pr", "-last_follow_time", "-last_activity_time", "-create_date"]


def imported(line):
    """Whether the file says all of it: what there is of customer 2 is from calls too, at the time of the making."""
    return line.get("customer_id") != 2


def exported(stack):
    result = stack.ctl("export")
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def reads(stack):
    """What all reading routes answer about what was imported."""
    world = World(stack)
    staff = world.client("user", 1)
    answers = {}
    for order in ORDERS:
        answers[order] = staff.get("/tongxunlu", order=order).done()
    for fields in ({"username": "王"}, {"customer__source": 4}, {"customer_id": 3}):
        answers[str(fields)] = staff.get("/tongxunlu", **fields).done()
    for fields in ({}, {"customer_id": 1}, {"action": 2}, {"customer_id": 3, "action": 2}, {"create_date__gte": "2018-06-03"}):
        answers[f"actions {fields}"] = staff.get("/action/time", **fields).done()
    year = {"create_date__gte": "2018-01-01", "create_date__lt": "2018-12-31"}
    for path, fields in (("count", {"by": "day"}), ("customer", {}), ("customer_detail", {"customer_id": 3})):
        answers[f"statistics {path}"] = staff.get(f"/action/{path}", **year, **fields).done()
    answers["new actions"] = staff.get("/action/get_new_log").done()
    answers["tags"] = staff.get("/tag_list", customer_id=1).rows
    answers["borne"] = [(row["name"], row["customer_num"]) for row in staff.get("/tag_customer").rows]
    for ident in (1, 3, 4, 5):
        pair = Pair(staff, world.client("customer", ident))
        answers[f"card {ident}"] = pair.staff_reads("/customer").done()
        answers[f"history {ident}"] = [pair.staff_reads().envelope, pair.customer_reads().envelope]
        answers[f"unread {ident}"] = pair.unread()
        answers[f"new {ident}"] = pair.staff_reads("/chat/getmsg/0").envelope, pair.customer_reads("/chat/getmsg/0").envelope
    return answers


@pytest.fixture(scope="session")
def present(session_stacks):
    """The answers and the export of a store that this build has filled."""
    stack = session_stacks()
    stack.load((HERE / "import.jsonl").read_text().splitlines())
    return [line for line in exported(stack) if imported(line)], reads(stack)


def wrote(stack):
    """What the calls of make-store have left, without their times."""
    pair = Pair(World(stack).client("user", 2), World(stack).client("customer", 2))
    row = pair.staff.get("/tongxunlu", customer_id=2).rows[0]
    lines = [line for line in exported(stack) if line["type"] == "follow_info" and not imported(line)]
    return {
        "row": {name: row[name] for name in ("customer_username", "expected_time", "expedted_pr", "source")},
        "card": {name: pair.staff_reads("/customer").rows[0][name] for name in ("mem", "tag", "expedted_pr")},
        "messages": [message["msg"] for message in pair.staff_reads().rows],
        "unread": pair.unread(),
        "actions": [row["action"] for row in pair.staff.get("/action/time", customer_id=2).rows],
        "counted": [row["action_count"] for row in pair.staff.get("/action/customer", create_date__gte="2018-01-01").rows],
        "notes": [line["follow_info"] for line in lines],
    }


@pytest.mark.parametrize("name", STORES)
def test_store_of_an_earlier_build_answers_as_one_of_this(upgrade, present, name):
    stack = upgrade()
    stack.restore(name)
    stack.begin()
    stack.wait_ready()
    assert ([line for line in exported(stack) if imported(line)], reads(stack)) == present
    assert wrote(stack) == {
        "row": {"customer_username": "胖哥", "expected_time": "2030-01-02", "expedted_pr": 65, "source": 3},
        "card": {"mem": "新客户", "tag": ["初次接触", "需求明确"], "expedted_pr": "65"},
        "messages": ["您好", "在吗"],
        "unread": (0, 1),
        "actions": [3],
        "counted": [1],
        "notes": ["更新预计成交日期: 2030-01-02", "更新预计成交率为: 65"],
    }
    check = stack.ctl("check")
    assert (check.returncode, " 0 findings" in check.stdout) == (0, True), check.stdout
    pair = Pair(World(stack).client("user", 1), World(stack).client("customer", 3))
    for route in ROUTES:
        call(route, pair).done()
    assert stack.ctl("check").returncode == 0
