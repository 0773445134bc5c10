# SPDX-License-Identifier: Apache-2.0
"""Statistics of the action log (api.md 5): action/count, action/customer and action/customer_detail equal a recount of the
rows by a plain model, whatever days are asked for."""

import collections
import datetime
import random

import pytest
from harness import days
from harness.records import World

ACTIONS = range(1, 17)
NOTHING = {str(action): 0 for action in ACTIONS}
WEEK = 7


def day(text):
    return datetime.date.fromisoformat(text[:10])


def dates(first, last):
    while first <= last:
        yield first
        first += datetime.timedelta(days=1)


class Model:
    """The rows as (date, customer, action)."""

    def __init__(self, rows):
        self.rows = [(day(stamp), customer, action) for stamp, customer, action in rows]

    def of(self, first, last, customer=None):
        return [row for row in self.rows if first <= row[0] <= last and customer in (None, row[1])]

    def detail(self, first, last, customer=None):
        counts = collections.Counter(action for _, _, action in self.of(first, last, customer))
        return {str(action): counts[action] for action in ACTIONS}

    def ranking(self, first, last):
        counts = collections.Counter(customer for _, customer, _ in self.of(first, last))
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def count(staff, **query):
    return staff.get("/action/count", **query).done("查询成功")


def ranking(staff, **query):
    """All pages."""
    found, page = [], 1
    while True:
        data = staff.get("/action/customer", current_page=page, length=7, **query).done("查询成功")
        found += [(row["customer_id"], row["action_count"]) for row in data["ret_data"]]
        if len(data["ret_data"]) < 7:
            assert data["data_count"] == len(found)
            return found
        page += 1


def detail(staff, customer, **query):
    data = staff.get("/action/customer_detail", customer_id=customer, **query).done("查询成功")
    assert [row["action"] for row in data["detail"]] == list(ACTIONS)
    assert data["totalCount"] == sum(row["count"] for row in data["detail"])
    return {str(row["action"]): row["count"] for row in data["detail"]}


def between(first, last):
    return {"create_date__gte": str(first), "create_date__lt": str(last)}


def expect_model(staff, model, first, last, customers):
    """Of days that are both given."""
    query = between(first, last)
    assert count(staff, **query)["detail"] == model.detail(first, last)
    assert ranking(staff, **query) == model.ranking(first, last)
    for customer in customers:
        assert detail(staff, customer, **query) == model.detail(first, last, customer)
    if (last - first).days < 366:
        listed = count(staff, by="day", **query)["days"]
        assert listed == [{"date": str(date), "detail": model.detail(date, date)} for date in dates(first, last)]


@pytest.fixture(scope="module")
def history(stack):
    """A staff user, the customers, and a model of a thousand rows over three years, most of them lately."""
    world = World(stack)
    staff, customers = world.user(), [world.customer() for _ in range(20)]
    for customer in customers:
        world.bind(staff, customer)
    chance = random.Random(13)
    now, rows = days.now(), []
    for _ in range(1000):
        seconds = int(chance.random() ** 3 * 3 * 365 * 86_400)
        stamp = days.written((now - datetime.timedelta(seconds=seconds)).replace(microsecond=0))
        rows.append((stamp, chance.choice(customers).id, chance.choice(ACTIONS)))
    for stamp, customer, action in rows:
        world.add("action", user_id=staff.id, customer_id=customer, action=action, create_date=stamp)
    world.load()
    return staff, [customer.id for customer in customers], Model(rows)


RANGES = {"a day": (1, 1), "a week": (9, 3), "a month's turn": (40, 20), "some months": (200, 3), "a year": (365, 0),
          "all": (3 * 366, 0), "much more than all": (5000, -400), "the future": (-1, -9), "turned round": (3, 9)}


@pytest.mark.parametrize("name", RANGES)
def test_statistics_equal_a_recount(history, name):
    staff, customers, model = history
    first, last = (days.now().date() - datetime.timedelta(days=ago) for ago in RANGES[name])
    expect_model(staff, model, first, last, customers[:3])


def test_whole_months_equal_a_recount(history):
    staff, customers, model = history
    first = (days.now().date() - datetime.timedelta(days=400)).replace(day=1)
    for months in (1, 2, 3, 12):
        last = first
        for _ in range(months):
            last = (last + datetime.timedelta(days=31)).replace(day=1)
        expect_model(staff, model, first, last - datetime.timedelta(days=1), customers[:1])
        expect_model(staff, model, first, last, customers[:1])


def test_default_is_the_last_seven_days(history):
    staff, customers, model = history
    today = days.now().date()
    first = today - datetime.timedelta(days=WEEK - 1)
    assert count(staff)["detail"] == model.detail(first, today)
    assert count(staff, by="day")["days"][0]["date"] == str(first)
    assert ranking(staff) == model.ranking(first, today)
    assert detail(staff, customers[0]) == model.detail(first, today, customers[0])
    assert count(staff, create_date__gte=first - datetime.timedelta(days=30))["detail"] == \
        model.detail(first - datetime.timedelta(days=30), today)
    last = today - datetime.timedelta(days=10)
    assert count(staff, create_date__lt=last)["detail"] == model.detail(last - datetime.timedelta(days=WEEK - 1), last)


