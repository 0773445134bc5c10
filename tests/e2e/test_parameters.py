# SPDX-License-Identifier: Apache-2.0
"""Bad parameters of every kind: present but invalid is an error, never treated as absent (api.md 1)."""

import pytest
from harness.records import World

GARBAGE = {
    "word": "x", "fraction": "1.5", "exponent": "1e3", "spaced": " 1", "plus": "+1", "hexadecimal": "0x1",
    "huge": "99999999999999999999", "nan": "NaN", "arabic_digits": "١", "full_width": "１", "nul": "1\0",
}
IDS = [
    ("staff", "/chat", "customer_id"), ("staff", "/chat/getmsg/0", "customer_id"),
    ("staff", "/chat/query_num/0", "customer_id"), ("staff", "/tongxunlu", "customer_id"),
    ("staff", "/customer", "customer_id"),
    ("staff", "/action/time", "customer_id"), ("customer", "/chat", "u_id"), ("customer", "/chat/getmsg/0", "u_id"),
    ("customer", "/chat/query_num/0", "u_id"),
]
PAGES = [("staff", "/tongxunlu"), ("staff", "/chat"), ("staff", "/action/time"), ("customer", "/chat")]


@pytest.fixture(scope="module")
def shared(stack):
    pair = World(stack).pair()
    pair.customer_says("x").done()
    return pair


def ask(pair, side, path, **query):
    """A GET that would succeed but for `query`."""
    if side == "customer":
        return pair.customer.get(path, **{"u_id": pair.staff.id, **query})
    return pair.staff.get(path, **{"customer_id": pair.customer.id, **query})


@pytest.mark.parametrize("side, path, name", IDS, ids=lambda value: str(value).replace("/", "_"))
@pytest.mark.parametrize("value", [*GARBAGE.values(), ""], ids=[*GARBAGE, "empty"])
def test_id_that_is_no_number(shared, side, path, name, value):
    answer = ask(shared, side, path, **{name: value})
    assert (answer.code, set(answer.data)) == (402, {name}), answer


@pytest.mark.parametrize("side, path, name", IDS, ids=lambda value: str(value).replace("/", "_"))
def test_id_limits(shared, side, path, name):
    for value, code in ((0, "min_value"), (-1, "min_value"), (2**53, "max_value")):
        ask(shared, side, path, **{name: value}).invalid(**{name: code})
    ask(shared, side, path, **{name: 2**53 - 1}).refused(307)


@pytest.mark.parametrize("side, path", PAGES, ids=lambda value: str(value).replace("/", "_"))
@pytest.mark.parametrize("name", ["current_page", "length"])
@pytest.mark.parametrize("value", [*GARBAGE.values(), ""], ids=[*GARBAGE, "empty"])
def test_page_parameter_that_is_no_number(shared, side, path, name, value):
    answer = ask(shared, side, path, **{name: value})
    assert (answer.code, set(answer.data)) == (402, {name}), answer


@pytest.mark.parametrize("side, path", PAGES, ids=lambda value: str(value).replace("/", "_"))
def test_page_limits(shared, side, path):
    ask(shared, side, path, current_page=0).invalid(current_page="min_value")
    ask(shared, side, path, current_page=-1).invalid(current_page="min_value")
    ask(shared, side, path, length=201).invalid(length="max_value")
    ask(shared, side, path, length=-1).invalid(length="min_value")
    for query in ({"length": 0}, {"length": 1}, {"length": 200}, {"current_page": 1}):
        assert len(ask(shared, side, path, **query).done()["ret_data"]) <= 1
    assert ask(shared, side, path, current_page=2**31, length=200).done()["ret_data"] == []


@pytest.mark.parametrize("side, path", PAGES, ids=lambda value: str(value).replace("/", "_"))
def test_every_offending_field_is_named_at_once(shared, side, path):
    answer = ask(shared, side, path, current_page=0, length=201)
    answer.invalid(current_page="min_value", length="max_value")


@pytest.mark.parametrize("name", ["before", "after"])
@pytest.mark.parametrize("value", ["x", "-1", "", "1.5"])
def test_cursor_that_is_no_id(shared, name, value):
    path = "/chat" if name == "before" else "/chat/getmsg/0"
    for side in ("staff", "customer"):
        answer = ask(shared, side, path, **{name: value})
        assert (answer.code, set(answer.data)) == (402, {name}), answer


def test_message_to_acknowledge_that_is_no_id(shared):
    for value in ("x", "", "-1", "1.5"):
        answer = shared.staff.post("/chat/ack/0", {"customer_id": shared.customer.id, "id": value})
        assert (answer.code, set(answer.data)) == (402, {"id"}), answer


@pytest.mark.parametrize("value", ["0", "5", "x", "", "-1"])
def test_source_filter_outside_1_to_4(shared, value):
    answer = shared.staff.get("/tongxunlu", customer__source=value)
    assert (answer.code, set(answer.data)) == (402, {"customer__source"}), answer


