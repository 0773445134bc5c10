# SPDX-License-Identifier: Apache-2.0
"""What follows a notice: WeChat tells what became of a reminder; whoever writes back has read what they were told; a tap on the
menu lets the account write."""

import time

import pytest
from harness.redis_routing import slot_of
from harness.waiting import wait_until
from meeting import Meeting
from people import APPID
from scenes import Scenes

scene = Scenes()
HASTY = 10  # seconds within which WeChat's end of a reminder is worked off


@pytest.fixture(scope="module")
def played(people):
    with scene.play(people) as played:
        yield played


def jobs(people, msgid):
    return people.redis("EXISTS", f"wx:job:{{{APPID}:{msgid}}}")


def settled(met, calls=1):
    """Waits until WeChat has told the end of so many reminders, and that is worked off. The calls."""
    made = wait_until(lambda: len(met.calls("template_send")) >= calls and met.calls("template_send"), 30, f"{calls} reminders")
    wait_until(lambda: not any(jobs(met.people, call["msgid"]) for call in made), HASTY, "the reminders to be settled")
    return made


# ---- what became of a reminder ----

@scene
def a_reminder_that_arrived_is_settled(people):
    met = Meeting(people, says=None)
    met.staff_says("在的").done()
    met.wait_noted()
    assert len(settled(met)) == 1 and met.apis() == ["template_send"]


@scene
def a_reminder_that_wechat_lost_goes_once_more(people):
    met = Meeting(people, says=None)
    people.sim.do("people", openid=met.person, loses=1)
    met.staff_says("在的").done()
    first, second = settled(met, calls=2)
    assert first["client_msg_id"] != second["client_msg_id"]
    assert met.apis() == ["template_send"] and met.shown()[0][1]["data"]["thing1"] == "在的"
    met.wait_noted()


@scene
def a_reminder_that_is_lost_twice_stays_lost(people):
    met = Meeting(people, says=None)
    people.sim.do("people", openid=met.person, loses=2)
    met.staff_says("在的").done()
    settled(met, calls=2)
    met.staff_says("还在").done()
    met.wait_noted()  # of what came later: within half an hour nobody is reminded of it
    assert len(met.calls("template_send")) == 2 and met.apis() == []


@scene
def what_became_of_a_reminder_is_settled_once(people):
    met = Meeting(people, says=None)
    met.staff_says("在的").done()
    met.wait_noted()
    (call,) = settled(met)
    finish(people, met.person, call["msgid"], "failed: system failed")
    says(people, met)
    assert len(met.calls("template_send")) == 1 and met.apis() == ["template_send"]


def says(people, met):
    """They write, behind whatever else WeChat has told of them."""
    assert people.sim.do("say", openid=met.person, text="什么事")["statuses"] == [200]
    wait_until(lambda: "什么事" in people.texts(met.staff, met.customer.id), 20, "what they wrote")


@scene
def who_was_told_more_meanwhile_is_not_reminded_again(people):
    met = Meeting(people)
    for text in ("在的", "有货"):
        met.staff_says(text).done()
    met.wait_noted()
    before = met.newest() - 1
    people.redis("SET", f"wx:job:{{{APPID}:79}}", job(met, met.person, before))
    finish(people, met.person, 79, "failed: system failed")
    partition, person = f"{{wx{slot_of(met.person.encode()) % 16}}}", met.person.encode()
    again = f"wx:seen:{partition}:notice-{met.staff.id}-{met.customer.id}-c-{before}-again"
    wait_until(lambda: people.redis("EXISTS", again) == 1, HASTY, "the notice")
    queued = lambda: [item[1][1] for item in people.redis("XRANGE", f"wx:out:{partition}", "-", "+")]  # noqa: E731
    wait_until(lambda: person not in queued(), HASTY, "the notice to be done with")
    assert met.apis() == ["custom_send"] and met.calls("template_send") == []


@scene
def who_blocks_reminders_is_shown_as_no_follower(people):
    met = Meeting(people, says=None)
    people.sim.do("people", openid=met.person, blocks=True)
    met.staff_says("在的").done()
    settled(met)
    wait_until(lambda: [row["is_subscribe"] for row in met.staff.get("/contact").rows] == [0], HASTY, "them to be no follower")
    assert met.apis() == []


def finish(people, person, msgid, status):
    fields = {"Event": "TEMPLATESENDJOBFINISH", "MsgID": msgid, "Status": status}
    assert people.sim.do("event", account=APPID, **{"from": person}, fields=fields)["statuses"] == [200]


