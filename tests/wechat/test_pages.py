# SPDX-License-Identifier: Apache-2.0
"""Both pages in Chromium, from a scanned code to the message that a customer finds in WeChat."""

import json
import socket

import pytest
from conftest import DEFAULT_STAFF, TEMPLATE, settings_of
from harness.browser import Browser
from harness.stack import ROOT
from harness.waiting import wait_until
from people import COMPANY, QY, People, as_person, write_companies
from wechat_sim import prove
from wechat_sim.client import Running


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def reached(shared_stacks, tmp_path_factory):
    """A stack whose pages a browser reaches at the address that it is told."""
    folder = tmp_path_factory.mktemp("pages")
    port = free_port()
    public = f"http://127.0.0.1:{port}"
    write_companies(folder / "companies", DEFAULT_STAFF, TEMPLATE, public)
    simulator = Running(folder)
    gateway = {"LEIDA_LISTEN": f"127.0.0.1:{port}", "LEIDA_WEB_ROOT": str(ROOT / "web" / "dist")}
    settings = {"wechat": settings_of(simulator.roots, folder / "companies", public), "gateway": gateway}
    try:
        yield People(shared_stacks(wechat=1, settings=settings), simulator, DEFAULT_STAFF)
        assert prove.all_of(simulator.client.journal()) == []
    finally:
        assert simulator.stop() == 0


def visit(people, browser, person, address, **options):
    """A page of somebody who has scanned or tapped that address in WeChat or WeCom."""
    people.sim.do("visitor", person=person)
    return browser.open(address, **options)


def write(page, text):
    page.click("textarea")
    page.type(text)
    page.click(".composer button[type=submit]")
    page.wait(f"[...document.querySelectorAll('.bubble')].some(bubble => bubble.innerText.includes({json.dumps(text)}))")


def shown(people, who):
    return people.sim.journal(kind="deliver", person=who)


def test_from_a_scanned_code_to_an_answer_in_wechat(reached, browser):
    people, member = reached, reached.member()
    staff, person = people.staff(member), people.person(follows=True, name="小明")
    code = staff.get("/qr_code_auth", kind="h5").done()["url"]
    talk = visit(people, browser, person, code, mobile=True)
    write(talk, "这款有货吗")
    (card,) = wait_until(lambda: shown(people, member.lower()), 20, "the staff user to be told")
    assert card["description"] == "这款有货吗"
    talk.close()
    people.sim.do("say", openid=person, text="我先走了")  # in the account: it may write back
    console = visit(people, browser, member, card["url"])
    console.wait("document.body.innerText.includes('我先走了')")
    write(console, "有货，明天发")
    (told,) = wait_until(lambda: shown(people, person), 20, "the customer to be told")
    assert (told["api"], told["text"]) == ("custom_send", "有货，明天发")
    people.sim.do("unsubscribe", openid=person)
    wait_until(lambda: staff.get("/contact").rows[0]["is_subscribe"] == 0, 10, "the customer to have left")
    console.go("about:blank")
    console.go(f"{people.stack.base_url}/web/#/chat")
    console.wait("document.querySelector('li a .name i')?.innerText === 'Not following'")  # Chromium's language is English
    console.close()


def has_read(staff, customer):
    """Whether the customer has read what the staff user wrote last."""
    rows = staff.get("/chat", customer_id=customer, length=100).rows
    newest = max((row for row in rows if row["send_type"] == 1), key=lambda row: row["id"])
    return newest["is_customer_already_read"] == 1


def test_who_has_long_been_away_comes_back_by_a_reminder(reached, browser):
    """Who is reminded has a second adviser, to whom they came last; the reminder leads to the one who wrote."""
    people, member = reached, reached.member()
    staff, other, person = people.staff(member), people.staff(), people.person(follows=True, name="小红")
    talk = visit(people, browser, person, staff.get("/qr_code_auth", kind="h5").done()["url"], mobile=True)
    write(talk, "有蓝色的吗")
    talk.close()
    customer = people.customer_of(person)
    people.sim.do("say", openid=person, text="我先走了")
    wait_until(lambda: "我先走了" in people.texts(staff, customer), 10, "what they wrote")
    visit(people, browser, person, other.get("/qr_code_auth", kind="h5").done()["url"], mobile=True).close()
    wait_until(lambda: people.relation(other.id, customer), 10, "the second adviser")
    people.sim.do("silence", openid=person)  # and nobody tells of that: WeChat does when it is asked
    console = visit(people, browser, member, f"{people.stack.base_url}{QY}/{COMPANY}?next=/chat/{customer}")
    write(console, "有的，今天发")
    (told,) = wait_until(lambda: shown(people, person), 20, "the customer to be reminded")
    assert (told["api"], told["data"]["thing1"]) == ("template_send", "有的，今天发")
    assert [call["answer"] for call in people.sim.journal(kind="call", api="custom_send", person=person)] == [45015]
    assert not has_read(staff, customer)
    back = visit(people, browser, person, told["url"], mobile=True)
    back.wait("[...document.querySelectorAll('.bubble')].some(bubble => bubble.innerText.includes('有的，今天发'))")
    wait_until(lambda: has_read(staff, customer), 10, "the message to be read")
    assert back.errors() == []
    back.close()
    console.close()


def test_whoever_is_led_here_by_the_code_of_somebody_else_stays_who_they_are(reached, browser):
    people = reached
    staff, attacker, victim = people.staff(), people.person(name="小强"), people.person(name="小明")
    link = staff.get("/qr_code_auth", kind="h5").done()["url"]
    seen = visit(people, browser, victim, link, mobile=True)
    seen.wait("Boolean(document.querySelector('textarea'))")
    evil = people.browser()
    trap = evil.follow(evil.follow(as_person(evil.follow(evil.follow(link)), attacker)))
    assert "login=" in trap
    seen.go("about:blank")
    seen.go(trap)
    seen.wait("document.querySelector('[role=alert]')?.innerText.includes('another browser')")
    assert not seen.evaluate("document.querySelector('textarea')")
    session = seen.evaluate("fetch('/zhugeleida/session?kind=customer', {headers: {'X-Leida': '1'}}).then(answer => answer.json())")
    assert session["data"]["id"] == people.customer_of(victim)
    seen.close()


def test_a_snapshot_visitor_is_told_why_and_nobody_is_made(reached, browser):
    people = reached
    staff, person = people.staff(), people.person(is_snapshot=True)
    before = people.redis("KEYS", "customer:*")
    page = visit(people, browser, person, staff.get("/qr_code_auth", kind="h5").done()["url"], mobile=True)
    page.wait("document.body.innerText.includes('Use the whole service')")
    assert people.customer_of(person) is None
    assert sorted(people.redis("KEYS", "customer:*")) == sorted(before)
    page.close()
