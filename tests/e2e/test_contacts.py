# SPDX-License-Identifier: Apache-2.0
"""The contact list: GET /qiyeweixin/tongxunlu (api.md 4, seed 1.5)."""

import pytest
from harness import days

ROW = {
    "customer_id", "customer_username", "headimgurl", "expected_time", "expedted_pr", "last_follow_time",
    "last_activity_time", "follow_status", "article_id", "title", "customer_source", "customer_source_text", "source",
    "source_text",
}


@pytest.fixture
def five_customers(world):
    """A staff user with five customers that differ in every order; ids[0] is the oldest relation."""
    staff = world.user()
    facts = [
        dict(expedted_pr=10, last_follow_time=days.days_ago(3), source=1),
        dict(expedted_pr=90, last_activity_time=days.days_ago(1), source=2),
        dict(expedted_pr=10, last_follow_time=days.days_ago(1), last_activity_time=days.days_ago(5), source=3),
        dict(expedted_pr=0, last_follow_time=days.days_ago(0), source=4),
        dict(expedted_pr=10, last_activity_time=days.days_ago(0), source=1),
    ]
    ids = []
    for number, fact in enumerate(facts):
        customer = world.customer(username=f"顾客{number}")
        world.bind(staff, customer, create_date=days.days_ago(30 - number), **fact)
        ids.append(customer.id)
    world.load()
    return staff, ids


def order_of(five_customers, **query):
    staff, ids = five_customers
    return [ids.index(row["customer_id"]) for row in staff.get("/tongxunlu", **query).done("查询成功")["ret_data"]]


def test_contacts_orders(five_customers):
    assert order_of(five_customers) == [1, 4, 2, 0, 3]
    assert order_of(five_customers, order="-expedted_pr") == [1, 4, 2, 0, 3]
    assert order_of(five_customers, order="-last_follow_time") == [3, 2, 0, 4, 1]
    assert order_of(five_customers, order="-last_activity_time") == [4, 1, 2, 3, 0]
    assert order_of(five_customers, order="-create_date") == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("order", ["-expedted_pr", "-last_follow_time", "-last_activity_time", "-create_date"])
def test_contacts_pages_join_without_gap_or_repeat(five_customers, order):
    whole = order_of(five_customers, order=order, length=200)
    paged = [order_of(five_customers, order=order, length=2, current_page=page) for page in (1, 2, 3, 4)]
    assert sum(paged, []) == whole
    assert [len(page) for page in paged] == [2, 2, 1, 0]


@pytest.mark.parametrize("order", ["expedted_pr", "customer__token", "-customer__token", "", "-", "-Create_date"])
def test_contacts_refuses_an_unknown_order(five_customers, order):
    five_customers[0].get("/tongxunlu", order=order).invalid(order="invalid")


def test_contacts_row_of_a_bare_customer(world):
    pair = world.pair(world.user(), source=4, article_id=2, title="jajjaj")
    data = pair.staff.get("/tongxunlu").done("查询成功")
    row = data["ret_data"][0]
    assert set(row) == ROW and data["data_count"] == 1
    assert row["customer_id"] == pair.customer.id
    assert (row["expected_time"], row["expedted_pr"]) == (None, 0)
    assert (row["last_follow_time"], row["last_activity_time"], row["follow_status"]) == ("", "", "未跟进过")
    assert (row["article_id"], row["title"]) == (2, "jajjaj")
    assert row["source_text"] == "公众号文章"


def test_contacts_without_an_article(pair):
    row = pair.staff.get("/tongxunlu").rows[0]
    assert (row["article_id"], row["title"]) == (None, "")


@pytest.mark.parametrize("kind, text", [(1, "微信公众号"), (2, "微信小程序")])
def test_contacts_customer_source_is_the_kind_of_user(world, kind, text):
    staff, customer = world.user(), world.customer(user_type=kind)
    world.bind(staff, customer)
    world.load()
    row = staff.get("/tongxunlu").rows[0]
    assert (row["customer_source"], row["customer_source_text"]) == (kind, text)


@pytest.mark.parametrize("source, text", [(1, "扫码"), (2, "转发"), (3, "搜索"), (4, "公众号文章")])
def test_contacts_source_texts(world, source, text):
    row = world.pair(source=source).staff.get("/tongxunlu").rows[0]
    assert (row["source"], row["source_text"]) == (source, text)


@pytest.mark.parametrize(
    "ago, followed, status, active",
    [
        (0, "今天", "今天跟进", "今天"),
        (1, "昨天", "昨天已跟进", "昨天"),
        (2, "2天前", None, None),
        (3, "3天前", None, None),
        (400, "400天前", None, None),
    ],
)
def test_contacts_relative_days(world, ago, followed, status, active):
    moment, date = days.days_ago(ago), days.date_ago(ago)
    row = world.pair(last_follow_time=moment, last_activity_time=moment).staff.get("/tongxunlu").rows[0]
    assert row["last_follow_time"] == followed
    assert row["follow_status"] == (status or date)
    assert row["last_activity_time"] == (active or date)


