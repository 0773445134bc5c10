# SPDX-License-Identifier: Apache-2.0
"""What WeChat tells of people: texts into the conversation, each once and in order; who follows, who leaves."""

import concurrent.futures

import pytest
from harness.records import World
from harness.waiting import wait_until
from people import APPID, CORP, GREETING
from wechat_sim import prove


def customer_of(people, person):
    return wait_until(lambda: people.customer_of(person), 10, f"the customer of {person}")


def wait_texts(people, staff, person, texts):
    """Until the conversation has so many; they must be these."""
    customer = customer_of(people, person)
    wait_until(lambda: len(people.relation(staff.id, customer)) > 0, 10, "the relation")
    wait_until(lambda: len(people.texts(staff, customer)) >= len(texts), 20, f"{len(texts)} texts")
    assert people.texts(staff, customer) == texts


def newcomer(people, staff=None):
    """Somebody who has scanned a staff user's code and been greeted."""
    staff = staff or people.staff()
    person = people.person()
    people.sim.do("scan", openid=person, url=staff.get("/qr_code_auth", kind="gzh").done()["url"])
    wait_texts(people, staff, person, [GREETING])
    return staff, person


def test_a_text_comes_into_the_conversation(people):
    staff, person = newcomer(people)
    assert people.sim.do("say", openid=person, text="在吗?👋 <b>&amp;]]>")["statuses"] == [200]
    wait_texts(people, staff, person, [GREETING, "在吗?👋 <b>&amp;]]>"])
    assert len(people.sim.journal(kind="callback", person=person)) == 2


def test_copies_at_once_to_two_instances_are_one(people):
    staff, person = newcomer(people)
    texts = [f"第{number}句" for number in range(10)]
    for text in texts:
        assert people.sim.do("say", openid=person, text=text, copies=3)["statuses"] == [200] * 3
    wait_texts(people, staff, person, [GREETING, *texts])


def test_a_letter_that_comes_again_is_acknowledged_only(people):
    staff, person = newcomer(people)
    people.sim.do("say", openid=person, text="一次")
    assert people.sim.do("replay")["status"] == 200
    people.sim.do("say", openid=person, text="最后")
    wait_texts(people, staff, person, [GREETING, "一次", "最后"])


def test_the_same_words_twice_are_two_messages(people):
    staff, person = newcomer(people)
    people.sim.do("say", openid=person, texts=["好", "好"])
    wait_texts(people, staff, person, [GREETING, "好", "好"])


def test_all_keep_their_order(people):
    staff = people.staff()
    persons = [newcomer(people, staff)[1] for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda person: people.sim.do("say", openid=person, texts=[f"{person} {n}" for n in range(15)]), persons))
    stored = {}
    for person in persons:
        customer = people.customer_of(person)
        wait_until(lambda who=customer: len(people.texts(staff, who)) == 16, 20, "16 texts")
        stored[person] = people.texts(staff, customer)[1:]
    entries = [entry for entry in people.sim.journal() if entry.get("person") in persons]
    assert prove.inbound(entries, stored) == []


def test_who_comes_of_themselves_is_the_default_staff_users(people):
    person = people.person()
    people.sim.do("say", openid=person, text="有人吗")
    customer = customer_of(people, person)
    wait_until(lambda: people.relation(people.default.id, customer), 10, "the relation")
    wait_until(lambda: "有人吗" in people.texts(people.default, customer), 10, "the text")
    assert people.relation(people.default.id, customer)["source"] == "3"


def import_customer(people, *staff):
    """Somebody whom an import has brought, bound to each of them one after the other, and their openid. Nobody knows yet to whom
    they speak."""
    person, world = people.person(follows=True), World(people.stack)
    customer = world.customer(openid=person, appid=APPID)
    for number, one in enumerate(staff):
        world.bind(one, customer, create_date=f"2026-01-02T03:0{number}:00")
    with people.importing:
        world.load()
    return person, customer


def test_who_came_by_an_import_speaks_to_whom_they_were_bound_to_last(people):
    first, last = people.staff(), people.staff()
    person, customer = import_customer(people, first, last)
    people.sim.do("say", openid=person, texts=["有人吗", "你好"])
    wait_until(lambda: people.texts(last, customer.id) == ["有人吗", "你好"], 10, "the texts")
    assert people.texts(first, customer.id) == [] and people.relation(people.default.id, customer.id) == {}
    assert people.redis("HGET", f"wx:cur:{{c{customer.id}}}", "uid") == str(last.id).encode()


def test_who_has_no_relation_any_more_goes_to_the_latest(people):
    staff = people.staff()
    person, customer = import_customer(people, staff)
    people.redis("HSET", f"wx:cur:{{c{customer.id}}}", "uid", people.staff().id)
    people.sim.do("say", openid=person, text="有人吗")
    wait_until(lambda: people.texts(staff, customer.id) == ["有人吗"], 10, "the text")


def test_who_follows_again_stays_with_their_staff_user(people):
    staff = people.staff()
    person, customer = import_customer(people, staff)
    people.sim.do("people", openid=person, follows=False)
    people.sim.do("subscribe", openid=person)
    people.sim.do("say", openid=person, text="我来了")
    wait_until(lambda: people.texts(staff, customer.id) == ["我来了"], 10, "the text")
    assert people.relation(people.default.id, customer.id) == {}


def test_who_follows_is_shown_as_a_follower(people):
    person = people.person()
    assert people.log_in(person)["is_subscribe"] == 0
    people.sim.do("subscribe", openid=person)
    wait_until(lambda: people.log_in(person)["is_subscribe"] == 1, 10, "the follower")


def test_who_leaves_is_forgotten_by_name(people):
    person = people.person(name="小明")
    people.sim.do("subscribe", openid=person)
    wait_until(lambda: people.log_in(person)["is_subscribe"] == 1, 10, "the follower")
    login = people.log_in(person, scope="userinfo")
    assert login["has_profile"] is True and login["is_subscribe"] == 1  # a login does not tell who follows
    people.sim.do("unsubscribe", openid=person)
    wait_until(lambda: people.log_in(person)["has_profile"] is False, 10, "the name to be erased")
    assert people.log_in(person)["is_subscribe"] == 0
    record = people.redis("GET", f"customer:{login['user_id']}")
    assert "小明".encode() not in record and b"qlogo" not in record


@pytest.mark.parametrize(("kind", "word"), [("image", "[图片]"), ("voice", "[语音]"), ("video", "[视频]")])
def test_what_is_no_text_leaves_a_word(people, kind, word):
    staff, person = newcomer(people)
    people.sim.do("say", openid=person, kind=kind)
    wait_texts(people, staff, person, [GREETING, word])


def test_what_is_unknown_is_acknowledged(people):
    _, person = newcomer(people)
    for event in ({"account": APPID, "from": person, "fields": {"Event": "LOCATION", "Latitude": "1"}},
                  {"account": APPID, "from": person, "kind": "mystery"},
                  {"account": CORP, "from": "zhangcong", "fields": {"Event": "enter_agent"}}):
        assert people.sim.do("event", **event)["statuses"] == [200]
