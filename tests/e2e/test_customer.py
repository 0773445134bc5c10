# SPDX-License-Identifier: Apache-2.0
"""One customer: GET /qiyeweixin/customer and the four update_… routes (api.md 4, seed 1.6 to 1.9)."""

import datetime

import pytest
from harness import days
from harness.threads import at_once

CARD = {
    "id", "username", "headimgurl", "expected_time", "expedted_pr", "ai_pr", "superior", "source", "memo_name", "phone",
    "email", "company", "position", "address", "birthday", "mem", "tag", "sex", "day_interval", "user_type",
}
FULL = {
    "username": "张三丰", "sex": 1, "memo_name": "太乙真人", "phone": "15931788974", "email": "1224423@qq.com",
    "company": "合众康桥", "position": "开发TTT", "address": "通州区xxx", "mem": "我是一个兵 💗", "birthday": "2018-06-01",
}


def card(pair):
    data = pair.staff_reads("/customer").done("查询成功")
    assert data["data_count"] == 1 and len(data["ret_data"]) == 1
    return data["ret_data"][0]


def update(pair, what, fields, **options):
    return pair.staff.post(f"/customer/{what}/{pair.customer.id}", fields, **options)


def contact(pair):
    return pair.staff.get("/tongxunlu").rows[0]


def test_customer_bare_row(world):
    began = days.now() - datetime.timedelta(days=3, hours=1)
    pair = world.pair(source=1, create_date=days.written(began))
    row = card(pair)
    assert set(row) == CARD
    assert (row["id"], row["source"], row["tag"], row["superior"]) == (pair.customer.id, "扫码", [], "")
    assert (row["expected_time"], row["memo_name"]) == (None, None)
    assert [row[name] for name in ("phone", "email", "company", "position", "address", "birthday", "mem")] == [""] * 7
    assert (row["expedted_pr"], row["ai_pr"]) == ("0", "0")
    assert row["day_interval"] == 3


def test_customer_id_is_required(pair):
    pair.staff.get("/customer").invalid(customer_id="required")


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_update_information_sets_every_field(pair, kind):
    assert update(pair, "update_information", FULL, kind=kind).done("添加成功") == {}
    row = card(pair)
    assert {name: row[name] for name in FULL} == FULL
    assert contact(pair)["customer_username"] == "张三丰"


def test_update_information_leaves_absent_fields_as_they_are(pair):
    """predecessor.md 6: it blanked every field that was left out."""
    update(pair, "update_information", FULL).done()
    update(pair, "update_information", {"sex": 2}).done()
    row = card(pair)
    assert {name: row[name] for name in FULL} == {**FULL, "sex": 2}


def test_update_information_empty_text_clears(pair):
    update(pair, "update_information", FULL).done()
    cleared = ["phone", "email", "company", "position", "address", "mem", "birthday"]
    update(pair, "update_information", {"sex": 1, **{name: "" for name in cleared}}).done()
    row = card(pair)
    assert {name: row[name] for name in cleared} == {name: "" for name in cleared}
    update(pair, "update_information", {"sex": 1, "username": ""}).done()
    assert card(pair)["username"] == f"客户{pair.customer.id}"


def test_update_information_name_shows_to_this_staff_user_alone(world):
    customer = world.customer(username="本名")
    one, two = (world.bind(world.user(), customer) for _ in range(2))
    world.load()
    update(one, "update_information", {"sex": 1, "username": "张三丰"}).done()
    assert (card(one)["username"], card(two)["username"]) == ("张三丰", "本名")
    assert (contact(one)["customer_username"], contact(two)["customer_username"]) == ("张三丰", "本名")


def test_update_information_superior_is_a_customer(world):
    staff = world.user()
    referrer = world.customer(username="张聪[客户1]")
    world.bind(staff, referrer)
    pair = world.pair(staff)
    update(pair, "update_information", {"sex": 1, "superior": referrer.id}).done()
    assert card(pair)["superior"] == "张聪[客户1]"