def test_contacts_days_are_calendar_days_of_the_zone(world):
    """Yesterday 23:59 is 昨天 however few hours ago that is."""
    moment = days.date_ago(1) + "T23:59:59"
    row = world.pair(last_follow_time=moment).staff.get("/tongxunlu").rows[0]
    assert (row["last_follow_time"], row["follow_status"]) == ("昨天", "昨天已跟进")


def test_contacts_expected_values(world):
    row = world.pair(expected_time="2018-06-14", expedted_pr=80).staff.get("/tongxunlu").rows[0]
    assert (row["expected_time"], row["expedted_pr"]) == ("2018-06-14", 80)


def test_contacts_name_is_the_one_this_staff_user_gave(world):
    customer = world.customer(username="本名")
    one, two = world.user(), world.user()
    world.bind(one, customer, username="张三丰")
    world.bind(two, customer)
    world.load()
    names = [staff.get("/tongxunlu").rows[0]["customer_username"] for staff in (one, two)]
    assert names == ["张三丰", "本名"]


def test_contacts_filters(five_customers):
    staff, ids = five_customers
    assert order_of(five_customers, customer_id=ids[2]) == [2]
    assert sorted(order_of(five_customers, customer__source=1)) == [0, 4]
    assert order_of(five_customers, username="顾客3") == [3]
    assert len(order_of(five_customers, username="顾客")) == 5
    assert order_of(five_customers, username="顾客", customer__source=1, length=1, current_page=2) == [0]
    assert staff.get("/tongxunlu", username="顾客", length=2).done()["data_count"] == 5
    assert staff.get("/tongxunlu", customer__source=1, length=1).done()["data_count"] == 2


def test_contacts_filter_takes_the_text_literally(world):
    staff = world.user()
    for name in ("a%b", "a*b", "a.b", "A[b]"):
        world.bind(staff, world.customer(username=name))
    world.load()
    for needle, found in (("%", "a%b"), ("*", "a*b"), (".", "a.b"), ("[b]", "A[b]")):
        rows = staff.get("/tongxunlu", username=needle).rows
        assert [row["customer_username"] for row in rows] == [found]


def test_contacts_nobody_is_302(world):
    staff = world.user()
    world.load()
    staff.get("/tongxunlu").refused(302, "没有数据")


def test_contacts_page_past_the_end_is_empty_with_the_true_count(five_customers):
    answer = five_customers[0].get("/tongxunlu", current_page=99)
    assert answer.code == 200 and answer.data["ret_data"] == [] and answer.data["data_count"] == 5


def test_contacts_length_zero_means_200_and_default_is_10(world):
    staff = world.user()
    for _ in range(205):
        world.bind(staff, world.customer())
    world.load()
    queries = ({}, {"length": 0}, {"length": 200}, {"length": 1})
    sizes = [len(staff.get("/tongxunlu", **query).rows) for query in queries]
    assert sizes == [10, 200, 200, 1]
    assert staff.get("/tongxunlu").data["data_count"] == 205


def test_contacts_shows_only_own_relations(world):
    one, two = world.pair(), world.pair()
    assert [row["customer_id"] for row in one.staff.get("/tongxunlu").rows] == [one.customer.id]
    one.staff.get("/tongxunlu", customer_id=two.customer.id).refused(307)


def test_contacts_order_moves_with_every_write(five_customers, world):
    """Sending, acting and the update routes move the customer in the order that they set."""
    staff, ids = five_customers
    staff.post("/chat/send_msg/0", {"customer_id": ids[1], "content": {"info_type": 1, "msg": "x"}}).done()
    assert order_of(five_customers, order="-last_follow_time")[0] == 1
    customer = world.client("customer", ids[0])
    customer.post("/action/record/0", {"u_id": staff.id, "action": 1}).done()
    assert order_of(five_customers, order="-last_activity_time")[0] == 0
    staff.post(f"/customer/update_expected_pr/{ids[3]}", {"expedted_pr": 100}).done()
    assert order_of(five_customers)[0] == 3
    assert order_of(five_customers, order="-last_follow_time")[0] == 3
    staff.post(f"/customer/update_expected_time/{ids[4]}", {"expected_time": "2018-6-1"}).done()
    assert order_of(five_customers, order="-last_follow_time")[0] == 4
    assert order_of(five_customers, order="-create_date") == [4, 3, 2, 1, 0]
