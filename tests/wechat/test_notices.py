# SPDX-License-Identifier: Apache-2.0
"""Who is away is told: customers by the official account, staff users by WeCom; once, or not at all. Whoever is told waits five
seconds for it, so all scenes of the module play at once, each with people of its own."""

import re
import time

import pytest
from harness import metrics
from harness.redis_routing import slot_of
from harness.waiting import wait_until
from meeting import Meeting
from people import APPID, COMPANY, CORP, GZH, PUBLIC, QY, as_person, page_of
from scenes import Scenes
from wechat_sim import prove

WAIT = 5  # seconds that a notice waits for more texts
scene = Scenes()


@pytest.fixture(scope="module")
def played(people):
    """What became of each scene."""
    with scene.play(people) as played:
        yield played


@scene
def a_customer_is_told_all_in_one_message(people):
    met, begun = Meeting(people), time.time()
    for text in ("在的", "这款有货", "明天发"):
        met.staff_says(text).done()
    met.wait_noted()
    (api, entry), = met.shown()
    assert (api, entry["text"]) == ("custom_send", "在的\n这款有货\n明天发")
    assert WAIT - 0.5 <= entry["at"] - begun
    met.staff_says("还在吗").done()
    met.wait_noted()
    assert prove.delivered(people.sim.journal(), met.person) == ["在的", "这款有货", "明天发", "还在吗"]
    assert len(met.calls()) == 2


LONG = tuple(character * 300 for character in "一二三")  # two of them fill a message


@scene
def long_texts_go_in_as_many_messages_as_it_takes(people):
    met = Meeting(people)
    for text in (*LONG, "最重要：明天九点"):
        met.staff_says(text).done()
    met.wait_noted()
    assert [(api, entry["text"]) for api, entry in met.shown()] == [
        ("custom_send", "\n".join(LONG[:2])), ("custom_send", f"{LONG[2]}\n最重要：明天九点")]


@scene
def who_cannot_be_told_the_rest_is_reminded_of_it(people):
    met = Meeting(people)
    people.redis("HSET", f"wx:win:{{{APPID}:{met.person}}}", "left", 1)
    for text in (*LONG, "最重要：明天九点"):
        met.staff_says(text).done()
    met.wait_noted()
    assert met.apis() == ["custom_send", "template_send"] and len(met.calls()) == 1
    reminded(met, LONG[2])


@scene
def a_text_that_is_too_long_for_a_message_says_so(people):
    met = Meeting(people)
    for text in ("长" * 900, "短"):
        met.staff_says(text).done()
    met.wait_noted()
    assert [entry["text"] for _, entry in met.shown()] == ["长" * 666 + "…", "短"]


@scene
def a_card_that_has_no_room_for_all_says_so(people):
    met = Meeting(people, says=None, userid=people.member())
    met.customer_says("长" * 300).done()
    met.wait_noted()
    assert [entry["description"] for _, entry in met.shown()] == ["长" * 166 + "…"]


@scene
def who_has_read_is_not_told(people):
    met = Meeting(people)
    met.staff_says("在的").done()
    met.customer_reads().done()
    partition = f"{{wx{slot_of(met.person.encode()) % 16}}}"
    made = f"wx:seen:{partition}:notice-{met.staff.id}-{met.customer.id}-c-{met.newest()}"
    wait_until(lambda: people.redis("EXISTS", made) == 1, 30, "the notice")
    wait_until(lambda: met.person.encode() not in waiting(people, "out", partition), 30, "the notice to be done with")
    assert met.calls() == [] and met.shown() == []


def waiting(people, family, partition):
    """Whose items stand in a queue."""
    return [item[1][1] for item in people.redis("XRANGE", f"wx:{family}:{partition}", "-", "+")]


@scene
def a_reminder_that_failed_goes_later(people):
    met = Meeting(people, says=None)
    met.fault("-1", api="template_send", times=1)
    met.staff_says("在的").done()
    met.wait_noted()
    assert met.apis() == ["template_send"] and [call["answer"] for call in met.calls("template_send")] == [-1, 0]


