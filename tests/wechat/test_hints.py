# SPDX-License-Identifier: Apache-2.0
"""Hints in Redis that are none, or of another type: they stop no notice, double none for ever, and heal."""

import time

import pytest
from harness.redis_routing import slot_of
from harness.waiting import wait_until
from meeting import Meeting
from people import APPID, CORP


def partition(person):
    return f"{{wx{slot_of(person.encode()) % 16}}}"


def given_up(people, *meetings):
    """What was given up of these people."""
    found = []
    for met in meetings:
        items = people.redis("XRANGE", f"wx:dead:{partition(met.away)}", "-", "+")
        found += [fields for _, fields in items if fields[1] == met.away.encode()]
    return found


def reported(people, key):
    wait_until(lambda: f"key={key}:… why=" in people.stack.logs(), 10, f"the log to name {key}")


def turn_to_string(people, key):
    people.redis("DEL", key)
    people.redis("SET", key, "x")


def say(met, text):
    (met.customer_says if met.userid else met.staff_says)(text).done()


def say_and_wait(people, meetings, text):
    """Has all of them written to, and told."""
    for met in meetings:
        say(met, text)
    for met in meetings:
        told = f"wx:told:{{u:{met.staff.id}}}"
        wait_until(lambda told=told: people.redis("TYPE", told) == "hash", 30, "what they were told to be kept")
        met.wait_noted()


def last_words(met):
    return met.shown()[-1][1]["text" if not met.userid else "description"]


TOLD = ["nan", "inf", "1e300", "-inf", "0x10", "99999999999999999999", "9007199254740992", "9000000000000000", "-5", "007", "x", "\0"]


def test_what_was_told_that_is_no_id_of_theirs_stops_and_doubles_nothing(people):
    meetings = [Meeting(people) for _ in TOLD + ["another type"]]
    of_staff = [Meeting(people, says=None, userid=people.member()) for _ in ("nan", "9000000000000000")]
    everybody = meetings + of_staff
    say_and_wait(people, everybody, "第一")
    for met in everybody:
        (met.staff_reads if met.userid else met.customer_reads)().done()
    for met, value in zip(meetings + of_staff, TOLD + [None, "nan", "9000000000000000"]):
        key = f"wx:told:{{u:{met.staff.id}}}"
        if value is None:
            turn_to_string(people, key)
        else:
            people.redis("HSET", key, f"{met.customer.id}:{'u' if met.userid else 'c'}", value)
    say_and_wait(people, everybody, "第二")
    assert {last_words(met) for met in everybody} == {"第二"}
    say_and_wait(people, everybody, "第三")
    assert {last_words(met) for met in everybody} == {"第三"}
    assert given_up(people, *everybody) == []
    reported(people, "wx:told")


LEFT = ["nan", "inf", "1.5", "1e30", "-1", "x"]


def test_a_window_that_is_none_costs_messages_of_the_accounts_own_only(people):
    meetings = [Meeting(people) for _ in LEFT + ["another type"]]
    till = int(time.time() * 1000) + 86400000
    for met, left in zip(meetings, LEFT + [None]):
        key = f"wx:win:{{{APPID}:{met.person}}}"
        if left is None:
            turn_to_string(people, key)
        else:
            people.redis("HSET", key, "left", left, "till", till)
    say_and_wait(people, meetings, "第一")
    assert [met.apis() for met in meetings] == [["template_send"]] * len(meetings)
    for met in meetings:
        people.sim.do("say", openid=met.person, text="客户")
    for met in meetings:
        wait_until(lambda met=met: "客户" in people.texts(met.staff, met.customer.id), 20, "what they wrote")
    say_and_wait(people, meetings, "第二")
    assert [met.apis()[-1] for met in meetings] == ["custom_send"] * len(meetings)
    assert given_up(people, *meetings) == []
    reported(people, "wx:win")


def test_where_marks_are_of_another_type_nobody_is_told_twice(people):
    met, member = Meeting(people), Meeting(people, says=None, userid=people.member())
    for one in (met, member):
        turn_to_string(people, f"wx:mark:{partition(one.away)}")
    say_and_wait(people, [met, member], "第一")
    assert met.apis() == ["template_send"]  # who knows whether a message of its own has gone before
    assert member.apis() == ["qy_send"]
    for one in (met, member):
        assert people.redis("TYPE", f"wx:mark:{partition(one.away)}") == "hash"
    say_and_wait(people, [met, member], "第二")
    assert met.apis() == ["template_send", "custom_send"]
    assert given_up(people, met, member) == []
    reported(people, "wx:mark")


def test_what_waits_while_marks_are_lost_counts_as_marked(people):
    met, other = Meeting(people), Meeting(people)
    while partition(other.person) != partition(met.person):
        other = Meeting(people)
    met.fault("-1", times=1)
    say(met, "第一")
    wait_until(lambda: len(met.calls()) == 1, 20, "the first try")
    turn_to_string(people, f"wx:mark:{partition(met.person)}")
    say_and_wait(people, [other], "第一")  # which mends them
    met.wait_noted()
    assert met.apis() == ["template_send"]


@pytest.mark.parametrize("damage", [("HSET", "a", "b"), ("SET", "x"), ("SET", "x", "EX", "86400")], ids=lambda damage: "-".join(damage))
def test_a_reminder_before_that_is_none_keeps_nobody_unreminded(people, damage):
    met = Meeting(people)
    key = f"wx:remind:{{{APPID}:{met.person}}}"
    people.redis(damage[0], key, *damage[1:])
    people.redis("DEL", f"wx:win:{{{APPID}:{met.person}}}")
    say_and_wait(people, [met], "第一")
    assert met.apis() == ["template_send"]
    assert people.redis("TYPE", key) == "string" and 0 < people.redis("TTL", key) <= 1800
    assert given_up(people, met) == []
    reported(people, "wx:remind")


def test_what_was_shown_that_is_of_another_type_is_not_marked_as_read_and_no_more(people):
    met = Meeting(people)
    key = f"wx:shown:{{{APPID}:{met.person}}}"
    turn_to_string(people, key)
    say_and_wait(people, [met], "第一")
    assert met.apis() == ["custom_send"] and people.redis("TYPE", key) == "hash"
    turn_to_string(people, key)
    people.sim.do("say", openid=met.person, text="好")
    wait_until(lambda: "好" in people.texts(met.staff, met.customer.id), 20, "what they wrote")
    wait_until(lambda: people.redis("TYPE", key) == "none", 10, "it to be taken away")
    say_and_wait(people, [met], "第二")
    assert people.redis("TYPE", key) == "hash"
    assert given_up(people, met) == []
    reported(people, "wx:shown")


def test_a_count_of_cards_of_another_type_begins_anew(people):
    met = Meeting(people, says=None, userid=people.member())
    key = f"wx:cards:{{{CORP}:{met.away}}}"
    turn_to_string(people, key)
    say_and_wait(people, [met], "第一")
    assert met.apis() == ["qy_send"] and people.redis("LLEN", key) == 1
    reported(people, "wx:cards")