@scene
def the_end_of_a_reminder_is_taken_from_nobody_else(people):
    met, other = Meeting(people, says=None), people.person(follows=True)
    people.redis("SET", f"wx:job:{{{APPID}:77}}", job(met, other))
    finish(people, met.person, 77, "failed:user block")
    finish(people, met.person, "x" * 3000, "failed:user block")
    finish(people, met.person, 78, "failed: system failed")
    says(people, met)
    assert [row["is_subscribe"] for row in met.staff.get("/contact").rows] == [1] and jobs(people, 77) == 1
    assert met.calls("template_send") == []


def job(met, person, number_of=1):
    """A reminder as it is kept: msgpack of a map."""
    def text(value):
        return bytes([0xd9, len(value)]) + value.encode()

    def number(value):
        return b"\xcf" + value.to_bytes(8, "big")

    numbers = {"company_id": 1, "staff_id": met.staff.id, "customer_id": met.customer.id, "id": number_of, "since": 0, "made": 1,
               "is_again": 0}
    fields = [text(name) + number(value) for name, value in numbers.items()]
    fields += [text("person") + text(person), text("reminder") + text("1-0")]
    return bytes([0x80 | len(fields)]) + b"".join(fields)


# ---- what they have read ----

def unread(met):
    return met.customer.get("/chat/query_num/1", u_id=met.staff.id).done()["chatinfo_count"]


def next_second():
    """What was shown in the second in which somebody writes they may not have seen yet."""
    time.sleep(1.1)


@scene
def who_writes_back_has_read_what_they_were_told(people):
    met = Meeting(people)
    for text in ("在的", "有货"):
        met.staff_says(text).done()
    met.wait_noted()
    assert met.apis() == ["custom_send"] and unread(met) == 2
    next_second()
    people.sim.do("say", openid=met.person, text="好")
    wait_until(lambda: unread(met) == 0, 10, "the messages to be read")
    assert people.redis("EXISTS", f"wx:shown:{{{APPID}:{met.person}}}") == 0


@scene
def who_wrote_before_they_were_told_has_not_read_it(people):
    met = Meeting(people)
    met.staff_says("在的").done()
    met.wait_noted()
    shown = f"wx:shown:{{{APPID}:{met.person}}}"
    people.redis("HSET", shown, met.staff.id, f"{met.newest()}:{int(time.time() + 60) * 1000}")
    says(people, met)
    assert unread(met) == 1 and people.redis("HLEN", shown) == 1


@scene
def a_reminder_is_not_what_they_have_read(people):
    met = Meeting(people, says=None)
    met.staff_says("在的").done()
    met.wait_noted()
    next_second()
    says(people, met)
    assert met.apis() == ["template_send"] and unread(met) == 1


def replies(people, met, text):
    """They write, and what follows from it is done."""
    next_second()
    people.sim.do("say", openid=met.person, text=text)
    wait_until(lambda: text in people.texts(met.staff, met.customer.id), 20, "what they wrote")
    queue, person = f"wx:in:{{wx{slot_of(met.person.encode()) % 16}}}", met.person.encode()
    wait_until(lambda: person not in [item[1][1] for item in people.redis("XRANGE", queue, "-", "+")], 20, "it to be done with")


def tells(met, *texts):
    for text in texts:
        met.staff_says(text).done()
    met.wait_noted()


@scene
def what_went_in_several_messages_is_read(people):
    met = Meeting(people)
    tells(met, *(character * 300 for character in "一二三四"))
    assert met.apis() == ["custom_send"] * 2
    replies(people, met, "好")
    assert unread(met) == 0


@scene
def what_there_was_no_room_for_is_not_read_until_they_look(people):
    met = Meeting(people)
    tells(met, "在的")
    tells(met, "长" * 900, "短")
    replies(people, met, "好")
    assert unread(met) == 2
    tells(met, "还有")
    replies(people, met, "哦")
    assert unread(met) == 3
    met.customer_reads().done()
    tells(met, "看到了吗")
    replies(people, met, "看到了")
    assert unread(met) == 0


@scene
def what_they_were_only_reminded_of_is_not_read_by_answering_what_came_later(people):
    met = Meeting(people, says=None)
    tells(met, "明天九点")
    tells(met, "带上合同")  # within half an hour: nobody is told
    assert met.apis() == ["template_send"]
    replies(people, met, "在吗")
    tells(met, "在的")
    replies(people, met, "好")
    assert met.apis() == ["template_send", "custom_send"] and unread(met) == 3


