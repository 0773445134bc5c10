# SPDX-License-Identifier: Apache-2.0
"""The list of conversations: GET /qiyeweixin/contact (api.md 3)."""

import datetime
import time

import pytest
from harness import days, slowlog
from harness.records import World

ROW = {
    "customer_id", "customer_source", "customer_source_text", "src", "name", "id", "send_type", "is_subscribe",
    "is_subscribe_text", "dateTime", "msg", "unread_msg_num",
}
STAMP = "2018-09-21T15:18:01"
ANSWER_MAX = 1_200_000  # bytes, of 200 rows with profiles as the tests make them
LIMIT = 5_000  # µs that a script may keep Redis from others


def add_talk(world, staff, when=STAMP, content=None, **customer):
    """A customer with one message to the staff user; the customer's id."""
    client = world.customer(**customer)
    world.bind(staff, client)
    ids = {"user_id": staff.id, "customer_id": client.id}
    world.add("message", **ids, send_type=2, content=content or {"info_type": 1, "msg": "x"}, create_date=when)
    return client.id


def listed(staff, **query):
    return [row["customer_id"] for row in staff.get("/contact", **query).done("查询成功")["ret_data"]]


def only_row(staff):
    data = staff.get("/contact").done()
    assert data["data_count"] == len(data["ret_data"]) == 1
    return data["ret_data"][0]


def test_nobody_has_written_yet(pair):
    assert pair.staff.get("/contact").done("查询成功") == {"ret_data": [], "data_count": 0}


def test_row_has_every_field(world):
    staff = world.user()
    customer = world.customer(username="又胖", headimgurl="c.jpg", user_type=2)
    pair = world.bind(staff, customer)
    world.load()
    pair.staff_says("a").done()
    pair.customer_says("b").done()
    pair.customer_says("c").done()
    row = only_row(staff)
    assert set(row) == ROW
    minute = row.pop("dateTime")
    assert abs(datetime.datetime.strptime(minute, "%H:%M").minute - days.now().minute) in (0, 1, 59)
    assert row == {
        "customer_id": customer.id, "customer_source": 2, "customer_source_text": "微信小程序", "src": "c.jpg", "name": "又胖",
        "id": 3, "send_type": 2, "is_subscribe": 1, "is_subscribe_text": "", "msg": "c", "unread_msg_num": 2,
    }


@pytest.mark.parametrize("given, follows", [({}, 1), ({"is_subscribe": 1}, 1), ({"is_subscribe": 0}, 0)],
                         ids=["nobody knows", "follows", "does not"])
def test_row_says_who_does_not_follow_the_official_account(world, given, follows):
    staff = world.user()
    add_talk(world, staff, **given)
    world.load()
    row = only_row(staff)
    assert row["is_subscribe"] == follows
    assert row["is_subscribe_text"] == ("" if follows else "此客户【未关注】公众号")


def test_reading_the_list_marks_nothing_and_unread_is_as_query_num_says(pair):
    for _ in range(3):
        pair.customer_says().done()
    pair.staff_says().done()
    for _ in range(2):
        assert (only_row(pair.staff)["unread_msg_num"], pair.unread()) == (3, (3, 1))
    pair.staff.post("/chat/ack/0", {"customer_id": pair.customer.id, "id": 2}).done()
    assert only_row(pair.staff)["unread_msg_num"] == pair.unread()[0] == 1
    pair.staff_reads().done()
    assert only_row(pair.staff)["unread_msg_num"] == 0


def await_millisecond():
    """What comes next has another time than what came before: those of one millisecond are in no order."""
    now = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 == now:
        pass


def test_each_conversation_is_there_once_latest_first(world):
    pairs = [world.bind(staff, world.customer()) for staff in [world.user()] for _ in range(3)]
    world.load()
    staff, ids = pairs[0].staff, [pair.customer.id for pair in pairs]
    for number in (0, 1, 2, 0, 2, 1, 0):
        await_millisecond()
        (pairs[number].customer_says if number else pairs[number].staff_says)().done()
    assert listed(staff) == [ids[0], ids[1], ids[2]]
    await_millisecond()
    pairs[2].staff_says().done()
    assert listed(staff) == [ids[2], ids[0], ids[1]]


def test_pages_join_without_gap_or_repeat(world):
    staff = world.user()
    ids = [add_talk(world, staff, f"2018-09-{number:02}") for number in range(1, 24)][::-1]
    world.load()
    assert listed(staff) == ids[:20] and listed(staff, length=0) == ids
    assert sum((listed(staff, length=5, current_page=page) for page in range(1, 6)), []) == ids
    beyond = staff.get("/contact", current_page=2**53 - 1, length=200).done()
    assert beyond == {"ret_data": [], "data_count": 23}
    staff.get("/contact", length=201, current_page=0).invalid(length="max_value", current_page="min_value")


def test_each_staff_user_sees_their_own(world):
    customer, mine, theirs = world.customer(), world.user(), world.user()
    for staff in (mine, theirs):
        world.bind(staff, customer)
    world.add("message", user_id=mine.id, customer_id=customer.id, send_type=2, content={"info_type": 1, "msg": "x"},
              create_date=STAMP)
    world.load()
    assert listed(mine) == [customer.id] and listed(theirs) == []


