# SPDX-License-Identifier: Apache-2.0
"""msg_id and Idempotency-Key (api.md 2): one effect however often and however close together a send is repeated."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

KEY = "Idempotency-Key"


@pytest.fixture(params=["customer", "staff"])
def says(request, pair):
    return pair.customer_says if request.param == "customer" else pair.staff_says


def with_key(pair, key, text="x", msg_id=None):
    fields = {"u_id": pair.staff.id, "content": {"info_type": 1, "msg": text}}
    if msg_id:
        fields["msg_id"] = msg_id
    return pair.customer.post("/chat/send_msg/0", fields, headers={KEY: key})


def count(pair):
    return pair.staff_reads().done()["data_count"]


def test_repeat_answers_as_the_first_time(pair, says):
    first = says("x", msg_id="k").done("send msg successful")
    says("between").done()
    again = says("x", msg_id="k").done("send msg successful")
    assert again == {**first, "duplicate": True}
    assert count(pair) == 2


def test_repeat_with_another_content_is_409(pair, says):
    says("x", msg_id="k").done()
    says("y", msg_id="k").refused(409)
    assert [row["msg"] for row in pair.staff_reads().rows] == ["x"]
    assert says("x", msg_id="k").done()["duplicate"] is True


FIRST = '{"info_type":1,"msg":"你好/x","more":{"a":[1,true,null],"b":"c"},"n":100}'
SAME = {
    "order of members": '{"n":100,"more":{"b":"c","a":[1,true,null]},"msg":"你好/x","info_type":1}',
    "escapes": '{"\\u0069nfo_type":1,"msg":"\\u4f60\\u597d/\\u0078","more":{"\\u0061":[1,true,null],"b":"c"},"n":100}',
    "as PHP writes it": '{"info_type":1,"msg":"\\u4f60\\u597d\\/x","more":{"a":[1,true,null],"b":"c"},"n":100}',
    "numbers": '{"info_type":1.0,"msg":"你好/x","more":{"a":[10e-1,true,null],"b":"c"},"n":1e2}',
    "info_type as text": '{"info_type":"1","msg":"你好/x","more":{"a":[1,true,null],"b":"c"},"n":100.00}',
    "white space": ' {\n"info_type" : 1,\t"msg":"你好/x", "more":{"a":[1, true, null],"b":"c"},"n":100} ',
}
OTHER = {
    "a text for a number": FIRST.replace("100", '"100"'),
    "another number": FIRST.replace("100", "100.5"),
    "another order in a list": FIRST.replace("1,true", "true,1"),
    "a member more": FIRST.replace('"n"', '"m":null,"n"'),
    "a member less": FIRST.replace(',"n":100', ""),
    "another case": FIRST.replace("x", "X"),
    "a composed letter": FIRST.replace("x", "x\u0301"),
}


def says_json(pair, side, content, key, as_text):
    """Sends JSON whose content is spelt so, as the value or as the text of it."""
    client, peer, ident = (pair.customer, "u_id", pair.staff.id) if side == "customer" else (
        pair.staff, "customer_id", pair.customer.id)
    value = json.dumps(content) if as_text else content
    body = f'{{"{peer}":{ident},"content":{value},"msg_id":"{key}"}}'
    return client.post_raw("/chat/send_msg/0", body.encode(), "application/json")


@pytest.mark.parametrize("side", ["customer", "staff"])
def test_repeat_is_the_same_however_its_content_is_spelt(pair, side):
    first = says_json(pair, side, FIRST, "k", as_text=False).done()
    assert first["duplicate"] is False
    for name, content in SAME.items():
        for as_text in (False, True):
            assert says_json(pair, side, content, "k", as_text).done() == {**first, "duplicate": True}, name
    for name, content in OTHER.items():
        assert says_json(pair, side, content, "k", as_text=False).code == 409, name
    data = pair.staff_reads().done()
    assert data["data_count"] == 1 and (data["ret_data"][0]["msg"], data["ret_data"][0]["n"]) == ("你好/x", 100)


def test_repeat_with_another_article_is_another_content(pair):
    def says(article, content):
        body = {"u_id": pair.staff.id, "content": content, "msg_id": "k", **({"article_id": article} if article else {})}
        return pair.customer.post("/chat/send_msg/0", body, kind="json")

    says(7, {"info_type": 1, "msg": "x"}).done()
    assert says(7, {"msg": "x", "info_type": 1}).done()["duplicate"] is True
    assert says(None, {"msg": "x", "article_id": 7.0, "info_type": 1}).done()["duplicate"] is True
    says(8, {"msg": "x", "info_type": 1}).refused(409)
    says(None, {"msg": "x", "info_type": 1}).refused(409)


def test_key_towards_another_customer_is_409_though_the_content_stands_there_too(world):
    """The first message of each conversation is the same, spelt otherwise: only the one that the key sent counts."""
    staff = world.user()
    here, there = (world.bind(staff, world.customer()) for _ in range(2))
    world.load()
    says_json(there, "staff", '{"msg":"x","info_type":1}', "other", as_text=False).done()
    says_json(here, "staff", '{"msg":"x","info_type":1}', "k", as_text=False).done()
    for content in ('{"msg":"x","info_type":1}', '{"info_type":1,"msg":"x"}'):
        says_json(there, "staff", content, "k", as_text=False).refused(409)
    assert count(here) == count(there) == 1


def test_record_is_the_same_however_it_is_spelt(pair):
    def records(body):
        return pair.customer.post_raw("/action/record/0", body.encode(), "application/json")

    first = records(f'{{"u_id":{pair.staff.id},"action":9,"remark":"你好/x","msg_id":"k"}}').done()
    for body in (f'{{"msg_id":"k","remark":"\\u4f60\\u597d\\/x","action":9.0,"u_id":"{pair.staff.id}"}}',
                 f'{{"msg_id":"\\u006b","action":"9", "u_id":{pair.staff.id}.0e0,"remark":"你好/x"}}'):
        assert records(body).done() == {**first, "duplicate": True}
    records(f'{{"u_id":{pair.staff.id},"action":9,"remark":"你好/X","msg_id":"k"}}').refused(409)


def test_key_counts_per_sender(pair):
    assert pair.customer_says("x", msg_id="k").done()["duplicate"] is False
    assert pair.staff_says("y", msg_id="k").done()["duplicate"] is False
    assert count(pair) == 2


def test_key_as_header(pair):
    first = with_key(pair, "h1").done()
    assert (first["id"], first["duplicate"]) == (1, False)
    assert with_key(pair, "h1").done() == {**first, "duplicate": True}
    with_key(pair, "h1", "y").refused(409)
    assert pair.customer_says("x", msg_id="h1").done()["duplicate"] is True
    assert count(pair) == 1


def test_key_in_both_places_must_agree(pair):
    assert with_key(pair, "same", msg_id="same").done()["duplicate"] is False
    with_key(pair, "one", msg_id="two").invalid(msg_id="invalid")
    assert count(pair) == 1


def test_without_a_key_nothing_is_a_repeat(pair, says):
    for _ in range(3):
        assert says("x").done() == {}
    assert count(pair) == 3


@pytest.mark.parametrize("key", ["!", "~" * 64, "a-b_c.d:e/f", "'\"\\"])
def test_key_may_be_any_visible_ascii(says, key):
    assert says("x", msg_id=key).done()["duplicate"] is False
    assert says("x", msg_id=key).done()["duplicate"] is True


@pytest.mark.parametrize("key", ["", "~" * 65, "a b", "a\tb", "键", "a\x7f", "\0"])
def test_key_of_another_kind_is_refused(pair, says, key):
    answer = says("x", msg_id=key)
    assert (answer.code, set(answer.data)) == (402, {"msg_id"}), answer
    assert count(pair) == 0


def test_key_header_too_long_is_refused(pair):
    answer = with_key(pair, "x" * 65)
    assert answer.code == 402, answer
    assert count(pair) == 0


def test_32_concurrent_sends_with_one_key_make_one_message(pair, says):
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: says("x", msg_id="once").done(), range(32)))
    assert sorted(answer["duplicate"] for answer in answers) == [False] + [True] * 31
    assert {answer["id"] for answer in answers} == {1}
    assert len({answer["dateTime"] for answer in answers}) == 1
    assert count(pair) == 1


def test_32_concurrent_sends_with_one_key_and_two_contents(pair, says):
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda number: says(f"content {number % 2}", msg_id="once"), range(32)))
    assert sorted({answer.code for answer in answers}) == [200, 409]
    assert [answer.code for answer in answers].count(200) == 16
    assert count(pair) == 1


@pytest.fixture
def two_staff(world):
    """A customer with two staff users."""
    customer = world.customer()
    pairs = [world.bind(world.user(), customer) for _ in range(2)]
    world.load()
    return pairs


@pytest.mark.parametrize("header", [False, True])
def test_key_towards_a_second_staff_user_is_409(two_staff, header):
    first, second = two_staff

    def says(pair):
        return with_key(pair, "k") if header else pair.customer_says("x", msg_id="k")

    assert says(first).done()["duplicate"] is False
    says(second).refused(409)
    assert count(second) == 0
    assert says(first).done()["duplicate"] is True
    assert second.customer_says("x", msg_id="another").done()["duplicate"] is False


def test_key_of_a_message_is_not_for_an_action_and_the_other_way_round(two_staff):
    def acts(pair, key):
        return pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 9, "msg_id": key})

    first, second = two_staff
    first.customer_says("x", msg_id="a").done()
    for pair in two_staff:
        acts(pair, "a").refused(409)
    assert acts(first, "b").done("记录日志成功")["duplicate"] is False
    acts(second, "b").refused(409)
    second.customer_says("x", msg_id="b").refused(409)
    assert acts(first, "b").done()["duplicate"] is True
    assert second.staff.get("/action/time").done()["data_count"] == 0


def test_key_is_not_used_up_by_a_staff_user_who_is_not_bound(world, two_staff):
    stranger = world.user()
    world.load()
    pair = two_staff[0]
    pair.customer.post("/chat/send_msg/0", {"u_id": stranger.id, "content": {"info_type": 1, "msg": "x"}, "msg_id": "k"}
                       ).refused(307)
    assert pair.customer_says("x", msg_id="k").done()["duplicate"] is False


def test_32_concurrent_sends_with_one_key_to_two_staff_users_reach_one(two_staff):
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda number: two_staff[number % 2].customer_says("x", msg_id="once"), range(32)))
    assert [answer.code for answer in answers].count(200) == 16
    assert [answer.code for answer in answers].count(409) == 16
    assert sorted(count(pair) for pair in two_staff) == [0, 1]
