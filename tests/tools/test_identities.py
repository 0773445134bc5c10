# SPDX-License-Identifier: Apache-2.0
"""leidactl: by what staff users and customers are found in WeCom and WeChat."""

import pytest

TAKEN = "userid: another user of the company has it"


def user(ident, company=None, userid=None):
    given = {"company_id": company, "userid": userid}
    return "user", {"id": ident, "username": "u", **{name: value for name, value in given.items() if value is not None}}


def customer(ident, openid, appid="wx00"):
    return "customer", {"id": ident, "username": "c", "openid": openid, "appid": appid}


@pytest.fixture
def office(store):
    store.load([("company", {"id": ident, "name": "n"}) for ident in (1, 2)]).done()
    return store


def members(store, company=1):
    flat = store.redis("HGETALL", f"userids:{{{company}}}")
    return {flat[i].decode(): int(flat[i + 1]) for i in range(0, len(flat), 2)}


def opened(store, openid, appid="wx00"):
    value = store.redis("GET", f"wx:open:{{{appid}:{openid}}}")
    return value and int(value)


def sound(store):
    result = store.ctl("check")
    assert result.code == 0 and " 0 findings" in result.out, result
    return True


def refused(store, lines, *numbers):
    result = store.load(lines)
    assert result.code == 1
    assert [line for line in result.err.splitlines() if line.startswith("line")] == [
        f"line {number}: {TAKEN}" for number in numbers]


def test_member_ids_are_kept_in_lower_case_and_found(office):
    office.load([user(7, 1, "ZhangCong"), user(8, 2, "zhangcong"), user(9, 1)]).done()
    assert (members(office), members(office, 2)) == ({"zhangcong": 7}, {"zhangcong": 8})
    assert {row["id"]: row.get("userid") for row in office.export() if row["type"] == "user"} == {
        7: "zhangcong", 8: "zhangcong", 9: None}
    assert sound(office)


def test_a_member_id_follows_its_user(office):
    office.load([user(7, 1, "a")]).done()
    office.load([user(7, 2)]).done()
    assert (members(office), members(office, 2)) == ({}, {"a": 7})
    office.ctl("user", "change", 7, "userid=B").done()
    assert members(office, 2) == {"b": 7}
    office.ctl("user", "change", 7, "userid=").done()
    assert members(office, 2) == {} and sound(office)


def test_users_may_change_places_within_a_file(office):
    office.load([user(7, 1, "a"), user(8, 1, "b")]).done()
    office.load([user(7, 1, "b"), user(8, 1, "a")]).done()
    assert members(office) == {"a": 8, "b": 7} and sound(office)


@pytest.mark.parametrize("lines, bad", [
    ([user(8, 1, "b"), user(9, 1, "B")], [2]),
    ([user(8, 1, "A")], [1]),
    ([user(8, 2, "a"), user(8, 1)], [1]),
    ([user(8, 1), user(8, userid="a")], [2]),
    ([user(8, 1, "b"), user(9, 1, "c"), user(9, 1, "b")], [2, 3]),
], ids=["of one file", "with the store", "by a company that comes later", "by a company that came before", "the last line counts"])
def test_two_users_of_a_company_with_one_member_id_are_refused(office, lines, bad):
    office.load([user(7, 1, "a")]).done()
    refused(office, lines, *bad)
    assert members(office) == {"a": 7}


def test_a_user_who_is_bad_frees_no_member_id(office):
    office.load([user(7, 1, "a")]).done()
    result = office.load([user(8, 1, "a"), user(7, 99, "b")], "--skip-bad")
    assert f"line 1: {TAKEN}" in result.err
    assert members(office) == {"a": 7} and sound(office)


def test_add_refuses_a_member_id_of_another(office):
    office.load([user(7, 1, "a")]).done()
    result = office.ctl("user", "add", "username=x", "company_id=1", "userid=A")
    assert result.code == 1 and TAKEN in result.err
    assert office.ctl("user", "add", "username=x", "company_id=2", "userid=A").code == 0
    assert members(office, 2) == {"a": 8}


def test_a_member_id_is_of_visible_characters(office):
    result = office.load([user(7, 1, "a b"), user(8, 1, "x" * 65)])
    assert "line 1: userid: must be visible ASCII characters" in result.err
    assert "line 2: userid: longer than 64" in result.err


def test_customers_are_found_by_their_openid(office):
    office.load([customer(9, "oA"), customer(10, "oB")]).done()
    assert (opened(office, "oA"), opened(office, "oB")) == (9, 10)
    office.load([customer(9, "oC")]).done()
    assert (opened(office, "oA"), opened(office, "oC")) == (None, 9)
    office.load([customer(11, "oB")]).done()
    assert opened(office, "oB") == 10, "who has it keeps it"
    assert sound(office)


def test_export_and_import_give_the_same(office):
    office.load([user(7, 1, "A"), customer(9, "oA"),
                 ("customer", {"id": 10, "username": "c", "is_subscribe": 0})]).done()
    exported = office.ctl("export").done()
    rows = office.export()
    office.redis("FLUSHALL")
    office.ctl("import", "-", given=exported).done()
    assert office.export() == rows
    assert (members(office), opened(office, "oA")) == ({"a": 7}, 9)
    assert [row["is_subscribe"] for row in rows if "is_subscribe" in row] == [0]


def test_check_repairs_what_is_found_wrong(office):
    office.load([user(7, 1, "a"), user(8, 1, "b"), customer(9, "oA")]).done()
    office.redis("HDEL", "userids:{1}", "a")
    office.redis("HSET", "userids:{1}", "old", "8")
    office.redis("DEL", "wx:open:{wx00:oA}")
    result = office.ctl("check")
    assert result.code == 1 and result.out.count("can be repaired") == 3, result
    assert office.ctl("check", "--repair").code == 0
    assert members(office) == {"a": 7, "b": 8} and opened(office, "oA") == 9
    assert sound(office)


def test_check_knows_claims_that_are_half_made_and_says_who_is_not_there(office):
    office.redis("SET", "wx:open:{wx00:oX}", "?5")
    office.redis("SET", "wx:login:{x}", "y")
    assert sound(office)
    office.redis("SET", "wx:open:{wx00:oX}", "5")
    result = office.ctl("check")
    assert result.code == 1 and "customer:5" in result.out