@pytest.mark.parametrize("value", ["0", "17", "x", "", "-1"])
def test_action_filter_outside_1_to_16(shared, value):
    answer = shared.staff.get("/action/time", action=value)
    assert (answer.code, set(answer.data)) == (402, {"action"}), answer


def test_query_parameter_given_twice(shared):
    for query in ("customer_id={0}&customer_id={0}", "customer_id={0}&length=1&length=2"):
        answer = shared.staff.get_raw("/chat", query.format(shared.customer.id))
        assert answer.code == 402 and len(answer.data) == 1, answer


@pytest.mark.parametrize("kind", ["form", "multipart"])
def test_body_field_given_twice(shared, kind):
    ident, content = shared.staff.id, {"info_type": 1, "msg": "x"}
    fields = [("u_id", ident), ("content", content), ("u_id", ident)]
    answer = shared.customer.post("/chat/send_msg/0", fields, kind=kind)
    assert (answer.code, set(answer.data)) == (402, {"u_id"}), answer


def test_json_body_field_given_twice(shared):
    body = f'{{"u_id":{shared.staff.id},"u_id":{shared.staff.id},"content":{{"info_type":1,"msg":"x"}}}}'
    shared.customer.post_raw("/chat/send_msg/0", body.encode(), "application/json").invalid(body="invalid")
    assert shared.customer.get("/chat", u_id=shared.staff.id).data["data_count"] == 1


ENCODINGS = {
    "percent_zero": "1%00", "zero_first": "%001", "bad_percent": "1%zz", "cut_percent": "1%", "cut_digit": "1%3",
    "invalid_utf8": "%ff", "overlong": "%c0%b1", "surrogate": "%ed%a0%80",
}


@pytest.mark.parametrize("text", ENCODINGS.values(), ids=ENCODINGS.keys())
@pytest.mark.parametrize("name", ["username", "order", "length"])
def test_query_with_a_broken_encoding_is_refused(shared, name, text):
    shared.staff.get_raw("/tongxunlu", f"{name}={text}").invalid(**{name: "invalid"})


@pytest.mark.parametrize("text", ENCODINGS.values(), ids=ENCODINGS.keys())
def test_body_with_a_broken_encoding_is_refused(shared, text):
    answer = shared.staff.post_raw(f"/customer/update_information/{shared.customer.id}", f"sex=1&mem={text}".encode())
    answer.invalid(303, mem="invalid")
    assert shared.staff_reads("/customer").rows[0]["mem"] == ""


def test_nothing_cuts_a_parameter_at_a_nul(shared):
    """A reader of C strings would stop at %00: customer_id=ID%00junk must not pass as ID."""
    answer = shared.staff.get_raw("/customer", f"customer_id={shared.customer.id}%00junk")
    answer.invalid(customer_id="invalid")


NO_OBJECTS = {
    "cut": b"{", "list": b"[]", "number": b"1", "text": b'"x"', "null": b"null", "two": b"{} {}",
    "deep_list": b"[" * 5000, "deep_object": b'{"a":' * 5000, "nan": b'{"u_id":NaN}', "no_utf8": b"\xff",
}


@pytest.mark.parametrize("body", NO_OBJECTS.values(), ids=NO_OBJECTS.keys())
def test_json_body_that_is_no_object(shared, body):
    shared.customer.post_raw("/chat/send_msg/0", body, "application/json").invalid(body="invalid")


def test_empty_json_body_lacks_every_field(shared):
    answer = shared.customer.post_raw("/chat/send_msg/0", b"", "application/json")
    answer.invalid(u_id="required", content="required")


@pytest.mark.parametrize("value", [[], {}, True, 1.5, 1e300, "1x", None, -1, 0])
def test_json_body_field_of_another_type(shared, value):
    fields = {"u_id": value, "content": {"info_type": 1, "msg": "x"}}
    answer = shared.customer.post("/chat/send_msg/0", fields, kind="json")
    assert (answer.code, set(answer.data)) == (402, {"u_id"}), answer


@pytest.mark.parametrize("ident, code", [
    ("0", "min_value"), ("9007199254740992", "max_value"), ("99999999999999999999", "invalid"),
])
def test_path_id_beyond_the_limits(shared, ident, code):
    shared.staff.post(f"/customer/update_expected_pr/{ident}", {"expedted_pr": 1}).invalid(303, id=code)


@pytest.mark.parametrize("ident", ["x", "-1", "1.5"])
def test_path_that_ends_in_no_number_is_unknown(shared, ident):
    shared.staff.post(f"/customer/update_expected_pr/{ident}", {"expedted_pr": 1}).gateway_error(404)


