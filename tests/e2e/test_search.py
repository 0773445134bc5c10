# SPDX-License-Identifier: Apache-2.0
"""The search for names in the contact list, and the names that a staff user sees (api.md 4)."""

import pytest
from harness.records import Pair


@pytest.fixture
def staff(world):
    staff = world.user()
    world.load()
    return staff


def add(world, staff, name, **facts):
    return world.bind(staff, world.customer(username=name), **facts)


def found(staff, part, **query):
    return [row["customer_username"] for row in staff.get("/tongxunlu", username=part, **query).done()["ret_data"]]


@pytest.mark.parametrize("part", ["abc", "ABC", "ＡＢＣ", "aBc公司", "公司 王", "公司　王", "公司 \t 王", "ABC公司　王", "王"])
def test_search_folds_case_width_and_white_space(world, staff, part):
    add(world, staff, "ABC公司　王")
    add(world, staff, "别人")
    world.load()
    assert found(staff, part) == ["ABC公司　王"]


@pytest.mark.parametrize(
    "name, part",
    [("ＡＢＣ", "abc"), ("abc", "ＡＢＣ"), ("Straße", "STRASSE"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("Café", "Cafe\u0301"),
     ("ｶﾞﾝﾀﾞﾑ", "ガンダム"), ("李亚龙₁₇₆", "176"), ("胡蓉💗Rose", "💗ROSE"), ("米多（永年店）", "(永年"), ("A\u00a0B", "a b")],
)
def test_search_folds_both_sides(world, staff, name, part):
    add(world, staff, name)
    add(world, staff, "别人")
    world.load()
    assert found(staff, part) == [name]


@pytest.mark.parametrize("part", ["e", "公司王", "王 ", " 公司", "abd", "%", ".*"])
def test_search_is_literal_otherwise(world, staff, part):
    add(world, staff, "ABC公司　王")
    add(world, staff, "é")
    world.load()
    assert found(staff, part) == []


def test_search_for_white_space_finds_what_has_some(world, staff):
    for name in ("王 一", "王　二", "王三"):
        add(world, staff, name)
    world.load()
    assert sorted(found(staff, "  ")) == ["王 一", "王　二"]


def test_search_finds_given_names_and_own_ones(world, staff):
    pair = add(world, staff, "OWN", username="Ｇiven")
    world.load()
    for part in ("own", "GIVEN"):
        assert found(staff, part) == ["Ｇiven"]
        assert found(staff, part, customer_id=pair.customer.id) == ["Ｇiven"]


@pytest.fixture
def nameless(world, staff):
    """As WeChat gives followers since 2021."""
    pair = add(world, staff, "")
    world.load()
    return pair


def update(pair, **fields):
    pair.staff.post(f"/customer/update_information/{pair.customer.id}", {"sex": 1, **fields}).done()


def shown(pair):
    row = pair.staff.get("/tongxunlu", customer_id=pair.customer.id).rows[0]
    assert pair.staff_reads("/customer").rows[0]["username"] == row["customer_username"]
    return row["customer_username"]


def test_customer_without_a_name_is_shown_as_an_empty_one(nameless):
    assert shown(nameless) == ""


def test_customer_without_a_name_is_shown_by_the_memo_name(nameless):
    update(nameless, memo_name="老王 Ａ")
    assert shown(nameless) == "老王 Ａ"
    assert found(nameless.staff, "王 a") == ["老王 Ａ"]
    update(nameless, username="王总")
    assert shown(nameless) == "王总"
    assert found(nameless.staff, "老王") == ["王总"]
    update(nameless, username="", memo_name="")
    assert shown(nameless) == ""


def test_memo_name_of_an_import_is_shown(world, staff):
    pair = add(world, staff, "", memo_name="老王")
    world.load()
    assert shown(pair) == "老王"


def test_memo_name_does_not_hide_a_name_and_is_found(world, staff):
    pair = add(world, staff, "本名", memo_name="老王Ａ")
    add(world, staff, "别人")
    world.load()
    assert shown(pair) == "本名"
    assert found(staff, "王a") == found(staff, "本名") == ["本名"]
    update(pair, memo_name="老李")
    assert found(staff, "老李") == ["本名"]
    assert found(staff, "老王") == []


def test_superior_is_shown_by_the_name_that_the_staff_user_sees(world, staff):
    referrer = add(world, staff, "", memo_name="老王")
    pair = world.bind(staff, world.customer(), superior=referrer.customer.id)
    world.load()
    assert pair.staff_reads("/customer").rows[0]["superior"] == "老王"
    update(Pair(staff, referrer.customer), username="王总")
    assert pair.staff_reads("/customer").rows[0]["superior"] == "王总"
