# SPDX-License-Identifier: Apache-2.0
"""A staff user gets in by WeCom: inside it, or on a desktop by a code that is scanned."""

import time

import pytest
from people import BARE_COMPANY, COMPANY, GZH, PUBLIC, QY, STAFF_PAGE, as_person, page_of, query_of

HERE = f"{QY}/{COMPANY}"
WAYS = {"app": ({}, ["appid", "redirect_uri", "response_type", "scope", "state", "agentid"]),
        "qr": ({"via": "qr"}, ["login_type", "appid", "agentid", "redirect_uri", "state"])}


def page_for(people, person, path=HERE, **query):
    browser = people.browser()
    return browser.follow(people.returns(browser, person, path, **query))


@pytest.mark.parametrize("way", WAYS)
def test_a_member_logs_in_and_calls(people, way):
    query, order = WAYS[way]
    userid = people.member()
    staff, browser = people.staff(userid), people.browser()
    there = people.start(browser, HERE, next="/customers", **query)
    assert list(query_of(there)) == order and query_of(there)["redirect_uri"] == PUBLIC + HERE
    page = browser.follow(browser.follow(as_person(there, userid)))
    assert page.startswith(f"{STAFF_PAGE}#/customers?login=")
    login = people.exchange(page_of(page)[1]["login"], QY).done("登录成功")
    assert (login["id"], login["user_id"], login["company_id"]) == (staff.id, staff.id, COMPANY)
    assert login["token"] == staff.token and login["is_first_login"] is True
    people.client(login, "user").get("/contact").done()
    assert people.log_in(userid, HERE, **query)["is_first_login"] is False


def test_who_is_no_member_is_told_so(people):
    assert page_of(page_for(people, people.person())) == ("/login_error", {"reason": "not_member"})


def test_a_member_without_access_is_told_so(people):
    userid = people.member()
    people.sim.do("members", add=[userid])
    page = page_for(people, userid)
    assert page.startswith(f"{STAFF_PAGE}#") and page_of(page) == ("/login_error", {"reason": "not_enabled"})


def test_a_staff_user_of_another_company_has_no_access(people):
    userid = people.member()
    staff = people.staff(company=BARE_COMPANY)
    people.sim.do("members", add=[userid])
    people.redis("HSET", f"userids:{{{COMPANY}}}", userid.lower(), staff.id)
    assert page_of(page_for(people, userid)) == ("/login_error", {"reason": "not_enabled"})


def test_an_index_that_is_damaged_lets_nobody_in(people):
    userid = people.member()
    people.staff(userid)
    people.redis("HSET", f"userids:{{{COMPANY}}}", userid.lower(), "7x")
    browser = people.browser()
    answer = browser.get(people.returns(browser, userid, HERE))
    assert "login=" not in answer.headers.get("Location", "")


def test_who_refuses_is_told_so(people):
    assert page_of(page_for(people, "deny")) == ("/login_error", {"reason": "denied"})


def test_a_state_is_of_one_browser_and_one_kind(people):
    userid = people.member()
    people.staff(userid)
    browser = people.browser()
    back = people.returns(browser, userid, HERE)
    assert page_of(people.browser().follow(back))[1] == {"reason": "state"}
    assert "login" in page_of(browser.follow(back))[1]
    other = people.returns(browser, userid, HERE)
    began = time.monotonic()
    for address in (f"{GZH}?{other.partition('?')[2]}", other):  # it is spent, which is said at once
        assert page_of(browser.follow(address))[1] == {"reason": "state"}
    assert time.monotonic() - began < 2


def test_a_login_code_is_good_once(people):
    userid = people.member()
    people.staff(userid)
    code = page_of(page_for(people, userid))[1]["login"]
    people.exchange(code, GZH).refused(400, "token异常")
    code = page_of(page_for(people, userid))[1]["login"]
    people.exchange(code, QY).done()
    people.exchange(code, QY).refused(400, "token异常")


@pytest.mark.parametrize("query", ["", "?code=a&state=b"])
def test_an_unknown_company_is_unknown(people, query):
    assert people.browser().get(f"{QY}/999{query}").status == 404


def test_a_state_is_of_one_company(people):
    """Whoever comes back to a company is told on its own page why not."""
    there = f"{STAFF_PAGE}?company={BARE_COMPANY}#/login_error?reason=state"
    assert people.browser().follow(f"{QY}/{BARE_COMPANY}?code=a&state=b") == there
    userid = people.member()
    people.staff(userid)
    browser = people.browser()
    back = people.returns(browser, userid, HERE)
    for address in (back.replace(f"{QY}/{COMPANY}?", f"{QY}/{BARE_COMPANY}?"), back):  # which has spent it
        assert page_of(browser.follow(address)) == ("/login_error", {"reason": "state"})