WRONG_BODIES = {
    "syntax": (b'{"u_id":1,}', "JSON语法错误(偏移10字节)"),
    "cut": (b'{"u_id":', "JSON不完整(偏移8字节)"),
    "nul": (b'{"u_id":"\\u0000"}', "JSON含有NUL字符(偏移9字节)"),
    "surrogate": (b'{"content":"\\ud800"}', "JSON含有不成对的代理项(偏移12字节)"),
    "utf8": (b'{"content":"\xff"}', "JSON不是有效的UTF-8(偏移12字节)"),
    "twice": (b'{"u_id":1,"u_id":1}', "JSON成员名重复(偏移11字节)"),
    "deep": (b'{"a":' * 40, "JSON嵌套超过32层(偏移160字节)"),
    "behind": (b"{} {}", "JSON之后有多余内容(偏移3字节)"),
    "list": (b"[]", "必须是一个JSON对象"),
}


@pytest.mark.parametrize("body, message", WRONG_BODIES.values(), ids=WRONG_BODIES.keys())
def test_malformed_json_body_is_told_with_its_place(shared, body, message):
    answer = shared.customer.post_raw("/chat/send_msg/0", body, "application/json")
    assert (answer.code, answer.data) == (402, {"body": [{"message": message, "code": "invalid"}]}), answer


def test_bad_percent_escape_is_told_with_its_place(shared):
    path = f"/customer/update_information/{shared.customer.id}"
    answer = shared.staff.post_raw(path, b"sex=1&mem=a%zzb")
    assert answer.data == {"mem": [{"message": "编码不正确:%zz(偏移11字节)", "code": "invalid"}]}, answer
    answer = shared.staff.post_raw(path, b"sex=1&m%4=x")
    assert answer.data == {"body": [{"message": "编码不正确:%4(偏移7字节)", "code": "invalid"}]}, answer
    answer = shared.staff.get_raw("/tongxunlu", "le%zgth=1")
    assert answer.code == 402 and list(answer.data) == ["query"], answer


def test_value_that_is_no_utf8_is_told_with_its_place(shared):
    answer = shared.staff.post_raw(f"/customer/update_information/{shared.customer.id}", b"sex=1&mem=ab%ff")
    assert answer.data == {"mem": [{"message": "不是有效的UTF-8(偏移2字节)", "code": "invalid"}]}, answer


def test_every_member_of_a_content_is_told_at_once(shared):
    for say in (shared.customer_says, shared.staff_says):
        answer = say(content='{"info_type":2,"product_name":1}')
        assert answer.data == {"content": [
            {"message": "product_cover_url:不能为空", "code": "required"},
            {"message": "product_name:必须是文本", "code": "invalid"},
            {"message": "product_price:不能为空", "code": "required"},
        ]}, answer


def test_malformed_content_is_told_with_its_place(shared):
    answer = shared.customer_says(content='{"info_type":1,"msg":"x",}')
    assert answer.data == {"content": [{"message": "JSON语法错误(偏移25字节)", "code": "invalid"}]}, answer


def test_malformed_multipart_is_told_with_its_place(shared):
    body = b'--x\r\nContent-Disposition: form-data; name="u_id"\r\n\r\n1'
    answer = shared.customer.post_raw("/chat/send_msg/0", body, "multipart/form-data; boundary=x")
    assert answer.data == {"body": [{"message": "multipart:缺少结束分隔符(偏移52字节)", "code": "invalid"}]}, answer
    answer = shared.customer.post_raw("/chat/send_msg/0", b"--x\r\nContent Type\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x")
    assert answer.data == {"body": [{"message": "multipart:头部格式错误(偏移5字节)", "code": "invalid"}]}, answer


@pytest.mark.parametrize("side, path, name", IDS, ids=lambda value: str(value).replace("/", "_"))
def test_id_has_one_spelling(shared, side, path, name):
    ident = shared.staff.id if name == "u_id" else shared.customer.id
    assert ask(shared, side, path, **{name: ident}).code == 200
    for value in (f"0{ident}", f"00{ident}", f"-0{ident}"):
        ask(shared, side, path, **{name: value}).invalid(**{name: "invalid"})


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_id_in_a_body_has_one_spelling(shared, kind):
    fields = {"u_id": f"0{shared.staff.id}", "content": {"info_type": 1, "msg": "x"}}
    shared.customer.post("/chat/send_msg/0", fields, kind=kind).invalid(u_id="invalid")
    shared.customer.post("/chat/send_msg/0", fields | {"u_id": str(shared.staff.id)}, kind=kind).done()


def test_id_in_a_path_has_one_spelling(shared):
    path = "/customer/update_expected_pr/"
    assert shared.staff.post(f"{path}0{shared.customer.id}", {"expedted_pr": 1}).code in (402, 303)
    shared.staff.post(f"{path}{shared.customer.id}", {"expedted_pr": 1}).done()
