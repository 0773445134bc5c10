# SPDX-License-Identifier: Apache-2.0
"""Reading on both sides: getmsg, ack, history, unread counts (api.md 2 and 3)."""

import pytest
from harness import days

GOT = "实时获取-最新聊天信息成功"
NOTHING = "没有得到实时聊天信息"


def texts(rows):
    return [row["msg"] for row in rows]


@pytest.fixture(params=["customer", "staff"])
def side(request, pair):
    """(reads, says, other side says, index in unread()) of one side."""
    if request.param == "customer":
        return pair.customer_reads, pair.customer_says, pair.staff_says, 1
    return pair.staff_reads, pair.staff_says, pair.customer_says, 0


def test_getmsg_gives_each_message_once_in_order_of_both_directions(side):
    reads, says, other_says, _ = side
    says("1").done()
    other_says("2").done()
    says("3").done()
    data = reads("/chat/getmsg/0").done(GOT)
    assert [(row["id"], row["msg"]) for row in data["ret_data"]] == [(1, "1"), (2, "2"), (3, "3")]
    assert data["data_count"] == 3
    assert reads("/chat/getmsg/0").done(NOTHING)["ret_data"] == []
    other_says("4").done()
    assert [(row["id"], row["msg"]) for row in reads("/chat/getmsg/0").rows] == [(4, "4")]


def test_getmsg_of_an_empty_conversation_says_so(side):
    data = side[0]("/chat/getmsg/0").done(NOTHING)
    assert data["ret_data"] == [] and data["data_count"] == 0


def test_getmsg_of_one_side_takes_nothing_from_the_other(pair):
    pair.customer_says("1").done()
    assert texts(pair.customer_reads("/chat/getmsg/0").rows) == ["1"]
    assert texts(pair.staff_reads("/chat/getmsg/0").rows) == ["1"]


def test_getmsg_customer_fields(world):
    staff = world.user(username="张聪", avatar="statics/a.jpg")
    customer = world.customer(username="_zzz จุ๊บ", headimgurl="https://wx.qlogo.cn/132")
    pair = world.bind(staff, customer)
    world.load()
    pair.customer_says("hi").done()
    row = pair.customer_reads("/chat/getmsg/0").rows[0]
    assert days.is_recent(row.pop("dateTime"))
    assert row == {
        "id": 1, "customer_id": customer.id, "user_id": staff.id, "user_avator": "statics/a.jpg",
        "customer_headimgurl": "https://wx.qlogo.cn/132", "customer": "_zzz จุ๊บ", "send_type": 2,
        "is_first_info": False, "info_type": 1, "msg": "hi",
    }


@pytest.mark.parametrize("path", ["/chat/getmsg/0", "/chat"])
def test_message_staff_fields(world, path):
    staff = world.user(username="张聪", avatar="statics/a.jpg")
    customer = world.customer(username="又胖了", headimgurl="https://wx.qlogo.cn/132")
    pair = world.bind(staff, customer)
    world.load()
    pair.staff_says("hi").done()
    row = pair.staff_reads(path).rows[0]
    assert days.is_recent(row.pop("dateTime"))
    assert set(row) == {
        "id", "customer_id", "customer_avatar", "user_id", "src", "name", "send_type", "is_customer_already_read",
        "is_customer_already_read_text", "info_type", "msg",
    }
    assert (row["id"], row["customer_id"], row["user_id"], row["send_type"]) == (1, customer.id, staff.id, 1)
    assert (row["src"], row["customer_avatar"], row["name"]) == ("https://wx.qlogo.cn/132",) * 2 + ("又胖了",)
    assert (row["is_customer_already_read"], row["is_customer_already_read_text"]) == (0, "未读")


def test_history_customer_fields(world):
    staff = world.user(avatar="statics/a.jpg", mingpian_phone="18932674288", wechat="18866554433", username="张炬", position="顾问")
    customer = world.customer(username="又胖了", headimgurl="https://wx.qlogo.cn/132")
    pair = world.bind(staff, customer)
    world.load()
    pair.customer_says("one").done()
    pair.staff_says("two").done()
    data = pair.customer_reads(customer_id=customer.id).done("分页获取-全部聊天消息成功")
    assert (data["mingpian_phone"], data["wechat"], data["data_count"]) == ("18932674288", "18866554433", 2)
    assert (data["user_name"], data["user_position"]) == ("张炬", "顾问")
    assert set(data) == {"ret_data", "data_count", "mingpian_phone", "wechat", "user_name", "user_position"}
    first, second = data["ret_data"]
    assert days.is_recent(first.pop("dateTime"))
    assert first == {
        "id": 1, "customer_id": customer.id, "user_id": staff.id, "from_user_name": "又胖了", "customer": "又胖了",
        "user_avatar": "statics/a.jpg", "customer_headimgurl": "https://wx.qlogo.cn/132", "send_type": 2,
        "is_first_info": True, "info_type": 1, "msg": "one",
    }
    assert (second["is_first_info"], second["send_type"], second["from_user_name"]) == (False, 1, "又胖了")


def test_history_read_mark_follows_the_customer(pair):
    pair.staff_says().done()

    def mark():
        row = pair.staff_reads().rows[0]
        return row["is_customer_already_read"], row["is_customer_already_read_text"]

    assert mark() == (0, "未读")
    pair.customer_reads("/chat/getmsg/0").done()
    assert mark() == (1, "已读")