@scene
def who_is_told_the_last_of_many_has_not_read_the_others(people):
    met = Meeting(people)
    tells(met, *(f"第{number}句" for number in range(70)))
    assert len(met.shown()) == 1
    replies(people, met, "好")
    assert unread(met) == 70


@scene
def what_cannot_be_marked_keeps_nobody_from_writing(people):
    met = Meeting(people)
    shown = f"wx:shown:{{{APPID}:{met.person}}}"
    people.redis("HSET", shown, met.staff.id, "99999:1", 987654, "1:1", "nobody", "1:1", met.people.default.id, "later")
    people.sim.do("say", openid=met.person, texts=["一", "二"])
    wait_until(lambda: people.texts(met.staff, met.customer.id)[-2:] == ["一", "二"], 10, "what they wrote")
    wait_until(lambda: people.redis("HKEYS", shown) == [b"nobody", str(met.people.default.id).encode()], 10, "what could be read")


# ---- who has left ----

def follows(met):
    return [row["is_subscribe"] for row in met.staff.get("/contact").rows]


@scene
def who_has_unfollowed_is_not_called_until_they_follow_again(people):
    met = Meeting(people)
    people.sim.do("unsubscribe", openid=met.person)
    wait_until(lambda: follows(met) == [0], 20, "them to be no follower")
    tells(met, "在的")
    assert met.calls() == [] and met.calls("template_send") == []
    people.sim.do("subscribe", openid=met.person)
    wait_until(lambda: follows(met) == [1], 20, "them to be a follower")
    tells(met, "又见面了")
    assert [(api, entry["text"]) for api, entry in met.shown()] == [("custom_send", "又见面了")]


@scene
def every_sign_of_theirs_says_that_they_follow(people):
    told = {"scan": "custom_send", "say": "custom_send", "CLICK": "custom_send", "VIEW": "template_send", "pic_weixin": "template_send"}
    met = {sign: came_back(people, sign) for sign in told}
    for one in met.values():
        one.staff_says("在的").done()
    for one in met.values():
        one.wait_noted()
    assert {sign: one.apis() for sign, one in met.items()} == {sign: [api] for sign, api in told.items()}


def came_back(people, sign):
    """Somebody who had left follows again, of which nothing tells but this sign."""
    met = Meeting(people)
    people.sim.do("unsubscribe", openid=met.person)
    wait_until(lambda: follows(met) == [0], 20, "them to be no follower")
    people.sim.do("people", openid=met.person, follows=True)
    if sign == "scan":
        people.sim.do("scan", openid=met.person, scene=f"u{met.staff.id}")
    elif sign == "say":
        people.sim.do("say", openid=met.person, text="我回来了")
    else:
        menu(people, met, sign)
    wait_until(lambda: follows(met) == [1], 20, f"them to be a follower by {sign}")
    return met


# ---- the menu ----

def menu(people, met, kind="CLICK"):
    assert people.sim.do("menu", openid=met.person, kind=kind, key=f"u{met.people.default.id}")["statuses"] == [200]


@scene
def a_tap_on_the_menu_lets_the_account_write(people):
    for kind in ("CLICK", "scancode_push", "scancode_waitmsg"):
        met = Meeting(people, says=None)
        menu(people, met, kind)
        met.staff_says("在的").done()
        met.wait_noted()
        assert met.apis() == ["custom_send"], kind
        assert people.relation(people.default.id, met.customer.id) == {}  # its key is no scene


@scene
def who_taps_and_writes_within_one_second_may_be_written_to_for_days(people):
    met = Meeting(people, says=None)
    while time.time() % 1 > 0.3:
        time.sleep(0.02)
    menu(people, met)
    people.sim.do("say", openid=met.person, text="在吗")
    wait_until(lambda: "在吗" in people.texts(met.staff, met.customer.id), 10, "what they wrote")
    left, till = people.redis("HMGET", f"wx:win:{{{APPID}:{met.person}}}", "left", "till")
    assert left == b"5" and int(till) / 1000 - time.time() > 47 * 3600


@scene
def a_tap_that_opens_a_page_does_not(people):
    met = Meeting(people, says=None)
    menu(people, met, "VIEW")
    met.staff_says("在的").done()
    met.wait_noted()
    assert met.apis() == ["template_send"] and met.calls() == []


@pytest.mark.parametrize("function", scene, ids=scene.name)
def test_what_follows(played, function):
    played[function].result()