def test_update_information_superior_unknown_changes_nothing(pair):
    update(pair, "update_information", {"sex": 1, "superior": 8_999_999, "mem": "x"}).refused(307)
    assert card(pair)["mem"] == ""


NOTHING = [("form", ""), ("form", "0"), ("multipart", ""), ("json", ""), ("json", 0), ("json", None), ("json", "0")]


def chain(world, count):
    """The customers of a staff user, each bound to them: none has a superior yet."""
    staff = world.user()
    pairs = [world.bind(staff, world.customer()) for _ in range(count)]
    world.load()
    return pairs


def set_superior(pair, superior, **options):
    return update(pair, "update_information", {"sex": 1, "superior": superior}, **options)


@pytest.mark.parametrize("kind, nothing", NOTHING)
def test_update_information_superior_can_be_cleared(world, kind, nothing):
    pair, referrer = chain(world, 2)
    set_superior(pair, referrer.customer.id).done()
    set_superior(pair, nothing, kind=kind).done()
    assert card(pair)["superior"] == ""
    set_superior(pair, nothing, kind=kind).done()


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_update_information_form_with_all_fields_and_no_superior_is_taken_whole(pair, kind):
    update(pair, "update_information", {**FULL, "superior": ""}, kind=kind).done("添加成功")
    row = card(pair)
    assert {name: row[name] for name in FULL} == FULL and row["superior"] == ""


def test_update_information_superior_absent_stays(world):
    pair, referrer = chain(world, 2)
    set_superior(pair, referrer.customer.id).done()
    update(pair, "update_information", {"sex": 2}).done()
    assert card(pair)["superior"] != ""


def test_update_information_null_clears_every_optional_field(pair):
    update(pair, "update_information", FULL).done()
    nothing = {name: None for name in FULL if name != "sex"}
    update(pair, "update_information", {"sex": 1, "superior": None, **nothing}, kind="json").done()
    row = card(pair)
    shown = {**{name: "" for name in nothing}, "username": f"客户{pair.customer.id}", "memo_name": None}
    assert {name: row[name] for name in nothing} == shown
    update(pair, "update_information", {"sex": None}, kind="json").invalid(303, sex="invalid")


def test_update_information_superior_is_never_below_the_customer(world):
    first, second, third = pairs = chain(world, 3)
    for lower, upper in ((second, first), (third, second)):
        set_superior(lower, upper.customer.id).done()
    for pair in pairs:
        answer = update(first, "update_information", {"sex": 2, "mem": "x", "superior": pair.customer.id})
        answer.invalid(402, superior="invalid")
        assert answer.data["superior"][0]["message"] == "上级不能是客户本人或其下级"
    assert (card(first)["superior"], card(first)["mem"], card(first)["sex"]) == ("", "", None)
    set_superior(third, first.customer.id).done()
    set_superior(second, third.customer.id).done()


def test_update_information_superiors_of_two_at_once_make_no_circle(world):
    for _ in range(8):
        pairs = chain(world, 2)
        ways = [(pairs[0], pairs[1].customer.id), (pairs[1], pairs[0].customer.id)]
        codes = at_once(lambda way: set_superior(*way).code, ways)
        assert sorted(codes) == [200, 402]


def test_update_information_circle_of_old_ends_nowhere(stack, world):
    """Imports took circles once: check tells of it, and who stands beside it may have a superior there."""
    pairs = chain(world, 3)
    customers = [pair.customer.id for pair in pairs]
    with stack.probe() as redis:
        for lower, upper in (customers[:2], customers[1::-1]):
            redis.call("HSET", f"rel:{{u:{pairs[0].staff.id}}}:{lower}", "superior", upper)
    said = stack.ctl("check")
    assert said.returncode == 1 and said.stdout.count("its superiors lead back to it") == 2, said
    set_superior(pairs[2], customers[0]).done()
    set_superior(pairs[0], customers[1]).invalid(402, superior="invalid")
    set_superior(pairs[0], 0).done()
    assert stack.ctl("check").returncode == 0


