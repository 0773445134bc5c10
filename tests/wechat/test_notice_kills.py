# SPDX-License-Identifier: Apache-2.0
"""Notices that wait for an instance that is killed, or come again: whoever is away is told once of each message."""

import pytest
from conftest import TEMPLATE, _people
from harness import metrics
from harness.redis_routing import slot_of
from harness.waiting import wait_until
from meeting import Meeting
from wechat_sim import prove

TALKS = 4
INSTANCES = ("wechat-1", "wechat-2")
LONG_AGO = 660  # seconds: WeChat knows the name of a reminder for 600


def told_by(instance):
    return metrics.total(metrics.scrape(instance), "leida_wechat_notices_total", result="told")


def test_whoever_is_away_is_told_though_who_holds_the_leases_dies(fragile):
    people = fragile
    talks = [Meeting(people) for _ in range(TALKS)]
    for number, met in enumerate(talks):
        met.staff_says(f"早{number}").done()
    for met in talks:
        met.wait_noted()
    victim = max((people.stack.service(name) for name in ("wechat-1", "wechat-2")), key=told_by)
    assert told_by(victim) > 0
    for number, met in enumerate(talks):
        met.staff_says(f"晚{number}").done()
    victim.kill()  # its leases last on
    for met in talks:
        met.wait_noted(seconds=60)
    victim.start()
    victim.wait_ready()
    entries = people.sim.journal()
    sent = {met.person: [f"早{number}", f"晚{number}"] for number, met in enumerate(talks)}
    assert {person: prove.delivered(entries, person) for person in sent} == sent
    assert prove.all_of(entries, sent=sent) == []


def test_whoever_takes_over_goes_on_counting_failures(fragile):
    people = fragile
    met = Meeting(people)
    met.fault("-1", times=3)
    met.staff_says("在的").done()
    later = f"wx:later:{{wx{slot_of(met.person.encode()) % 16}}}"
    tries = lambda: [int(kept.split()[0]) for kept in people.redis("HVALS", later)]
    wait_until(lambda: tries() == [2], 30, "the second failure")
    victim = max((people.stack.service(name) for name in ("wechat-1", "wechat-2")), key=failed_by)
    assert failed_by(victim) == 2
    victim.kill()
    wait_until(lambda: tries() == [3], 30, "the third failure")
    met.wait_noted(60)
    assert [call["answer"] for call in met.calls()] == [-1, -1, -1, 0] and met.apis() == ["custom_send"]
    wait_until(lambda: tries() == [], 10, "the item to be done with")
    victim.start()
    victim.wait_ready()


def failed_by(instance):
    return metrics.total(metrics.scrape(instance), "leida_wechat_notices_total", result="later")


def test_who_writes_the_same_again_is_shown_again(fragile):
    met = Meeting(fragile, says=None, userid=fragile.member())
    for _ in range(2):
        met.customer_says("在吗").done()
        met.wait_noted()
        met.staff_reads().done()
    assert [(api, entry["description"]) for api, entry in met.shown()] == [("qy_send", "在吗")] * 2


def test_a_card_that_goes_again_after_long_is_shown_once(fragile):
    met = Meeting(fragile, says=None, userid=fragile.member())
    met.fault("reset_after", api="qy_send", times=1)
    met.fault("-1", api="qy_send", times=1)
    met.customer_says("你好").done()
    wait_until(lambda: len(met.calls("qy_send")) == 2, 30, "two tries")
    fragile.sim.do("clock", forward=3590)  # as long as a card may have waited between two tries
    met.wait_noted(60)
    assert met.apis() == ["qy_send"] and met.calls("qy_send")[-1]["answer"] == 0


# ---- reminders of which nobody knows what became ----

@pytest.fixture
def reminding(new_stack, tmp_path):
    with _people(new_stack, tmp_path, template=TEMPLATE) as people:
        yield people


def marks_of(met):
    return f"wx:mark:{{wx{slot_of(met.person.encode()) % 16}}}"


def stop_while_reminding(people):
    """Somebody is being reminded, and WeChat has done so, when all who could know of it die."""
    met = Meeting(people, says=None)
    met.fault("hang_after", api="template_send", times=1)
    met.staff_says("在的").done()
    wait_until(lambda: met.shown(), 40, "the reminder")
    for name in INSTANCES:
        people.stack.service(name).kill()
    return met


def start(people):
    for name in INSTANCES:
        people.stack.service(name).start()
    for name in INSTANCES:
        people.stack.service(name).wait_ready()


def unknown(people):
    return sum(metrics.total(metrics.scrape(people.stack.service(name)), "leida_wechat_notices_total", result="unknown")
               for name in INSTANCES)


def test_a_reminder_that_may_have_gone_goes_again_while_wechat_knows_it(reminding):
    met = stop_while_reminding(reminding)
    start(reminding)
    met.wait_noted(60)
    assert [call["answer"] for call in met.calls("template_send")] == [0, 0] and met.apis() == ["template_send"]


def test_a_reminder_that_may_have_gone_long_ago_does_not_go_again(reminding):
    met = stop_while_reminding(reminding)
    (item, begun), = [reminding.redis("HGETALL", marks_of(met))]
    reminding.redis("HSET", marks_of(met), item, int(begun) - LONG_AGO * 1000)
    reminding.sim.do("clock", forward=LONG_AGO)
    start(reminding)
    met.wait_noted(60)
    assert len(met.calls("template_send")) == 1 and met.apis() == ["template_send"]
    wait_until(lambda: unknown(reminding) == 1, 10, "it to be counted")


def test_a_reminder_that_has_not_gone_for_certain_is_none_that_may_have(reminding):
    met = Meeting(reminding, says=None)
    met.fault("-1", api="template_send", times=3)
    met.staff_says("在的").done()
    later = f"wx:later:{{wx{slot_of(met.person.encode()) % 16}}}"
    wait_until(lambda: [int(kept.split()[0]) for kept in reminding.redis("HVALS", later)] == [2], 30, "the second failure")
    assert reminding.redis("HGETALL", marks_of(met)) == []
    met.fault("reset_after", times=1)
    reminding.sim.do("say", openid=met.person, text="在吗")  # the next is a message: nobody knows what becomes of it
    wait_until(lambda: len(met.calls("template_send")) == 3, 40, "the third failure")
    wait_until(lambda: reminding.redis("HVALS", marks_of(met)) == [b"1"], 5, "the message's mark to be back")
    assert met.apis() == ["custom_send"]
