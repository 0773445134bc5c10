# SPDX-License-Identifier: Apache-2.0
"""Follow-ups (api.md 4): notes about a customer, and the staff user's stock phrases."""

import pytest
from harness import days
from harness.threads import at_once

NOTE = {
    "follow_info", "create_date", "user_customer_flowup__customer__headimgurl", "user_customer_flowup__user__avatar",
    "user_customer_flowup__user__username",
}
PHRASES_MAX = 200


def add_note(pair, text, **options):
    return pair.staff.post(f"/follow_info/add/{pair.customer.id}", {"follow_info": text}, **options)


def notes(pair, **query):
    return pair.staff_reads("/follow_info", **query).done("查询成功")


def texts(pair, **query):
    return [row["follow_info"] for row in notes(pair, **query)["ret_data"]]


def test_note_has_who_and_when(world):
    staff = world.user(username="张聪", avatar="https://x/u.jpg")
    pair = world.bind(staff, world.customer(headimgurl="https://x/c.jpg"))
    world.load()
    before = days.now()
    assert add_note(pair, "电话已打 💗").done("添加成功") == {}
    data = notes(pair)
    (row,) = data["ret_data"]
    assert set(row) == NOTE and set(data) == {"ret_data", "data_count"} and data["data_count"] == 1
    assert row["follow_info"] == "电话已打 💗"
    assert row["user_customer_flowup__customer__headimgurl"] == "https://x/c.jpg"
    assert row["user_customer_flowup__user__avatar"] == "https://x/u.jpg"
    assert row["user_customer_flowup__user__username"] == "张聪"
    assert days.written(before)[:10] <= row["create_date"][:10] <= days.written(days.now())[:10]


def test_note_sets_the_last_follow_time(pair):
    add_note(pair, "x").done()
    row = pair.staff.get("/tongxunlu").rows[0]
    assert (row["last_follow_time"], row["follow_status"]) == ("今天", "今天跟进")


def test_notes_are_newest_first_with_those_of_updates_among_them(pair):
    add_note(pair, "一").done()
    pair.staff.post(f"/customer/update_expected_pr/{pair.customer.id}", {"expedted_pr": 80}).done()
    pair.staff.post(f"/customer/update_expected_time/{pair.customer.id}", {"expected_time": "2018-6-1"}).done()
    add_note(pair, "二").done()
    assert texts(pair) == ["二", "更新预计成交日期: 2018-06-01", "更新预计成交率为: 80", "一"]


def test_notes_of_nobody_yet_are_an_empty_page(pair):
    assert notes(pair) == {"ret_data": [], "data_count": 0}


def test_pages_of_notes_join_without_gap_or_repeat(world):
    pair = world.bind(world.user(), world.customer())
    for number in range(45):
        world.add("follow_info", user_id=pair.staff.id, customer_id=pair.customer.id, follow_info=f"{number}",
                  create_date=f"2018-09-21T15:18:{number:02}")
    world.load()
    whole = [f"{44 - number}" for number in range(45)]
    assert texts(pair) == whole[:20]
    assert sum((texts(pair, current_page=page) for page in (1, 2, 3)), []) == whole
    assert texts(pair, length=0) == texts(pair, length=200) == whole
    assert notes(pair, current_page=4) == {"ret_data": [], "data_count": 45}
    assert notes(pair, current_page=2**53 - 1, length=200) == {"ret_data": [], "data_count": 45}


def test_page_of_large_notes_ends_early_and_says_so(world):
    pair = world.bind(world.user(), world.customer())
    longest = "\x01" * 2000  # the longest when it is written as JSON
    for number in range(200):
        world.add("follow_info", user_id=pair.staff.id, customer_id=pair.customer.id, follow_info=longest,
                  create_date="2018-09-21T15:18:01")
    world.load()
    answer = pair.staff_reads("/follow_info", length=200)
    data = answer.done()
    assert data["more"] is True and data["data_count"] == 200
    assert 1 <= len(data["ret_data"]) < 200 and len(answer.body) < 1024 * 1024 + 16_384
    smaller = notes(pair, length=50, current_page=2)
    assert len(smaller["ret_data"]) == 50 and "more" not in smaller


@pytest.mark.parametrize("text, code", [("", "required"), ("x" * 2001, "max_length")])
def test_note_refused_says_why(pair, text, code):
    """predecessor.md 8: it answered success when it had written nothing."""
    add_note(pair, text).invalid(303, follow_info=code)
    assert notes(pair)["data_count"] == 0


def test_note_takes_the_longest(pair):
    for kind in ("form", "multipart", "json"):
        add_note(pair, "💗" * 2000, kind=kind).done("添加成功")
    assert texts(pair) == ["💗" * 2000] * 3


def test_note_is_required(pair):
    pair.staff.post(f"/follow_info/add/{pair.customer.id}", {}).invalid(303, follow_info="required")