def test_history_first_page_is_newest_and_oldest_first_within(side):
    reads, says, _, _ = side
    for number in range(1, 46):
        says(str(number)).done()
    pages = [texts(reads(current_page=page).rows) for page in (1, 2, 3)]
    assert pages == [[str(n) for n in range(26, 46)], [str(n) for n in range(6, 26)], [str(n) for n in range(1, 6)]]
    past = reads(current_page=4)
    assert past.data["ret_data"] == [] and past.data["data_count"] == 45 and past.code == 200
    assert len(reads(length=0).rows) == 45
    assert texts(reads(length=200).rows) == [str(n) for n in range(1, 46)]


def test_history_cursor_is_stable_while_messages_arrive(side):
    reads, says, _, _ = side
    for number in range(1, 31):
        says(str(number)).done()
    newest = reads(length=10).rows
    says("31").done()
    older = reads(length=10, before=newest[0]["id"]).done()
    assert [row["id"] for row in older["ret_data"]] == list(range(11, 21))
    assert older["data_count"] == 31
    assert reads(before=1).done()["ret_data"] == []
    assert [row["id"] for row in reads(before=1000, length=2).rows] == [30, 31]


def test_history_marks_read_up_to_what_was_shown(side):
    """predecessor.md 4: opening a page marks that page, never what is newer."""
    reads, _, other_says, _ = side
    unread = lambda: reads("/chat/query_num/0").done("查询成功")["chatinfo_count"]  # noqa: E731
    for number in range(1, 31):
        other_says(str(number)).done()
    assert unread() == 30
    reads(current_page=2, length=10).done()
    assert unread() == 10
    reads(current_page=3, length=10).done()
    assert unread() == 10
    assert [row["id"] for row in reads("/chat/getmsg/0").rows] == list(range(21, 31))
    other_says("31").done()
    reads().done()
    assert unread() == 0


def test_history_empty_conversation_texts(pair):
    data = pair.staff_reads().done("没有新消息")
    assert (data["ret_data"], data["data_count"]) == ([], 0)
    data = pair.customer_reads().done()
    assert (data["ret_data"], data["data_count"]) == ([], 0)


def test_unread_counts_only_the_other_side(pair):
    pair.customer_says().done()
    pair.customer_says().done()
    pair.staff_says().done()
    assert pair.unread() == (2, 1)
    pair.staff_reads("/chat/getmsg/0").done()
    assert pair.unread() == (0, 1)
    pair.customer_reads().done()
    assert pair.unread() == (0, 0)


def test_getmsg_gives_at_most_200_a_time(world):
    staff, customer = world.user(), world.customer()
    pair = world.bind(staff, customer)
    for number in range(1, 451):
        content = {"info_type": 1, "msg": str(number)}
        world.add("message", user_id=staff.id, customer_id=customer.id, send_type=2, content=content)
    world.load()
    got = [[row["id"] for row in pair.staff_reads("/chat/getmsg/0").done()["ret_data"]] for _ in range(4)]
    assert got == [list(range(1, 201)), list(range(201, 401)), list(range(401, 451)), []]
    assert len(pair.customer_reads(length=200).rows) == 200


def test_getmsg_after_marks_nothing(side):
    reads, _, other_says, _ = side
    for number in range(1, 6):
        other_says(str(number)).done()
    assert texts(reads("/chat/getmsg/0", after=0).rows) == ["1", "2", "3", "4", "5"]
    assert texts(reads("/chat/getmsg/0", after=3).rows) == ["4", "5"]
    assert reads("/chat/getmsg/0", after=5).done(NOTHING)["ret_data"] == []
    assert reads("/chat/query_num/0").done()["chatinfo_count"] == 5
    assert len(reads("/chat/getmsg/0").rows) == 5


def acknowledge(pair, side, ident):
    if side == "customer":
        return pair.customer.post("/chat/ack/0", {"u_id": pair.staff.id, "id": ident})
    return pair.staff.post("/chat/ack/0", {"customer_id": pair.customer.id, "id": ident})


@pytest.mark.parametrize("name", ["customer", "staff"])
def test_ack_marks_up_to_an_id_and_never_backwards(pair, name):
    says = pair.staff_says if name == "customer" else pair.customer_says
    reads = pair.customer_reads if name == "customer" else pair.staff_reads
    for number in range(1, 6):
        says(str(number)).done()
    counts = []
    for ident in (3, 1, 3, 4):
        acknowledge(pair, name, ident).done()
        counts.append(reads("/chat/query_num/0").done()["chatinfo_count"])
    assert counts == [2, 2, 2, 1]
    assert texts(reads("/chat/getmsg/0").rows) == ["5"]


def test_ack_beyond_the_last_message_hides_nothing_that_comes_later(pair):
    pair.staff_says("1").done()
    acknowledge(pair, "customer", 1000).refused(302, "ID不存在")
    pair.staff_says("2").done()
    assert texts(pair.customer_reads("/chat/getmsg/0").rows)[-1:] == ["2"]


def test_ack_reports_missing_fields(pair):
    pair.customer.post("/chat/ack/0", {}).invalid(u_id="required", id="required")
    pair.staff.post("/chat/ack/0", {}).invalid(customer_id="required", id="required")


@pytest.mark.parametrize("path", ["/chat", "/chat/getmsg/0", "/chat/query_num/0"])
def test_reading_needs_the_partner(pair, path):
    pair.customer.get(path).invalid(u_id="required")
    pair.staff.get(path).invalid(customer_id="required")


def test_history_refuses_another_customer_id(pair):
    pair.customer_reads(customer_id=pair.customer.id + 1).invalid(customer_id="invalid")