PREVIEWS = {
    "text": ({"info_type": 1, "msg": "a\n你😀"}, "a\n你😀"),
    "content's own fields": ({"info_type": 1, "msg": "x", "id": 7, "name": "n", "unread_msg_num": 9}, "x"),
    "product": ({"info_type": 2, "product_cover_url": "", "product_name": "房", "product_price": 1}, "向您咨询:房"),
    "product without a name": ({"info_type": 2, "product_cover_url": "", "product_name": "", "product_price": "1"}, "向您咨询:"),
    "question": ({"info_type": 3, "msg": "您的手机号?"}, "您的手机号?"),
    "picture": ({"info_type": 4, "url": "u", "msg": "m"}, "[图片]"),
    "video": ({"info_type": 5, "url": "u"}, "[视频]"),
    "mall": ({"info_type": 6, "msg": "m", "pages": [1, {"msg": 2}]}, "m"),
    "200 characters": ({"info_type": 1, "msg": "😀" * 200}, "😀" * 200),
    "more": ({"info_type": 1, "msg": "😀" * 201}, "😀" * 200 + "…"),
    "long": ({"info_type": 1, "pad": ["x" * 40_000], "msg": "你" * 8_000}, "你" * 200 + "…"),
}


@pytest.mark.parametrize("kind", PREVIEWS)
def test_newest_message_is_shown_in_short(pair, kind):
    content, shown = PREVIEWS[kind]
    pair.customer_says(content=content).done()
    row = only_row(pair.staff)
    assert row["msg"] == shown and (row["customer_id"], row["id"]) == (pair.customer.id, 1)


def test_times_are_those_of_days_in_the_zone(world):
    """Days of the month alone do not tell: a message of the same day a year ago, or a month, is not today's."""
    now, staff = days.now(), world.user()
    today, yesterday = now.replace(hour=0, minute=0, second=0), (now - datetime.timedelta(days=1)).replace(hour=23, minute=59)
    this_year = now.replace(month=1, day=1, hour=8)
    last_year = (now - datetime.timedelta(days=366)).replace(hour=9)
    moments = {today: "00:00", yesterday: "昨天", last_year: last_year.strftime("%Y-%m-%d")}
    if this_year.date() < yesterday.date():
        moments[this_year] = "01-01"
    expected = {add_talk(world, staff, days.written(moment)): shown for moment, shown in moments.items()}
    world.load()
    assert {row["customer_id"]: row["dateTime"] for row in staff.get("/contact").rows} == expected


def test_name_is_the_given_one_else_the_own_one(pair):
    pair.customer_says().done()

    def named(**fields):
        pair.staff.post(f"/customer/update_information/{pair.customer.id}", {"sex": 1, **fields}).done()
        return only_row(pair.staff)["name"]

    assert only_row(pair.staff)["name"] == f"客户{pair.customer.id}"
    assert named(username="给的", memo_name="备注") == "给的"
    assert named(username="") == f"客户{pair.customer.id}"


def test_customer_without_a_name_has_the_memo_name(world):
    pair = world.bind(world.user(), world.customer(username=""))
    world.load()
    pair.customer_says().done()
    assert only_row(pair.staff)["name"] == ""
    pair.staff.post(f"/customer/update_information/{pair.customer.id}", {"sex": 1, "memo_name": "备注"}).done()
    assert only_row(pair.staff)["name"] == "备注"


def test_full_rows_say_memo_names(pair):
    pair.customer_says().done()
    [without] = pair.staff.get("/contact", rows="full").rows
    pair.staff.post(f"/customer/update_information/{pair.customer.id}", {"sex": 1, "memo_name": "备注"}).done()
    [plain], [full] = (pair.staff.get("/contact", **query).rows for query in ({}, {"rows": "full"}))
    assert without["memo_name"] == "" and set(plain) == ROW
    assert full == {**plain, "memo_name": "备注"}
    pair.staff.get("/contact", rows="Full").invalid(rows="invalid")


def test_200_large_messages_are_listed_whole_by_short_steps(new_stack):
    """Nobody can hide others by writing much: each conversation is on the page, once, in its place."""
    stack = new_stack()
    world = World(stack)
    staff = world.user()
    moment = datetime.datetime(2018, 1, 1)
    ids = []
    for number in range(200):
        content = {"info_type": 1, "pad": "x" * 64_000, "msg": f"{number}"}
        ids.append(add_talk(world, staff, days.written(moment + datetime.timedelta(minutes=number)), content))
    world.load()

    def ask():
        answer = staff.get("/contact", length=200)
        assert len(answer.body) < ANSWER_MAX
        assert [(row["customer_id"], row["msg"]) for row in answer.rows] == [
            (ident, str(number)) for number, ident in reversed(list(enumerate(ids)))
        ]

    with stack.probe() as redis:
        spent, words = slowlog.longest(redis, ask, LIMIT, rounds=5, harmless=lambda words: words)
    print(f"{spent} µs: {words}")  # shown with -rP
    assert spent < LIMIT, f"{spent} µs: {words}"
