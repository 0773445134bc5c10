# SPDX-License-Identifier: Apache-2.0
"""What the standards call legal is taken, however it is written; what breaks one is refused with a text that says what and
where (api.md 1). A row a spelling."""

import urllib.parse

import pytest
from harness.raw import RawConnection, request
from harness.records import NUMBERS, World

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SEND, ACK = "/chat/send_msg/0", "/chat/ack/0"
MARK = "\ufeff"


@pytest.fixture(scope="module")
def shared(stack):
    """Two messages from the staff user and a tag, for a customer who may acknowledge them."""
    world = World(stack)
    pair = world.bind(world.user(), world.customer())
    pair.tag = world.add("tag", id=next(NUMBERS), name="标签")["id"]
    world.load()
    for _ in range(2):
        pair.staff_says("x").done()
    return pair


def post(client, path, body, content_type=JSON):
    return client.post_raw(path, body if isinstance(body, bytes) else body.encode(), content_type)


# ---- RFC 8259: numbers, escapes, order of members, white space, a byte order mark ----

WHOLE = ["2", "2.0", "2.000", "2e0", "2E+0", "0.2e1", "20e-1", "200.0E-2", '"2"', '"\\u0032"', " 2 "]
NOT_WHOLE = {"2.5": "invalid", "2e-1": "invalid", "25e-1": "invalid", "1e400": None, '"2.0"': "invalid", '"2e0"': "invalid",
             '" 2"': "invalid", "true": "invalid", "null": "invalid", "[2]": "invalid", "0": "min_value", "-0": "min_value",
             "-0.0": "min_value", "0e7": "min_value", "-2e0": "min_value", "9007199254740992e0": "max_value",
             "9007199254740993.0": "max_value", "1e16": "max_value", "1e30": "invalid"}


@pytest.mark.parametrize("number", WHOLE)
def test_whole_number_is_taken_however_it_is_written(shared, number):
    post(shared.customer, ACK, f'{{"u_id":{shared.staff.id},"id":{number}}}').done()


@pytest.mark.parametrize("number", NOT_WHOLE)
def test_what_is_no_whole_number_in_its_range_is_refused_at_its_field(shared, number):
    answer = post(shared.customer, ACK, f'{{"u_id":{shared.staff.id},"id":{number}}}')
    if NOT_WHOLE[number] is None:
        assert answer.data["body"][0]["message"].startswith("JSON数值超出范围(偏移"), answer
    else:
        answer.invalid(id=NOT_WHOLE[number])


def test_every_number_of_a_body_may_be_written_so(shared):
    """Ids, choices of a number, per cent, the caller's own id, those in lists and in a content."""
    staff, customer = shared.staff, shared.customer
    content = '{"info_type":1.0,"msg":"x"}'
    own = f'"customer_id":{customer.id}.0,"send_type":0.2e1,"article_id":70e-1'
    post(customer, SEND, f'{{"u_id":{staff.id}e0,"content":{content},{own}}}').done()
    assert shared.staff_reads().rows[-1]["info_type"] == 1
    post(customer, "/action/record/0", f'{{"u_id":{staff.id},"action":1.6e1}}').done()
    path = f"/customer/update_{{}}/{customer.id}"
    post(staff, path.format("expected_pr"), '{"expedted_pr":8e1}').done()
    post(staff, path.format("information"), '{"sex":2.0}').done()
    post(staff, path.format("tag"), f'{{"tag_list":[{shared.tag}.0,{shared.tag}0e-1,"{shared.tag}"]}}').done()
    post(staff, path.format("tag"), f'{{"tag_list":[{shared.tag}.5]}}').invalid(code=303, tag_list="invalid")
    row = shared.staff_reads("/customer").rows[0]
    assert (row["expedted_pr"], row["sex"]) == ("80", 2)


def test_zero_is_zero_where_it_is_allowed(shared):
    """Given, it is not taken for absent, nor the day of 1970 for none."""
    staff, customer = shared.staff, shared.customer
    path = f"/customer/update_{{}}/{customer.id}"
    for zero in ("0", "-0", "0.0", '"0"', '"0%"'):
        post(staff, path.format("expected_pr"), '{"expedted_pr":50}').done()
        post(staff, path.format("expected_pr"), f'{{"expedted_pr":{zero}}}').done()
        assert shared.staff_reads("/customer").rows[0]["expedted_pr"] == "0"
    post(staff, path.format("information"), '{"sex":1,"birthday":"1970-01-01"}').done()
    post(staff, path.format("expected_time"), '{"expected_time":"1970-1-1"}').done()
    row = shared.staff_reads("/customer").rows[0]
    assert (row["birthday"], row["expected_time"]) == ("1970-01-01", "1970-01-01")
    assert shared.staff.get("/tongxunlu", customer_id=customer.id).rows[0]["expected_time"] == "1970-01-01"
    assert customer.get("/chat/getmsg/0", u_id=staff.id, after=0).done()["data_count"] >= 2
    post(customer, "/action/record/0", f'{{"u_id":{staff.id},"action":1}}').done()
    assert staff.get("/action/time", create_date__lt="1970-01-01").done()["data_count"] == 0
    assert staff.get("/action/time", create_date__gte="1970-01-01").done()["data_count"] > 0
    for query in ({"customer_id": 0}, {"action": 0}, {"current_page": 0}):
        staff.get("/action/time", **query).invalid(**{name: "min_value" for name in query})


