# SPDX-License-Identifier: Apache-2.0
"""Hostile and malformed content: refused with 402 for `content`, and nothing has happened (predecessor.md 2, 3)."""

import json

import pytest
from harness.records import World

LIMIT = 64 * 1024


def nested(depth):
    return '{"info_type":1,"msg":"x","deep":' + "[" * depth + "]" * depth + "}"


MALFORMED = {
    "word": "hello",
    "empty": "",
    "list": "[]",
    "null": "null",
    "number": "1",
    "text": '"{}"',
    "empty_object": "{}",
    "no_msg": '{"info_type":1}',
    "empty_msg": '{"info_type":1,"msg":""}',
    "null_msg": '{"info_type":1,"msg":null}',
    "object_msg": '{"info_type":1,"msg":{"a":1}}',
    "type_word": '{"info_type":"abc","msg":"x"}',
    "type_zero": '{"info_type":0,"msg":"x"}',
    "type_seven": '{"info_type":7,"msg":"x"}',
    "type_negative": '{"info_type":-1,"msg":"x"}',
    "type_fraction": '{"info_type":1.5,"msg":"x"}',
    "type_huge": '{"info_type":18446744073709551617,"msg":"x"}',
    "type_missing": '{"msg":"x"}',
    "type_null": '{"info_type":null,"msg":"x"}',
    "type_list": '{"info_type":[1],"msg":"x"}',
    "picture_without_url": '{"info_type":4}',
    "picture_empty_url": '{"info_type":4,"url":""}',
    "video_without_url": '{"info_type":5,"msg":"x"}',
    "mall_without_msg": '{"info_type":6,"url":"x"}',
    "nan": '{"info_type":4,"url":NaN}',
    "nan_beside": '{"info_type":1,"msg":"x","n":NaN}',
    "infinity": '{"info_type":1,"msg":"x","n":-Infinity}',
    "overflow": '{"info_type":1,"msg":"x","n":1e999}',
    "lone_high_surrogate": '{"info_type":1,"msg":"\\ud800"}',
    "lone_low_surrogate": '{"info_type":1,"msg":"\\udc00"}',
    "swapped_surrogates": '{"info_type":1,"msg":"\\udc00\\ud800"}',
    "surrogate_in_a_name": '{"info_type":1,"msg":"x","\\ud800":1}',
    "escaped_nul": '{"info_type":1,"msg":"a\\u0000b"}',
    "deep_40": nested(40),
    "deep_3000": nested(3000),
    "unclosed": '{"info_type":1,"msg":"x"',
    "trailing_comma": '{"info_type":1,"msg":"x",}',
    "trailing_bytes": '{"info_type":1,"msg":"x"} x',
    "two_values": '{"info_type":1,"msg":"x"}{}',
    "single_quotes": "{'info_type':1,'msg':'x'}",
    "raw_control": '{"info_type":1,"msg":"a\x01b"}',
    "bad_escape": '{"info_type":1,"msg":"\\x41"}',
    "leading_zero": '{"info_type":01,"msg":"x"}',
    "twice_a_field": '{"info_type":1,"msg":"x","msg":"y"}',
    "twice_a_field_escaped": '{"info_type":1,"msg":"x","m\\u0073g":"y"}',
    "two_byte_order_marks": '\ufeff\ufeff{"info_type":1,"msg":"x"}',
}


@pytest.fixture(scope="module")
def quiet_pair(stack):
    """One pair for the whole file: no message may ever appear, no time move."""
    return World(stack).pair()


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
def test_content_malformed_is_refused_whole(quiet_pair, content):
    for say in (quiet_pair.customer_says, quiet_pair.staff_says):
        answer = say(content=content)
        assert (answer.code, set(answer.data)) == (402, {"content"}), answer
    row = quiet_pair.staff.get("/tongxunlu").rows[0]
    assert (row["last_follow_time"], row["last_activity_time"]) == ("", "")
    assert quiet_pair.staff_reads().done("没有新消息")["data_count"] == 0
    assert quiet_pair.unread() == (0, 0)


@pytest.mark.parametrize(
    "content", ["hello", [], {}, {"info_type": 1}, {"info_type": "abc"}, 1, True, [1]], ids=lambda value: repr(value)
)
def test_content_malformed_in_a_json_body_is_refused(quiet_pair, content):
    answer = quiet_pair.customer.post("/chat/send_msg/0", {"u_id": quiet_pair.staff.id, "content": content}, kind="json")
    assert (answer.code, set(answer.data)) == (402, {"content"}), answer


def test_content_invalid_utf8_is_refused(quiet_pair):
    for encoded in (b"%ff", b"%c0%80", b"%ed%a0%80", b"%f4%90%80%80", b"%e4%b8"):
        body = b"u_id=%d&content=" % quiet_pair.staff.id + b'{"info_type":1,"msg":"' + encoded + b'"}'
        answer = quiet_pair.customer.post_raw("/chat/send_msg/0", body)
        assert (answer.code, set(answer.data)) == (402, {"content"}), (encoded, answer)


def test_content_percent_zero_is_refused(quiet_pair):
    body = b'u_id=%d&content={"info_type":1,"msg":"a%%00b"}' % quiet_pair.staff.id
    answer = quiet_pair.customer.post_raw("/chat/send_msg/0", body)
    assert (answer.code, set(answer.data)) == (402, {"content"}), answer


def sized(size):
    frame = json.dumps({"info_type": 1, "msg": ""}, separators=(",", ":"))
    return frame.replace('""', '"' + "x" * (size - len(frame)) + '"')


@pytest.mark.parametrize("kind", ["form", "multipart"])
def test_content_of_exactly_64_kib_is_kept(pair, kind):
    fields = {"u_id": pair.staff.id, "content": sized(LIMIT)}
    pair.customer.post("/chat/send_msg/0", fields, kind=kind).done()
    assert pair.staff_reads().rows[0]["msg"] == json.loads(sized(LIMIT))["msg"]


@pytest.mark.parametrize("kind", ["form", "multipart"])
def test_content_one_byte_over_64_kib_is_refused(quiet_pair, kind):
    fields = {"u_id": quiet_pair.staff.id, "content": sized(LIMIT + 1)}
    answer = quiet_pair.customer.post("/chat/send_msg/0", fields, kind=kind)
    answer.invalid(content="max_length")


def test_content_nesting_that_is_allowed_comes_back(pair):
    pair.customer_says(content=nested(20)).done()
    assert pair.staff_reads().rows[0]["deep"] == json.loads(nested(20))["deep"]


def test_content_product_without_a_name_is_refused(pair):
    """The predecessor kept it, and no page of that conversation could be read any more."""
    answer = pair.customer_says(content={"info_type": 2})
    assert (answer.status, answer.code, set(answer.data)) == (200, 402, {"content"}), answer
    pair.customer_says("after").done()
    assert pair.staff_reads().rows[-1]["msg"] == "after"
    assert pair.customer_reads().rows[-1]["msg"] == "after"


def test_content_surrogate_pairs_and_planes_come_back(pair):
    body = b'u_id=%d&content={"info_type":1,"msg":"\\ud83d\\udc97 \\u6dfb"}' % pair.staff.id
    pair.customer.post_raw("/chat/send_msg/0", body).done()
    assert pair.staff_reads().rows[0]["msg"] == "💗 添"