@scene
def what_was_refused_goes_when_an_operator_wants_it(people):
    met = Meeting(people)
    met.fault("45002", times=1)
    met.staff_says("在的").done()
    partition = slot_of(met.person.encode()) % 16
    dead = lambda: [item for item in people.redis("XRANGE", f"wx:dead:{{wx{partition}}}", "-", "+") if item[1][1] == met.person.encode()]
    wait_until(dead, 30, "the notice to be given up")
    assert met.shown() == []
    (item,) = dead()
    listed = people.stack.ctl("wechat", "dead", "list").stdout.splitlines()
    (row,) = [row.split("\t") for row in listed if row.startswith(f"{partition}-{item[0].decode()}\t")]
    assert (row[1], row[2], row[5]) == ("notice", met.person[:6], "refused 45002")
    done = people.stack.ctl("wechat", "dead", "retry", f"{partition}-{item[0].decode()}")
    assert done.returncode == 0, done
    met.wait_noted()
    assert met.apis() == ["custom_send"] and dead() == []


def reminded(met, text):
    """Checks that the only reminder is of this text, which is cut."""
    (entry,) = (entry for api, entry in met.shown() if api == "template_send")
    assert entry["data"]["thing1"] == text[:20]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", entry["data"]["time2"])
    assert entry["url"] == f"{PUBLIC}{GZH}/{COMPANY}?next=/%3Fu%3D{met.staff.id}"
    (call,) = met.calls("template_send")
    assert call["client_msg_id"] == entry["key"] and str(met.customer.id) in entry["key"]


@scene
def who_gave_no_sign_of_life_is_reminded(people):
    met, text = Meeting(people, says=None), "这是一条很长的消息，长过模板能显示的二十个字"
    met.staff_says(text).done()
    met.wait_noted()
    assert met.apis() == ["template_send"] and met.calls() == []
    reminded(met, text)
    met.staff_says("再说一句").done()
    met.wait_noted()
    reminded(met, text)  # within 30 minutes nobody is reminded again
    assert counted(people, "closed") >= 1


@scene
def who_was_told_all_that_is_allowed_is_reminded(people):
    met = Meeting(people)
    people.redis("HSET", f"wx:win:{{{APPID}:{met.person}}}", "left", 1)
    met.staff_says("第一句").done()
    met.wait_noted()
    met.staff_says("第二句").done()
    met.wait_noted()
    assert met.apis() == ["custom_send", "template_send"] and len(met.calls()) == 1
    reminded(met, "第二句")


@scene
def who_does_not_follow_is_told_nothing_and_shown_as_that(people):
    met = Meeting(people)
    people.sim.do("people", openid=met.person, follows=False)  # and nobody has told of it
    met.staff_says("在的").done()
    met.wait_noted()
    assert met.shown() == [] and [call["answer"] for call in met.calls()] == [43004] and met.calls("template_send") == []
    (row,) = met.staff.get("/contact").rows
    assert (row["is_subscribe"], row["is_subscribe_text"]) == (0, "此客户【未关注】公众号")
    assert people.relation(met.staff.id, met.customer.id)
    met.staff_says("有人吗").done()
    met.wait_noted()
    assert len(met.calls()) == 1  # it is known by now


@scene
def who_could_not_be_told_is_told_later(people):
    met = Meeting(people)
    met.fault("-1", times=2)
    met.staff_says("在的").done()
    met.wait_noted()
    assert [call["answer"] for call in met.calls()] == [-1, -1, 0]
    assert met.apis() == ["custom_send"]


def unclear(people, fault, shown):
    """Nobody knows what became of the message: it is not sent again, but they are reminded."""
    met = Meeting(people)
    met.fault(fault, times=1)
    met.staff_says("在的").done()
    met.wait_noted()
    assert len(met.calls()) == 1 and met.apis() == shown
    reminded(met, "在的")


@scene
def who_was_maybe_told_is_reminded(people):
    unclear(people, "reset_after", ["custom_send", "template_send"])