def test_notes_of_a_foreign_customer_are_not_shown(pair, world):
    other = world.pair()
    add_note(other, "x").done()
    pair.staff.get("/follow_info", customer_id=other.customer.id).refused(307)
    pair.staff.post(f"/follow_info/add/{other.customer.id}", {"follow_info": "y"}).refused(307)
    assert texts(other) == ["x"]


def test_notes_customer_is_required(pair):
    pair.staff.get("/follow_info").invalid(customer_id="required")


def add_phrase(staff, text, **options):
    return staff.post("/follow_language/add/0", {"custom_language": text}, **options)


def phrases(staff):
    data = staff.get("/follow_language").done("查询成功")
    assert set(data) == {"ret_data"} and set(data["ret_data"]) == {"user_id", "follow_language_data"}
    assert data["ret_data"]["user_id"] == staff.id
    rows = data["ret_data"]["follow_language_data"]
    assert all(set(row) == {"language_id", "user_id", "language"} and row["user_id"] == staff.id for row in rows)
    return {row["language_id"]: row["language"] for row in rows}


@pytest.fixture
def staff(world):
    staff = world.user()
    world.load()
    return staff


def test_phrases_none_yet(staff):
    assert phrases(staff) == {}


@pytest.mark.parametrize("kind", ["form", "multipart", "json"])
def test_phrases_are_shown_by_age(staff, kind):
    for text in ("您好", "在吗?", "“引号”\"\\\n"):
        assert add_phrase(staff, text, kind=kind).done("添加成功") == {}
    assert list(phrases(staff).values()) == ["您好", "在吗?", "“引号”\"\\\n"]


def test_phrase_twice_is_refused(staff, world):
    add_phrase(staff, "您好").done()
    add_phrase(staff, "您好").refused(301, "常用语已存在")
    assert list(phrases(staff).values()) == ["您好"]
    other = world.user()
    world.load()
    add_phrase(other, "您好").done()


def test_phrase_twice_at_once_is_added_once(staff):
    codes = at_once(lambda text: add_phrase(staff, text).code, 8 * ["您好"])
    assert sorted(codes) == [200] + [301] * 7
    assert list(phrases(staff).values()) == ["您好"]


def test_phrase_deleted_is_gone_and_its_id_is_not_used_again(staff):
    for text in ("一", "二"):
        add_phrase(staff, text).done()
    last = max(phrases(staff))
    assert staff.post(f"/follow_language/delete/{last}", {}).done("删除成功") == {}
    assert list(phrases(staff).values()) == ["一"]
    add_phrase(staff, "二").done()
    assert max(phrases(staff)) > last


def test_phrase_deleted_twice_or_of_another_is_refused(staff, world):
    other = world.user()
    world.load()
    add_phrase(staff, "一").done()
    (ident,) = phrases(staff)
    for caller, given in ((other, ident), (staff, ident + 1), (staff, 0)):
        answer = caller.post(f"/follow_language/delete/{given}", {})
        if given:
            answer.refused(302, "ID不存在或者不允许删除")
        else:
            answer.invalid(id="min_value")
    staff.post(f"/follow_language/delete/{ident}", {}).done()
    staff.post(f"/follow_language/delete/{ident}", {}).refused(302, "ID不存在或者不允许删除")


@pytest.mark.parametrize("text, code", [("", "required"), ("x" * 2001, "max_length")])
def test_phrase_refused_says_why(staff, text, code):
    add_phrase(staff, text).invalid(custom_language=code)
    assert phrases(staff) == {}


def test_phrases_have_a_limit(world):
    staff = world.user()
    for number in range(PHRASES_MAX - 1):
        world.add("follow_language", user_id=staff.id, id=number + 1, custom_language=f"第{number}句")
    world.load()
    add_phrase(staff, "还有一句").done()
    answer = add_phrase(staff, "太多了")
    answer.invalid(custom_language="max_value")
    assert answer.data["custom_language"][0]["message"] == "常用语不能超过200条"
    assert len(phrases(staff)) == PHRASES_MAX
    staff.post("/follow_language/delete/1", {}).done()
    add_phrase(staff, "又有地方了").done()


def test_phrases_beyond_the_largest_id_are_refused(world):
    staff = world.user()
    world.add("follow_language", user_id=staff.id, id=2**53 - 1, custom_language="最后")
    world.load()
    add_phrase(staff, "没有编号了").invalid(custom_language="max_value")
    assert phrases(staff) == {2**53 - 1: "最后"}


def test_phrases_of_an_import_go_on_behind_it(world):
    staff = world.user()
    world.add("follow_language", user_id=staff.id, id=7, custom_language="七")
    world.load()
    add_phrase(staff, "八").done()
    assert phrases(staff) == {7: "七", 8: "八"}