def test_update_information_more_superiors_than_are_followed_are_no_circle(stack, world):
    staff = world.user()
    customers = [world.customer() for _ in range(1001)]
    line = [world.bind(staff, lower, superior=upper.id) for lower, upper in zip(customers, customers[1:])]
    top = world.bind(staff, customers[-1])
    below, beside = world.pair(staff), world.pair(staff)
    world.load()
    set_superior(beside, customers[1].id).done()  # has 1,000 superiors with it
    answer = set_superior(below, customers[0].id)
    answer.invalid(402, superior="max_value")
    assert answer.data["superior"][0]["message"] == "客户的上级不能超过1000级"
    assert card(below)["superior"] == ""
    set_superior(top, customers[0].id).invalid(402, superior="invalid")
    set_superior(top, below.customer.id).done()
    assert card(line[0])["superior"] and stack.ctl("check").returncode == 0


def test_update_information_needs_sex(pair):
    update(pair, "update_information", {"mem": "x"}).invalid(303, sex="required")
    assert card(pair)["mem"] == ""


@pytest.mark.parametrize("sex", ["0", "3", "x", "", "-1", "1.0"])
def test_update_information_refuses_another_sex(pair, sex):
    answer = update(pair, "update_information", {"sex": sex})
    assert (answer.code, set(answer.data)) == (303, {"sex"}), answer


@pytest.mark.parametrize("phone", ["13000000000", "16612345678", "19912345678", "15931788974"])
def test_update_information_takes_every_mobile_prefix(pair, phone):
    update(pair, "update_information", {"sex": 1, "phone": phone}).done()
    assert card(pair)["phone"] == phone


@pytest.mark.parametrize(
    "phone", ["12345678901", "1593178897", "159317889740", "1593178897a", "+8615931788974", "１５９31788974"]
)
def test_update_information_refuses_what_is_no_mobile(pair, phone):
    answer = update(pair, "update_information", {"sex": 1, "phone": phone, "mem": "x"})
    assert (answer.code, set(answer.data)) == (303, {"phone"}), answer
    assert card(pair)["mem"] == ""


@pytest.mark.parametrize("email", ["x", "@", "a@", "@b.c", "a b@c.d"])
def test_update_information_refuses_what_is_no_email(pair, email):
    answer = update(pair, "update_information", {"sex": 1, "email": email})
    assert (answer.code, set(answer.data)) == (303, {"email"}), answer


@pytest.mark.parametrize(
    "name, limit",
    [("username", 256), ("memo_name", 256), ("company", 256), ("position", 256), ("address", 2000), ("mem", 2000)],
)
def test_update_information_text_limits_count_characters(pair, name, limit):
    longest = "💗" * limit
    update(pair, "update_information", {"sex": 1, name: longest + "x"}).invalid(303, **{name: "max_length"})
    update(pair, "update_information", {"sex": 1, name: longest}).done()
    assert card(pair)[name] == longest


def test_update_information_reports_every_field_at_once(pair):
    answer = update(pair, "update_information", {"phone": "1", "mem": "x" * 2001})
    assert (answer.code, set(answer.data)) == (303, {"sex", "phone", "mem"}), answer


@pytest.mark.parametrize(
    "given, shown", [("2018-06-06", "2018-06-06"), ("2018-6-1", "2018-06-01"), ("2020-02-29", "2020-02-29")]
)
def test_update_expected_time(pair, given, shown):
    assert update(pair, "update_expected_time", {"expected_time": given}).done("添加成功") == {}
    assert card(pair)["expected_time"] == shown
    assert (contact(pair)["expected_time"], contact(pair)["follow_status"]) == (shown, "今天跟进")