def test_every_action_has_its_name_and_number(pair):
    for action in ACTIONS:
        for _ in range(action):
            pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": action}).done()
    data = count(pair.staff)
    assert set(data) == {"action", "detail", "user_id"} and data["user_id"] == pair.staff.id
    assert list(data["action"]) == list(data["detail"]) == list(NOTHING)
    assert data["action"]["1"] == "查看名片" and data["action"]["16"] == "转发文章到朋友圈" and all(data["action"].values())
    assert data["detail"] == {str(action): action for action in ACTIONS}
    rows = pair.staff.get("/action/customer_detail", customer_id=pair.customer.id).done()["detail"]
    assert rows[6] == {"action": 7, "name": "咨询产品", "count": 7}
    assert data["detail"] == detail(pair.staff, pair.customer.id)


def test_nothing_happened(pair):
    assert count(pair.staff, by="day", **between("2018-02-27", "2018-03-01"))["days"] == [
        {"date": date, "detail": NOTHING} for date in ("2018-02-27", "2018-02-28", "2018-03-01")]
    assert count(pair.staff, **between("1900-01-01", "9999-12-31"))["detail"] == NOTHING
    assert ranking(pair.staff) == [] and detail(pair.staff, pair.customer.id) == NOTHING


def test_midnight_belongs_to_the_day_that_begins(world):
    pair = world.bind(world.user(), world.customer())
    ids = {"user_id": pair.staff.id, "customer_id": pair.customer.id}
    for action, stamp in enumerate(["2018-12-31T23:59:59.999", "2019-01-01T00:00:00", "2019-01-31T23:59:59.999"], 1):
        world.add("action", **ids, action=action, create_date=stamp)
    world.load()
    for date, actions in {"2018-12-31": [1], "2019-01-01": [2], "2019-01-02": [], "2019-01-31": [3]}.items():
        assert count(pair.staff, **between(date, date))["detail"] == {**NOTHING, **{str(action): 1 for action in actions}}
    assert detail(pair.staff, pair.customer.id, **between("2019-01-01", "2019-01-31")) == {**NOTHING, "2": 1, "3": 1}


def test_ranking_shows_the_name_that_the_caller_gave(world):
    staff = world.user()
    named = world.bind(staff, world.customer(headimgurl="a.jpg"), username="张总")
    plain = world.bind(staff, world.customer())
    world.load()
    for pair, times in ((named, 1), (plain, 2)):
        for _ in range(times):
            pair.customer.post("/action/record/0", {"u_id": staff.id, "action": 1}).done()
    rows = staff.get("/action/customer").rows
    assert rows == [
        {"customer_id": plain.customer.id, "customer_username": f"客户{plain.customer.id}",
         "headimgurl": rows[0]["headimgurl"], "action_count": 2},
        {"customer_id": named.customer.id, "customer_username": "张总", "headimgurl": "a.jpg", "action_count": 1}]
    assert staff.get("/action/customer", current_page=9).done() == {"ret_data": [], "data_count": 2}


def test_ranking_shows_the_memo_name_of_who_has_no_name(world):
    pair = world.bind(world.user(), world.customer(username=""), memo_name="备忘")
    world.load()
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1}).done()
    assert [row["customer_username"] for row in pair.staff.get("/action/customer").rows] == ["备忘"]


def test_full_ranking_says_memo_names(world):
    pair = world.bind(world.user(), world.customer(username="本名"), memo_name="备忘")
    world.load()
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1}).done()
    [plain], [full] = (pair.staff.get("/action/customer", rows=form).rows for form in ("plain", "full"))
    assert full == {**plain, "memo_name": "备忘"} and plain["customer_username"] == "本名"
    pair.staff.get("/action/customer", rows="all").invalid(rows="invalid")


def test_repeated_record_is_counted_once(pair):
    for _ in range(3):
        pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 5, "msg_id": "once"}).done()
    assert count(pair.staff)["detail"] == {**NOTHING, "5": 1}


def test_repeated_import_is_counted_once(world):
    pair = world.bind(world.user(), world.customer())
    for minute in range(50):
        world.add("action", user_id=pair.staff.id, customer_id=pair.customer.id, action=2,
                  create_date=f"2018-06-01T10:{minute:02}:00")
    rows = list(world.records)
    world.load()
    world.stack.load(rows)
    assert count(pair.staff, **between("2018-06-01", "2018-06-01"))["detail"] == {**NOTHING, "2": 50}


def test_older_rows_that_an_import_merges_are_counted(world):
    """They are older than more than thirty that are there: the log is made anew."""
    pair = world.bind(world.user(), world.customer())
    ids = {"user_id": pair.staff.id, "customer_id": pair.customer.id}
    for minute in range(40):
        world.add("action", **ids, action=2, create_date=f"2018-06-01T10:{minute:02}:00")
    world.load()
    for minute in range(120):
        world.add("action", **ids, action=3, create_date=f"2018-05-{1 + minute % 30:02}T10:00:{minute % 60:02}")
    world.load()
    assert count(pair.staff, **between("2018-05-01", "2018-06-01"))["detail"] == {**NOTHING, "2": 40, "3": 120}
    assert detail(pair.staff, pair.customer.id, **between("2018-05-01", "2018-05-31")) == {**NOTHING, "3": 120}
    with world.stack.probe() as redis:
        assert redis.call("EXISTS", f"log:{{u:{pair.staff.id}}}:uncounted") == 0


