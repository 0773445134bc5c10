# SPDX-License-Identifier: Apache-2.0
"""A customer gets in by the official account: start, WeChat, return, exchange; and what is refused on that way."""

import concurrent.futures

import pytest
from harness.waiting import wait_until
from people import APPID, BARE_COMPANY, COMPANY, GZH, PAGE, PUBLIC, QY, as_person, page_of, query_of


def refused(address, reason):
    assert page_of(address) == ("/login_error", {"reason": reason}), address
    assert "login=" not in address


def page_for(people, person):
    """Where somebody is led in the end."""
    browser = people.browser()
    return browser.follow(people.returns(browser, person))


def test_a_customer_logs_in_and_calls(people):
    person, browser = people.person(), people.browser()
    there = people.start(browser, next="/a?b=1")
    assert list(query_of(there)) == ["appid", "redirect_uri", "response_type", "scope", "state"]
    assert there.endswith("#wechat_redirect") and query_of(there)["redirect_uri"] == PUBLIC + GZH
    assert query_of(there)["scope"] == "snsapi_base" and len(query_of(there)["state"]) == 32
    page = browser.follow(browser.follow(as_person(there, person)))
    assert page.startswith(f"{PAGE}#/a?")
    assert page_of(page)[1]["b"] == "1" and len(page_of(page)[1]["login"]) == 32
    login = people.exchange(page_of(page)[1]["login"]).done("登录成功")
    assert (login["uid"], login["pid"], login["company_id"], login["is_new"]) == (None, None, COMPANY, True)
    assert (login["has_profile"], login["is_subscribe"]) == (False, 0)
    called = people.client(login).get("/work_gongzhonghao_auth/gongzhonghao_share_sign", location_href=PAGE)
    assert called.done()["appid"] == APPID
    again = people.log_in(person)
    assert (again["user_id"], again["token"], again["is_new"]) == (login["user_id"], login["token"], False)


def test_the_cookie_is_for_this_way_only(people):
    line = people.browser().get(f"{GZH}/{COMPANY}").headers["Set-Cookie"]
    assert line.startswith("leida_wx=") and {"HttpOnly", "SameSite=Lax"} <= set(line.split("; "))


def test_a_session_begins_in_the_browser_that_logged_in_alone(people):
    """Whoever is led to a page with the code of somebody else does not become them."""
    person, browser, foreign = people.person(), people.browser(), people.browser()
    back = people.returns(browser, person)
    own, led, bare = (page_of(browser.follow(back))[1]["login"] for _ in range(3))
    people.start(foreign)
    login = people.exchange(own, browser=browser).done()
    assert login["session"]
    for other in (people.exchange(led, browser=foreign).done(), people.exchange(bare).done()):
        assert other["session"] is None
        assert (other["user_id"], other["token"]) == (login["user_id"], login["token"])  # as a client without cookies needs it


def test_a_profile_is_shown_after_a_tap(people):
    person = people.person(name="小红")
    assert people.log_in(person)["has_profile"] is False
    assert people.log_in(person, scope="userinfo")["has_profile"] is True


def test_a_browser_that_returns_twice_gets_in_twice_for_one_customer(people):
    person, browser = people.person(), people.browser()
    back = people.returns(browser, person)
    codes = [page_of(browser.follow(back))[1]["login"] for _ in range(2)]
    assert codes[0] != codes[1]
    logins = [people.exchange(code).done() for code in codes]
    assert logins[0]["user_id"] == logins[1]["user_id"]


def test_returns_at_once_ask_wechat_once(people):
    person, browser = people.person(), people.browser()
    back = people.returns(browser, person)
    before = len(people.sim.journal(kind="call"))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda _: browser.follow(back), range(4)))
    codes = [page_of(page)[1]["login"] for page in pages]
    assert len(set(codes)) == 4
    assert len({people.exchange(code).done()["user_id"] for code in codes}) == 1
    asked = [entry for entry in people.sim.journal(kind="call")[before:] if entry["api"] == "oauth"]
    assert len(asked) == 1


def test_logins_at_once_make_one_customer(people):
    person = people.person()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        logins = list(pool.map(lambda _: people.log_in(person), range(8)))
    assert len({(login["user_id"], login["token"]) for login in logins}) == 1
    assert sum(login["is_new"] for login in logins) >= 1


def test_a_state_that_was_changed_is_refused(people):
    browser = people.browser()
    back = people.returns(browser, people.person())
    state = query_of(back)["state"]
    other = ("a" if state[0] != "a" else "b") + state[1:]
    for wrong in (other, state[:-1], state + "a", ""):
        refused(browser.follow(back.replace(f"state={state}", f"state={wrong}")), "state")


def test_a_state_that_is_none_leads_to_the_pages_of_the_only_account(people):
    assert people.browser().follow(f"{GZH}?code=a&state=b") == f"{PAGE}#/login_error?reason=state"


def test_a_state_is_of_the_browser_that_began(people):
    person, browser, foreign = people.person(), people.browser(), people.browser()
    back = people.returns(browser, person)
    people.start(foreign)
    refused(foreign.follow(back), "state")
    refused(people.browser().follow(back), "state")
    assert people.customer_of(person) is None
    assert "login" in page_of(browser.follow(back))[1]


def test_another_code_for_a_used_state_is_refused(people):
    first, second, browser = people.person(), people.person(), people.browser()
    back, other = people.returns(browser, first), people.returns(people.browser(), second)
    browser.follow(back)
    refused(browser.follow(back.replace(query_of(back)["code"], query_of(other)["code"])), "state")
    assert people.customer_of(second) is None