@pytest.mark.parametrize(
    "given",
    ["2019-02-29", "2018-13-01", "2018-00-10", "2018-06-31", "18-06-06", "tomorrow", "2018/06/06", "2018-06-06x", ""],
)
def test_update_expected_time_refuses_what_is_no_date(pair, given):
    answer = update(pair, "update_expected_time", {"expected_time": given})
    assert (answer.code, set(answer.data)) == (303, {"expected_time"}), answer
    row = contact(pair)
    assert (row["expected_time"], row["follow_status"]) == (None, "未跟进过")


def test_update_expected_time_is_required(pair):
    update(pair, "update_expected_time", {}).invalid(303, expected_time="required")


@pytest.mark.parametrize("given, value", [("0", 0), ("80", 80), ("100", 100), ("80%", 80), ("100%", 100)])
def test_update_expected_pr(pair, given, value):
    assert update(pair, "update_expected_pr", {"expedted_pr": given}).done("添加成功") == {}
    assert (card(pair)["expedted_pr"], contact(pair)["expedted_pr"]) == (str(value), value)
    assert contact(pair)["last_follow_time"] == "今天"


def test_update_expected_pr_takes_a_json_number(pair):
    update(pair, "update_expected_pr", {"expedted_pr": 55}, kind="json").done("添加成功")
    assert contact(pair)["expedted_pr"] == 55


@pytest.mark.parametrize(
    "given, code",
    [("-1", "min_value"), ("-5", "min_value"), ("101", "max_value"), ("101%", "max_value"), ("NaN", "invalid"),
     ("80%%", "invalid"), ("%", "invalid"), ("abc", "invalid"), ("8 0", "invalid"), ("1e1", "invalid")],
)
def test_update_expected_pr_refuses_what_is_out_of_range(pair, given, code):
    update(pair, "update_expected_pr", {"expedted_pr": given}).invalid(303, expedted_pr=code)
    assert contact(pair)["follow_status"] == "未跟进过"


def test_update_expected_pr_is_required(pair):
    update(pair, "update_expected_pr", {}).invalid(303, expedted_pr="required")


@pytest.fixture
def tagged(world):
    """A pair and three tags: two top-level names under a group."""
    pair = world.pair()
    first = pair.customer.id * 10
    world.add("tag", id=first, name=f"组{first}")
    for number, name in ((1, "在意质量"), (2, "已婚"), (3, "90后")):
        world.add("tag", id=first + number, name=name, parent_id=first)
    world.load()
    return pair, [first + 1, first + 2, first + 3]


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_update_tag_replaces(tagged, kind):
    pair, (one, two, three) = tagged
    assert update(pair, "update_tag", {"tag_list": [one, two]}, kind=kind).done("添加成功") == {}
    assert sorted(card(pair)["tag"]) == sorted(["在意质量", "已婚"])
    update(pair, "update_tag", {"tag_list": [three]}, kind=kind).done()
    assert card(pair)["tag"] == ["90后"]


def test_update_tag_empty_list_clears(tagged):
    """predecessor.md 6: [] was refused."""
    pair, tags = tagged
    update(pair, "update_tag", {"tag_list": tags}).done()
    update(pair, "update_tag", {"tag_list": "[]"}).done("添加成功")
    assert card(pair)["tag"] == []


def test_update_tag_unknown_changes_nothing(tagged):
    pair, (one, two, _) = tagged
    update(pair, "update_tag", {"tag_list": [one]}).done()
    update(pair, "update_tag", {"tag_list": [two, 8_999_999]}).refused(301, "用户标签不存在")
    assert card(pair)["tag"] == ["在意质量"]


@pytest.mark.parametrize(
    "given", ["x", "", "{}", "1", "null", '["a"]', "[1.5]", "[0]", "[-1]", "[[1]]", "[1", "[9007199254740992]"]
)
def test_update_tag_refuses_what_is_no_list_of_ids(pair, given):
    answer = update(pair, "update_tag", {"tag_list": given})
    assert (answer.code, set(answer.data)) == (303, {"tag_list"}), answer


def test_update_tag_is_required(pair):
    update(pair, "update_tag", {}).invalid(303, tag_list="required")