SPELLINGS = {
    "order of members": '{{"content":{{"msg":"你","info_type":1}},"u_id":{0}}}',
    "escaped names": '{{"\\u0075_id":{0},"content":{{"info_typ\\u0065":1,"m\\u0073g":"你"}}}}',
    "escaped characters": '{{"u_id":{0},"content":{{"info_type":1,"msg":"\\u4F60"}}}}',
    "white space": '\r\n\t{{ "u_id" :{0} ,"content": {{\n"info_type":1 , "msg":"你" }} }}\n',
    "byte order mark": MARK + '{{"u_id":{0},"content":{{"info_type":1,"msg":"你"}}}}',
    "content as text": '{{"u_id":{0},"content":"{{\\"info_type\\":1,\\"msg\\":\\"\\\\u4f60\\"}}"}}',
    "byte order mark in the text": '{{"u_id":{0},"content":"' + MARK + ' {{\\"info_type\\":1,\\"msg\\":\\"你\\"}}"}}',
    "escaped byte order mark in the text": '{{"u_id":{0},"content":"\\ufeff{{\\"info_type\\":1,\\"msg\\":\\"你\\"}}"}}',
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_json_is_taken_however_it_is_spelt(shared, spelling):
    post(shared.customer, SEND, SPELLINGS[spelling].format(shared.staff.id)).done()
    assert shared.staff_reads().rows[-1]["msg"] == "你"


@pytest.mark.parametrize("text", [MARK + "[{}]", MARK + " [ ]"])
def test_byte_order_mark_before_a_list_is_taken(shared, text):
    path, text = f"/customer/update_tag/{shared.customer.id}", text.format(shared.tag)
    shared.staff.post(path, {"tag_list": text}).done()
    shared.staff.post(path, {"tag_list": text}, kind="json").done()


@pytest.mark.parametrize("text, fault", [
    ('{"info_type":1,"msg":"x"}' + MARK, "JSON之后有多余内容(偏移25字节)"),
    (MARK * 2 + '{"info_type":1,"msg":"x"}', "JSON语法错误(偏移3字节)"),
    (MARK, "JSON不完整(偏移3字节)"),
    (MARK + '{"info_type":1,"msg":"x",}', "JSON语法错误(偏移28字节)"),
])
def test_byte_order_mark_elsewhere_is_told(shared, text, fault):
    """And where there is one, it counts among the bytes before a fault."""
    answer = shared.customer.post(SEND, {"u_id": shared.staff.id, "content": text})
    assert (answer.code, answer.data) == (402, {"content": [{"message": fault, "code": "invalid"}]})


# ---- what breaks it ----

HEAD = '{{"u_id":{0},"content":'
BROKEN = {
    "lone surrogate": ('{{"info_type":1,"msg":"ab\\ud800"}}', "JSON含有不成对的代理项", 24),
    "low surrogate first": ('{{"info_type":1,"msg":"\\udc00\\ud800"}}', "JSON含有不成对的代理项", 22),
    "lone surrogate in a name": ('{{"info_type":1,"msg":"x","\\ud83d":1}}', "JSON含有不成对的代理项", 26),
    "lone surrogate deep inside": ('{{"info_type":1,"msg":"x","a":[{{"b":"\\ud83dx"}}]}}', "JSON含有不成对的代理项", 36),
    "escaped NUL": ('{{"info_type":1,"msg":"\\u0000"}}', "JSON含有NUL字符", 22),
    "NUL in a text": ('{{"info_type":1,"msg":"a\0"}}', "JSON含有NUL字符", 23),
    "NUL between": ('{{"info_type":1,\0"msg":"a"}}', "JSON含有NUL字符", 15),
    "control character": ('{{"info_type":1,"msg":"\x01"}}', "JSON字符串含有未转义的控制字符", 22),
    "escape that is none": ('{{"info_type":1,"msg":"\\x41"}}', "JSON转义序列错误", 22),
    "member twice": ('{{"info_type":1,"msg":"x","m\\u0073g":"y"}}', "JSON成员名重复", 26),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_content_is_told_with_its_place(shared, kind):
    """As a value it breaks the body, whose bytes are counted; as a text of a form the content alone."""
    text, what, place = BROKEN[kind]
    head, content = HEAD.format(shared.staff.id), text.format()
    wrong = lambda name, at: {name: [{"message": f"{what}(偏移{at}字节)", "code": "invalid"}]}  # noqa: E731
    answer = post(shared.customer, SEND, head + content + "}")
    assert (answer.code, answer.data) == (402, wrong("body", len(head) + place)), answer
    answer = post(shared.customer, SEND, MARK + head + content + "}")
    assert (answer.code, answer.data) == (402, wrong("body", 3 + len(head) + place)), answer
    answer = shared.customer.post(SEND, {"u_id": shared.staff.id, "content": content})
    assert (answer.code, answer.data) == (402, wrong("content", place)), answer


@pytest.mark.parametrize("value", ["[]", "1", "null", '"x"', "true"])
def test_json_that_is_no_object_is_told_so(shared, value):
    answer = post(shared.customer, SEND, value)
    assert answer.data == {"body": [{"message": "必须是一个JSON对象", "code": "invalid"}]}, answer


@pytest.mark.parametrize("spoilt, message", [
    (b"a%00b", "含有NUL字符(偏移1字节)"), (b"a%ed%a0%80", "不是有效的UTF-8(偏移1字节)"), (b"%e4%bd", "不是有效的UTF-8(偏移0字节)"),
    (b"%4", "编码不正确:%4(偏移14字节)"),
])
def test_text_that_is_none_is_told_with_its_place(shared, spoilt, message):
    path = f"/customer/update_information/{shared.customer.id}"
    answer = post(shared.staff, path, b"sex=1&company=" + spoilt, FORM)
    assert (answer.code, answer.data) == (303, {"company": [{"message": message, "code": "invalid"}]}), answer


# ---- RFC 9112: targets; RFC 7578, 2046 and 2183: multipart ----

@pytest.mark.parametrize("form", ["http://leida.example{}", "HTTP://127.0.0.1:8000{}", "{}", "https://[::1]:1{}"])
def test_target_is_taken_in_absolute_form(stack, shared, form):
    target = form.format(shared.staff.target("/contact"))
    with RawConnection(stack.base_url, 5) as connection:
        connection.send(request("GET", target, {"Connection": "close"}))
        connection.read().done()


DISPOSITIONS = {
    "quoted": 'Content-Disposition: form-data; name="{0}"',
    "unquoted": "Content-Disposition: form-data; name={0}",
    "other case": "CONTENT-DISPOSITION: Form-Data; NAME={0}",
    "spaces": 'content-disposition:form-data  ;  Name="{0}"  ',
    "escaped": 'Content-Disposition: form-data; name="\\{0}"',
    "more parameters": 'Content-Disposition: form-data; x="a;name=b"; name={0}; y=1',
    "more fields": 'Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name={0}',
}


def multipart(fields, disposition, boundary):
    parts = [f"--{boundary}\r\n{disposition.format(name)}\r\n\r\n{value}\r\n" for name, value in fields.items()]
    return "".join([*parts, f"--{boundary}--\r\n"]).encode()


@pytest.mark.parametrize("disposition", DISPOSITIONS)
def test_names_of_parts_are_taken_as_rfc_2183_lets_them_be(shared, disposition):
    body = multipart({"u_id": shared.staff.id, "id": 1}, DISPOSITIONS[disposition], "b")
    post(shared.customer, ACK, body, "multipart/form-data; boundary=b").done()


@pytest.mark.parametrize("content_type", [
    "multipart/form-data; boundary=b", 'multipart/form-data; boundary="b"', "Multipart/Form-Data;BOUNDARY=b",
    "multipart/form-data; charset=utf-8; Boundary=b",
])
def test_parameters_of_the_media_type_are_taken_in_any_case(shared, content_type):
    body = multipart({"u_id": shared.staff.id, "id": 1}, DISPOSITIONS["quoted"], "b")
    post(shared.customer, ACK, body, content_type).done()


@pytest.mark.parametrize("size", [1, 2, 69, 70])
def test_boundary_has_1_to_70_characters(shared, size):
    boundary = ("b'()+_,-./:=?" * 6)[:size]
    body = multipart({"u_id": shared.staff.id, "id": 1}, DISPOSITIONS["quoted"], boundary)
    post(shared.customer, ACK, body, f'multipart/form-data; boundary="{boundary}"').done()


@pytest.mark.parametrize("boundary", ["", "b" * 71, '"' + "b" * 70 + ' "', "b@"])
def test_boundary_that_is_none_is_told(shared, boundary):
    body = multipart({"u_id": shared.staff.id, "id": 1}, DISPOSITIONS["quoted"], boundary.strip('"'))
    answer = post(shared.customer, ACK, body, f"multipart/form-data; boundary={boundary}")
    assert answer.data == {"body": [{"message": "multipart:boundary错误", "code": "invalid"}]}, answer


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8", 'application/json;CHARSET="UTF-8"'])
def test_media_type_of_json_is_taken_in_any_case(shared, content_type):
    post(shared.customer, ACK, f'{{"u_id":{shared.staff.id},"id":1}}', content_type).done()


def test_form_is_taken_as_browsers_write_it(shared):
    content = urllib.parse.quote_plus('{"info_type":1,"msg":"a b+你"}', safe="")
    for body in (f"u_id={shared.staff.id}&content={content}", f"&content={content.lower()}&&u%5Fid={shared.staff.id}&x&"):
        post(shared.customer, SEND, body, FORM).done()
        assert shared.staff_reads().rows[-1]["msg"] == "a b+你"
