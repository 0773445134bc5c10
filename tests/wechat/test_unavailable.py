# SPDX-License-Identifier: Apache-2.0
"""Browsers on their way through a login that the store has no answer for: they see a page that says so."""

import concurrent.futures

import pytest
from people import APPID, COMPANY, GZH, PAGE, QY, STAFF_PAGE, query_of

REASON = "#/login_error?reason=unavailable"
SHARE_OPEN = f"{GZH}/redirect_share_url?s=aaaaaaaaaaaa"
OF_QY = f"{QY}/{COMPANY}"


def on_way_back(people, way):
    """A browser that WeChat or WeCom sends back, and the address by which it comes."""
    browser = people.browser()
    if way == "gzh":
        return browser, people.returns(browser, people.person())
    member = people.member()
    people.staff(member)
    return browser, people.returns(browser, member, OF_QY)


def test_while_redis_is_away_browsers_see_a_page(fragile):
    people = fragile
    ways = [(people.browser(), address, page) for address, page in
            ((f"{GZH}/{COMPANY}", PAGE), (OF_QY, STAFF_PAGE), (f"{OF_QY}?via=qr", STAFF_PAGE), (SHARE_OPEN, PAGE))]
    ways += [(*on_way_back(people, "gzh"), PAGE), (*on_way_back(people, "qy"), STAFF_PAGE)]
    people.stack.redis.kill()
    try:
        with concurrent.futures.ThreadPoolExecutor(len(ways)) as pool:
            led = list(pool.map(lambda way: way[0].get(way[1]), ways))
    finally:
        people.stack.start_redis()
    assert [(one.status, one.headers.get("Location")) for one in led] == [(302, page + REASON) for _, _, page in ways]


def test_a_login_waits_for_redis(fragile):
    people = fragile
    browser, back = on_way_back(people, "gzh")
    people.redis("SAVE")
    people.stack.redis.kill()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        led = pool.submit(browser.follow, back)
        people.stack.start_redis()
        assert "?login=" in led.result()


@pytest.mark.parametrize("way", ["gzh", "qy"])
@pytest.mark.parametrize("damage", ["type", "record"])
def test_a_damaged_state_leads_to_a_page(people, way, damage):
    browser, back = on_way_back(people, way)
    key = f"wx:state:{{{query_of(back)['state']}}}"
    if damage == "record":
        people.redis("HSET", key, "record", b"\xff")
    else:
        assert people.redis("DEL", key) == 1
        people.redis("SET", key, "x")
    assert browser.follow(back) == (PAGE if way == "gzh" else STAFF_PAGE) + REASON


def test_a_damaged_person_leads_to_a_page(people):
    person = people.person()
    people.redis("SET", f"wx:open:{{{APPID}:{person}}}", "?abc")
    assert people.way(person) == PAGE + REASON


@pytest.mark.parametrize("damage", ["type", "record"])
def test_a_damaged_share_link_leads_to_a_page(people, damage):
    name = query_of(people.staff().get("/work_weixin_auth/create_gongzhonghao_share_auth_url").done()["share_url"])["s"]
    key = f"wx:share:{{{name}}}"
    assert people.redis("DEL", key) == 1
    people.redis(*(("SET", key, b"\xff") if damage == "record" else ("LPUSH", key, "x")))
    for address in (f"{GZH}/redirect_share_url?s={name}", f"{GZH}/{COMPANY}?s={name}"):
        assert people.browser().follow(address) == PAGE + REASON
