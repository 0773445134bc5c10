# SPDX-License-Identifier: Apache-2.0
"""The action log: POST /gongzhonghao/action/record and GET /qiyeweixin/action/time (api.md 5)."""

import pytest
from harness import days


def record(pair, action=9, **fields):
    return pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": action, **fields})


def log(pair, **query):
    return pair.staff.get("/action/time", **query).done("查询日志记录成功")


@pytest.mark.parametrize("action", range(1, 17))
def test_record_has_a_fitting_text_for_every_action(pair, action):
    record(pair, action).done("记录日志成功")
    data = log(pair)
    row = data["ret_data"][0]
    name = f"客户{pair.customer.id}"
    assert set(row) == {"user_id", "customer_id", "headimgurl", "log", "create_date", "action"}
    assert row["log"].startswith(name) and len(row["log"]) > len(name)
    assert (row["user_id"], row["customer_id"], row["action"]) == (pair.staff.id, pair.customer.id, action)
    assert days.is_recent(row["create_date"]) and data["data_count"] == 1


def test_record_remark_follows_the_name(world):
    staff, customer = world.user(), world.customer(username="张聪", headimgurl="statics/imgs/setAvator.jpg")
    pair = world.bind(staff, customer)
    world.load()
    record(pair, 9, remark="觉得靠谱", article_id=3).done("记录日志成功")
    row = log(pair)["ret_data"][0]
    assert (row["log"], row["headimgurl"]) == ("张聪觉得靠谱", "statics/imgs/setAvator.jpg")


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_record_takes_every_kind_of_body(pair, kind):
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1}, kind=kind).done("记录日志成功")
    assert log(pair)["data_count"] == 1


@pytest.mark.parametrize("action, code", [(0, "min_value"), (17, "max_value"), ("x", "invalid"), ("1.5", "invalid")])
def test_record_refuses_an_unknown_action(pair, action, code):
    record(pair, action).invalid(action=code)
    assert log(pair)["data_count"] == 0


def test_record_reports_missing_fields(pair):
    pair.customer.post("/action/record/0", {}).invalid(u_id="required", action="required")


def test_record_sets_the_last_activity_time(pair):
    record(pair).done()
    row = pair.staff.get("/tongxunlu").rows[0]
    assert (row["last_activity_time"], row["last_follow_time"]) == ("今天", "")


def test_record_with_msg_id_happens_once(pair):
    first = record(pair, msg_id="a1").done("记录日志成功")
    again = record(pair, msg_id="a1").done("记录日志成功")
    assert log(pair)["data_count"] == 1
    assert (first.get("duplicate"), again.get("duplicate")) == (False, True)
    record(pair, 10, msg_id="a1").refused(409)
    assert log(pair)["data_count"] == 1


@pytest.fixture
def action_log(world):
    """A staff user, two customers, one action a day for ten days back: the customer and the action alternate."""
    staff = world.user()
    customers = [world.customer(username=name) for name in ("张聪", "张炬")]
    for customer in customers:
        world.bind(staff, customer)
    for ago in range(9, -1, -1):
        ids = {"user_id": staff.id, "customer_id": customers[ago % 2].id}
        world.add("action", **ids, action=1 + ago % 3, remark=str(ago), create_date=days.days_ago(ago))
    world.load()
    return staff, [customer.id for customer in customers]


def agos(staff, **query):
    return [int(row["log"][2:]) for row in staff.get("/action/time", **query).done("查询日志记录成功")["ret_data"]]


def test_log_is_newest_first_in_pages(action_log):
    staff, _ = action_log
    assert agos(staff) == list(range(10))
    pages = [agos(staff, length=4, current_page=page) for page in (1, 2, 3, 4)]
    assert pages == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9], []]
    assert staff.get("/action/time", length=3, current_page=9).done()["data_count"] == 10


def test_log_filters_by_customer_and_action(action_log):
    staff, ids = action_log
    assert agos(staff, customer_id=ids[0]) == [0, 2, 4, 6, 8]
    assert agos(staff, action=1) == [0, 3, 6, 9]
    assert agos(staff, customer_id=ids[1], action=1) == [3, 9]
    assert staff.get("/action/time", customer_id=ids[0], length=1).done()["data_count"] == 5
    assert staff.get("/action/time", action=2, length=1).done()["data_count"] == 3


def test_log_days_include_both_ends(action_log):
    staff, ids = action_log
    between = {"create_date__gte": days.date_ago(5), "create_date__lt": days.date_ago(3)}
    assert agos(staff, **between) == [3, 4, 5]
    assert agos(staff, create_date__gte=days.date_ago(1)) == [0, 1]
    assert agos(staff, create_date__lt=days.date_ago(8)) == [8, 9]
    assert agos(staff, **between, customer_id=ids[0]) == [4]
    assert agos(staff, **between, action=1) == [3]
    assert agos(staff, create_date__gte=days.date_ago(3), create_date__lt=days.date_ago(5)) == []
    assert staff.get("/action/time", **between, length=1).done()["data_count"] == 3


@pytest.mark.parametrize("name", ["create_date__gte", "create_date__lt"])
@pytest.mark.parametrize("date", ["x", "2018-02-30", "2018-06-06T10:00:00", ""])
def test_log_refuses_what_is_no_date(action_log, name, date):
    action_log[0].get("/action/time", **{name: date}).invalid(**{name: "invalid"})


def test_log_empty(pair):
    data = log(pair)
    assert (data["ret_data"], data["data_count"]) == ([], 0)


def test_log_default_length_is_10(world):
    pair = world.pair()
    for _ in range(12):
        world.add("action", user_id=pair.staff.id, customer_id=pair.customer.id, action=1)
    world.load()
    assert [len(log(pair, **query)["ret_data"]) for query in ({}, {"length": 0}, {"length": 11})] == [10, 12, 11]


def test_log_is_seen_by_its_staff_user_alone(pair, world):
    other = world.pair()
    record(pair).done()
    assert log(other)["ret_data"] == []
    foreign = other.staff.get("/action/time", customer_id=pair.customer.id)
    assert foreign.code == 307 and foreign.data == {}, foreign