@pytest.mark.parametrize("path", ["count", "customer", "customer_detail"])
@pytest.mark.parametrize("name", ["create_date__gte", "create_date__lt"])
@pytest.mark.parametrize("value", ["2018-02-30", "x", "", "0"])
def test_day_that_is_none_is_refused(pair, path, name, value):
    query = {"customer_id": pair.customer.id} if path == "customer_detail" else {}
    pair.staff.get(f"/action/{path}", **query, **{name: value}).invalid(**{name: "invalid"})


def test_bad_input_is_refused(pair, world):
    stranger = world.customer()
    world.load()
    pair.staff.get("/action/count", by="month").invalid(by="invalid")
    pair.staff.get("/action/customer", current_page=0, length=201).invalid(current_page="min_value", length="max_value")
    pair.staff.get("/action/customer_detail").invalid(customer_id="required")
    pair.staff.get("/action/customer_detail", customer_id=stranger.id).refused(307)


def test_days_are_listed_for_a_year_at_most(pair):
    assert len(count(pair.staff, by="day", **between("2020-01-01", "2020-12-31"))["days"]) == 366
    pair.staff.get("/action/count", by="day", **between("2020-01-01", "2021-01-01")).invalid(create_date__gte="invalid")


def test_each_sees_the_actions_towards_them_alone(world):
    customer = world.customer()
    one, two = world.bind(world.user(), customer), world.bind(world.user(), customer)
    world.load()
    customer.post("/action/record/0", {"u_id": one.staff.id, "action": 4}).done()
    assert count(one.staff)["detail"]["4"] == 1 and count(two.staff)["detail"] == NOTHING
    assert ranking(two.staff) == []


# ---- get_new_log ----

def new_log(staff, **query):
    return staff.get("/action/get_new_log", **query)


def test_new_log_gives_each_row_once_oldest_first(pair):
    assert new_log(pair.staff).done("没有新的日志记录") == {"ret_data": [], "data_count": 0}
    for action in (3, 7):
        pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": action, "remark": f"做了{action}"}).done()
    data = new_log(pair.staff, wait=0).done("查询日志记录成功")
    shown = pair.staff.get("/action/time").rows[::-1]
    assert data == {"ret_data": [{**row, "action": name} for row, name in zip(shown, ["查看动态", "咨询产品"], strict=True)],
                    "data_count": 2}
    assert new_log(pair.staff, wait=1).rows == []
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1}).done()
    assert [row["action"] for row in new_log(pair.staff).rows] == ["查看名片"]


def test_new_log_gives_200_at_once(world):
    pair = world.bind(world.user(), world.customer())
    for minute in range(450):
        world.add("action", user_id=pair.staff.id, customer_id=pair.customer.id, action=1 + minute % 16, remark=str(minute),
                  create_date=f"2018-06-01T{minute // 60:02}:{minute % 60:02}:00")
    world.load()
    given = [new_log(pair.staff).rows for _ in range(4)]
    assert [len(rows) for rows in given] == [200, 200, 50, 0]
    name = f"客户{pair.customer.id}"
    assert [row["log"] for rows in given for row in rows] == [f"{name}{minute}" for minute in range(450)]


@pytest.mark.parametrize("wait, code", [("-1", "min_value"), (56, "max_value"), ("x", "invalid"), ("", "invalid")])
def test_wait_that_is_none_is_refused_and_nothing_marked(pair, wait, code):
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1}).done()
    new_log(pair.staff, wait=wait).invalid(wait=code)
    assert len(new_log(pair.staff).rows) == 1


def test_rows_that_an_import_puts_in_front_are_not_new(world):
    """What was given is not given again, whether later rows give way or the log is made anew."""
    pair = world.bind(world.user(), world.customer())
    ids = {"user_id": pair.staff.id, "customer_id": pair.customer.id}
    for minute in range(40):
        world.add("action", **ids, action=1, create_date=f"2018-06-01T10:{minute:02}:00")
    world.load()
    assert len(new_log(pair.staff).rows) == 40
    world.add("action", **ids, action=2, create_date="2018-06-01T10:30:30")  # some give way
    world.add("action", **ids, action=3, create_date="2018-06-01T10:50:00")  # the newest
    world.load()
    assert [row["action"] for row in new_log(pair.staff).rows] == ["查看动态"]
    for minute in range(5):
        world.add("action", **ids, action=4, create_date=f"2018-06-01T09:{minute:02}:00")  # all are copied
    world.load()
    assert new_log(pair.staff).rows == []
    pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 5}).done()
    assert [row["action"] for row in new_log(pair.staff).rows] == ["复制微信"]
