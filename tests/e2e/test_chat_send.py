# SPDX-License-Identifier: Apache-2.0
"""Sending: POST …/chat/send_msg/{n} of both sides (api.md 2 and 3)."""

import json

import pytest
from harness import days

CONTENTS = {
    "text": {"info_type": 1, "msg": "表情 💗 \\ \" 和\n换行"},
    "product": {"info_type": 2, "product_cover_url": "statics/a.png", "product_name": "名片", "product_price": "99.00"},
    "phone": {"info_type": 3, "msg": "您好,请问能否加下您的微信?"},
    "picture": {"info_type": 4, "url": "statics/b.png"},
    "video": {"info_type": 5, "url": "statics/c.mp4"},
    "mall": {"info_type": 6, "msg": "看看商城"},
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_send_keeps_every_kind_of_content(pair, content):
    assert pair.customer_says(content=content).done("send msg successful") == {}
    assert pair.staff_says(content=content).done("send msg successful") == {}
    for rows in (pair.staff_reads().rows, pair.customer_reads().rows):
        assert [{key: row[key] for key in content} for row in rows] == [content, content]


def test_send_keeps_other_content_fields_as_they_are(pair):
    extra = {"深": [1, -2, 3.5, True, None, {"a": "ü"}], "empty": "", "big": 9007199254740991}
    pair.customer_says(content={"info_type": 1, "msg": "x", **extra}).done()
    row = pair.staff_reads().rows[0]
    assert {key: row[key] for key in extra} == extra


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_send_takes_every_kind_of_body(pair, kind):
    fields = {"customer_id": pair.customer.id, "u_id": pair.staff.id, "content": {"info_type": 1, "msg": kind}}
    pair.customer.post("/chat/send_msg/0", {**fields, "send_type": 2}, kind=kind).done("send msg successful")
    pair.staff.post("/chat/send_msg/0", {**fields, "send_type": 1}, kind=kind).done("send msg successful")
    assert [row["msg"] for row in pair.staff_reads().rows] == [kind, kind]


def test_send_json_takes_decimal_strings_and_json_text(pair):
    content = json.dumps({"info_type": 1, "msg": "as text"})
    fields = {"u_id": str(pair.staff.id), "customer_id": str(pair.customer.id), "send_type": "2", "content": content}
    pair.customer.post("/chat/send_msg/0", fields, kind="json").done()
    assert pair.staff_reads().rows[0]["msg"] == "as text"


def test_send_path_number_carries_no_meaning(pair):
    fields = {"u_id": pair.staff.id, "content": {"info_type": 1, "msg": "x"}}
    pair.customer.post("/chat/send_msg/77", fields).done("send msg successful")


def test_send_ignores_unknown_parameters(pair):
    pair.customer_says(unheard_of="1", __proto__="2").done()
    fields = {"customer_id": pair.customer.id, "content": {"info_type": 1, "msg": "x"}}
    pair.staff.post("/chat/send_msg/0", fields, query={"more": "3"}).done()


def test_send_keeps_article_id_without_showing_another_field(pair):
    assert pair.customer_says(article_id=2).done() == {}


def test_send_with_msg_id_answers_id_time_and_duplicate(pair):
    for number, say in enumerate((pair.customer_says, pair.staff_says), 1):
        data = say(msg_id="key-1").done("send msg successful")
        assert set(data) == {"id", "dateTime", "duplicate"}
        assert (data["id"], data["duplicate"]) == (number, False)
        assert days.is_recent(data["dateTime"])


def test_send_staff_phone_question_has_a_standard_text(pair):
    pair.staff_says(content={"info_type": 3}).done("send msg successful")
    row = pair.customer_reads().rows[0]
    assert (row["info_type"], row["msg"]) == (3, "您好,请问能否告诉我您的手机号?")


def test_send_reports_every_missing_field_at_once(pair):
    pair.customer.post("/chat/send_msg/0", {}).invalid(u_id="required", content="required")
    pair.staff.post("/chat/send_msg/0", {}).invalid(customer_id="required", content="required")


def test_send_refuses_another_sender_in_the_body(pair, world):
    other = world.pair(pair.staff).customer
    pair.customer_says(customer_id=other.id).invalid(customer_id="invalid")
    pair.staff_says(user_id=pair.staff.id + 1).invalid(user_id="invalid")
    assert pair.staff_reads().data["ret_data"] == []


@pytest.mark.parametrize("send_type", ["0", "1", "3", "x", ""])
def test_send_refuses_a_forged_customer_send_type(pair, send_type):
    answer = pair.customer_says(send_type=send_type)
    assert (answer.code, set(answer.data)) == (402, {"send_type"}), answer
    assert pair.staff_reads().data["ret_data"] == []


@pytest.mark.parametrize("send_type", ["0", "2", "3", "x", ""])
def test_send_refuses_a_forged_staff_send_type(pair, send_type):
    answer = pair.staff_says(send_type=send_type)
    assert (answer.code, set(answer.data)) == (402, {"send_type"}), answer
    assert pair.customer_reads().data["ret_data"] == []


SERVER_FIELDS = {
    "id": 999, "customer_id": 777, "user_id": 777, "send_type": 9, "dateTime": "1999", "is_first_info": "x",
    "user_avator": "x", "user_avatar": "x", "customer_headimgurl": "x", "customer": "x", "from_user_name": "x",
    "customer_avatar": "x", "src": "x", "name": "x", "is_customer_already_read": "x",
    "is_customer_already_read_text": "x",
}


def test_send_content_never_overrides_what_the_server_sets(pair):
    """predecessor.md defect 2. The same message without the forged fields shows what each side must see."""
    pair.customer_says("plain").done()
    pair.customer_says(content={"info_type": 1, "msg": "forged", **SERVER_FIELDS}).done()
    for get in (pair.staff_reads, pair.customer_reads):
        for path in ("/chat/getmsg/0", "/chat"):
            plain, forged = get(path, **({"after": 0} if "getmsg" in path else {})).rows
            for name in set(plain) - {"id", "dateTime", "msg", "is_first_info"}:
                assert forged[name] == plain[name], name
            assert (forged["id"], forged["msg"]) == (2, "forged")
            assert days.is_recent(forged["dateTime"])
            assert forged.get("is_first_info", False) is False


def test_send_moves_the_last_times(pair):
    def times():
        row = pair.staff.get("/tongxunlu").rows[0]
        return row["last_follow_time"], row["last_activity_time"]

    assert times() == ("", "")
    pair.customer_says().done()
    assert times() == ("", "今天")
    pair.staff_says().done()
    assert times() == ("今天", "今天")