def test_who_refuses_is_told_so(people):
    refused(page_for(people, "deny"), "denied")


def test_a_snapshot_visitor_is_nobody(people):
    person = people.person(is_snapshot=True)
    before = people.redis("ZCARD", "ids:customer")
    refused(page_for(people, person), "snapshot")
    assert people.redis("ZCARD", "ids:customer") == before


def test_a_code_that_nobody_gave_is_expired(people):
    browser = people.browser()
    back = people.returns(browser, people.person())
    refused(browser.follow(back.replace(query_of(back)["code"], "0" * 32)), "expired")


def test_a_code_that_was_used_elsewhere_is_refused(people):
    person, browser, other = people.person(), people.browser(), people.browser()
    back, again = people.returns(browser, person), people.returns(other, person)
    browser.follow(back)
    refused(other.follow(again.replace(query_of(again)["code"], query_of(back)["code"])), "used")


@pytest.mark.parametrize("path", [f"{GZH}/{BARE_COMPANY}", f"{GZH}/999"])
def test_a_company_that_has_no_account_is_unknown(people, path):
    assert people.browser().get(path).status == 404


def states(people):
    """Logins that have begun."""
    return set(people.redis("KEYS", "wx:state:*"))


LED_AWAY = {
    "another host": "https%3A%2F%2Fevil.example%2F",
    "another host by capitals": "HTTPS%3A%2F%2Fevil.example%2F",
    "a host without a scheme": "%2F%2Fevil.example",
    "the same as it is": "//evil.example/a",
    "three slashes": "%2F%2F%2Fevil.example",
    "a slash and a backslash": "%2F%5Cevil.example",
    "two backslashes": "%5C%5Cevil.example",
    "a backslash": "%5Cevil.example",
    "encoded twice": "%252F%252Fevil.example",
    "a script": "javascript%3Aalert(1)",
    "a script after a blank": "%20javascript:alert(1)",
    "data": "data:text/html,x",
    "a name": "a",
    "nothing": "",
    "a blank before it": "%20%2Fa",
    "a parameter": "%3Fa=1",
    "a fragment": "%23%2Fa",
    "another line": "%2Fa%0D%0ASet-Cookie:%20a=b",
    "a line feed": "%2Fa%0Ab",
    "a tab between slashes": "%2F%09%2Fevil.example",
    "a zero": "%2Fa%00",
    "delete": "%2Fa%7F",
    "a control character of Unicode": "%2Fa%C2%85b",
    "no UTF-8": "%2Fa%FFb",
}


@pytest.mark.parametrize("path", [f"{GZH}/{COMPANY}", f"{QY}/{COMPANY}"], ids=["gzh", "qy"])
@pytest.mark.parametrize("wrong", LED_AWAY)
def test_nobody_is_led_elsewhere(people, path, wrong):
    """Whoever brings it is told so, and no login begins."""
    browser, before = people.browser(), states(people)
    answer = browser.get(f"{path}?next={LED_AWAY[wrong]}")
    answer.invalid(next="invalid")
    assert browser.cookies == {} and "Location" not in answer.headers
    assert states(people) == before


@pytest.mark.parametrize("next_", ["/%2F%2Fevil.example", "/%5Cevil.example", "/a#//evil.example", "/javascript:alert(1)",
                                   "/@evil.example"])
def test_what_only_looks_like_another_place_stays_in_the_page(people, next_):
    """It stands behind the page's '#', where it says no more than which of its places is shown."""
    address = people.way(people.person(), next=next_)
    assert address.startswith(f"{PAGE}#{next_}?login=")


def test_a_place_to_go_on_at_is_short(people):
    people.browser().get(f"{GZH}/{COMPANY}?next=%2F{'a' * 512}").invalid(next="max_length")
    assert people.browser().get(f"{GZH}/{COMPANY}?next=%2F{'a' * 511}").status == 302


def test_a_login_code_is_good_once(people):
    code = page_of(page_for(people, people.person()))[1]["login"]
    people.exchange(code).done()
    people.exchange(code).refused(400, "token异常")
    people.exchange("A" * 32).refused(400, "token异常")


def test_a_login_code_is_of_its_kind(people):
    code = page_of(page_for(people, people.person()))[1]["login"]
    people.exchange(code, path="/zhugeleida/qiyeweixin/work_weixin_auth").refused(400, "token异常")


def test_nothing_that_lets_somebody_in_is_logged(people):
    person, browser = people.person(), people.browser()
    back = people.returns(browser, person)
    page = browser.follow(back)
    login = people.exchange(page_of(page)[1]["login"]).done()
    refused(browser.follow(back.replace("state=", "state=x")), "state")
    secret = [*query_of(back).values(), *browser.cookies.values(), page_of(page)[1]["login"], login["token"], person]
    wait_until(lambda: all(word in people.stack.logs() for word in ("gzh_return", "login failed")), 10, "a log of it")
    log = people.stack.logs()
    assert [word for word in (*secret, "LeidaSimGzhSecret0001", "LeidaSimToken") if word in log] == []


def test_wechat_away_is_told(people):
    browser = people.browser()
    back = people.returns(browser, people.person())
    people.sim.do("fault", api="*", fault="502")
    try:
        refused(browser.follow(back), "unavailable")
    finally:
        people.sim.do("no_faults")