@scene
def who_was_maybe_not_told_is_reminded(people):
    unclear(people, "502", ["template_send"])


@scene
def a_window_that_wechat_calls_closed_is(people):
    met = Meeting(people)
    met.fault("45015", times=1)
    met.staff_says("在的").done()
    met.wait_noted()
    assert [call["answer"] for call in met.calls()] == [45015] and met.apis() == ["template_send"]
    met.staff_says("在的").done()
    met.wait_noted()
    assert len(met.calls()) == 1
    people.sim.do("say", openid=met.person, text="有人吗")
    wait_until(lambda: "有人吗" in people.texts(met.staff, met.customer.id), 10, "what they wrote")
    met.staff_says("又在了").done()
    met.wait_noted()
    assert prove.delivered(people.sim.journal(), met.person) == ["又在了"]


@scene
def a_staff_user_is_told_by_a_card_that_leads_there(people):
    met = Meeting(people, says=None, userid=people.member())
    met.customer_says("你好").done()
    met.customer_says("在吗 <b>").done()
    met.wait_noted()
    (api, entry), = met.shown()
    assert api == "qy_send" and "你好\n在吗" in entry["description"]
    assert entry["url"] == f"{PUBLIC}{QY}/{COMPANY}?next=/chat/{met.customer.id}&message={met.newest()}"
    browser = people.browser()
    page = browser.follow(browser.follow(as_person(browser.follow(entry["url"]), met.userid)))
    assert page_of(page)[0] == f"/chat/{met.customer.id}" and page_of(page)[1]["login"]


@scene
def a_card_that_may_have_gone_goes_again_as_it_was(people):
    met = Meeting(people, says=None, userid=people.member())
    for fault in ("-1", "reset_after"):
        met.fault(fault, api="qy_send", times=1)
    met.customer_says("你好").done()
    met.wait_noted()
    assert len(met.calls("qy_send")) == 3 and met.apis() == ["qy_send"]


@scene
def who_got_too_many_cards_gets_the_next_one_when_there_is_room(people):
    met = Meeting(people, says=None, userid=people.member())
    begun, ago = time.time(), 48
    people.redis("RPUSH", f"wx:cards:{{{CORP}:{met.away}}}", *[int((begun - ago) * 1000)] * 20)
    met.customer_says("你好").done()
    partition = f"{{wx{slot_of(met.away.encode()) % 16}}}"
    wait_until(lambda: met.away.encode() in waiting(people, "out", partition), 30, "the notice")
    met.customer_says("还在吗").done()
    met.wait_noted()
    (api, entry), = met.shown()
    assert api == "qy_send" and entry["description"] == "你好\n还在吗" and entry["at"] - begun >= 60 - ago


@scene
def a_card_that_may_have_gone_goes_again_as_it_was_though_there_is_more(people):
    met = Meeting(people, says=None, userid=people.member())
    met.fault("reset_after", api="qy_send", times=2)
    met.customer_says("你好").done()
    wait_until(lambda: met.calls("qy_send"), 30, "the first card")
    met.customer_says("还在吗").done()
    met.wait_noted()
    assert [call["text"] for call in met.calls("qy_send")] == ["你好"] * 3 + ["还在吗"]
    assert [entry["description"] for _, entry in met.shown()] == ["你好", "还在吗"]


@scene
def a_member_who_left_is_told_nothing(people):
    met = Meeting(people, says=None, userid=people.member())
    people.sim.do("members", remove=[met.userid])
    met.customer_says("你好").done()
    met.wait_noted()
    assert [call["answer"] for call in met.calls("qy_send")] == [81013] and met.shown() == []


def counted(people, result):
    """How many notices ended so, of all instances."""
    instances = [people.stack.service(f"wechat-{number}") for number in (1, 2)]
    return sum(metrics.total(metrics.scrape(one), "leida_wechat_notices_total", result=result) for one in instances)


@pytest.mark.parametrize("function", scene, ids=scene.name)
def test_whoever_is_away(played, function):
    played[function].result()
