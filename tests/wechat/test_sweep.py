# SPDX-License-Identifier: Apache-2.0
"""What no instance heard of is found by the sweep: messages that were sent while the service was away, and what is damaged on the
way there."""

import time

from harness import metrics
from harness.waiting import wait_until
from meeting import Meeting
from people import COMPANY
from wechat_sim import prove

INSTANCES = ("wechat-1", "wechat-2")


def away(people):
    """Ends all instances of the service."""
    for name in INSTANCES:
        assert people.stack.service(name).stop() == 0


def back(people):
    for name in INSTANCES:
        people.stack.service(name).start()
    for name in INSTANCES:
        people.stack.service(name).wait_ready()


def total(people, name):
    return sum(metrics.total(metrics.scrape(people.stack.service(instance)), name) for instance in INSTANCES)


def swept(people):
    return int(people.redis("GET", "wx:swept:{wx0}") or 0)


def wait_swept(people, seconds=40):
    """Until a whole sweep is done that begins from now on."""
    begun = time.time() * 1000
    wait_until(lambda: swept(people) >= begun, seconds, "a sweep")


def restart(people):
    """A service that has nothing in memory, and has swept."""
    away(people)
    back(people)
    wait_swept(people)


def test_who_was_written_to_while_the_service_was_away_is_told(fragile):
    people = fragile
    told, read, ahead = Meeting(people), Meeting(people), Meeting(people)
    mate = Meeting(people, says=None, userid=people.member())
    bare = Meeting(people, says=None)
    told.staff_says("先说的").done()
    told.wait_noted()
    wait_until(lambda: swept(people) > 0, 30, "the first sweep")
    away(people)
    for text in ("在的", "这款有货"):
        told.staff_says(text).done()
    read.staff_says("在的").done()
    read.customer_reads().done()
    mate.customer_says("你好").done()
    bare.staff_says("没人看见").done()
    people.redis("HSET", f"wx:told:{{u:{ahead.staff.id}}}", f"{ahead.customer.id}:c", "9000000000000000")  # as no conversation has
    ahead.staff_says("在的").done()
    back(people)
    told.wait_noted()
    ahead.wait_noted()
    mate.wait_noted()
    bare.wait_noted()  # there is no template, and no window
    assert total(people, "leida_wechat_sweep_found_total") == 4
    restart(people)
    assert total(people, "leida_wechat_sweep_found_total") == 0
    entries = people.sim.journal()
    assert prove.delivered(entries, told.person) == ["先说的", "在的", "这款有货"]
    assert told.apis() == ["custom_send", "custom_send"] and len(told.calls()) == 2
    assert ahead.apis() == ["custom_send"] and mate.apis() == ["qy_send"] and read.shown() == [] and read.calls() == [] and bare.shown() == []
    assert prove.all_of(entries, sent={told.person: ["先说的", "在的", "这款有货"]}) == []


def test_a_message_just_before_they_are_back_is_not_left_to_the_next_minute(fragile):
    people, met = fragile, Meeting(fragile)
    wait_until(lambda: swept(people) > 0, 30, "the first sweep")
    away(people)
    met.staff_says("在的").done()
    back(people)
    met.wait_noted(seconds=40)
    assert prove.delivered(people.sim.journal(), met.person) == ["在的"]


def test_more_conversations_than_a_page_has_are_all_found(fragile):
    people, met = fragile, Meeting(fragile, says=None)
    wait_until(lambda: swept(people) > 0, 30, "the first sweep")
    away(people)
    met.staff_says("在的").done()
    staff, content = met.staff.id, {"info_type": 1, "msg": "x"}
    for customer in range(5_000_000, 5_000_250):  # newer ones, with people whom nobody can tell anything
        people.redis("HSET", f"rel:{{u:{staff}}}:{customer}", "member", f"5ba4a0f9G{customer}")
        met.staff.post("/chat/send_msg/0", {"customer_id": customer, "content": content}).done()
    back(people)
    met.wait_noted(seconds=40)
    assert people.redis("HLEN", f"wx:told:{{u:{staff}}}") == 1


def test_what_is_damaged_keeps_nobody_waiting_and_is_looked_at_when_it_is_mended(fragile):
    people = fragile
    broken, behind = Meeting(people), Meeting(people)
    assert broken.staff.id < behind.staff.id
    wait_until(lambda: swept(people) > 0, 30, "the first sweep")
    away(people)
    for met in (broken, behind):
        met.staff_says("在的").done()
    people.redis("ZADD", "ids:user", 5, "no id")
    unread = people.staff()
    profile = people.redis("GET", f"user:{unread.id}")
    people.redis("SET", f"user:{unread.id}", "\xc1")
    cursor = f"rel:{{u:{broken.staff.id}}}:{broken.customer.id}"
    (read,) = people.redis("HMGET", cursor, "seen_c")
    people.redis("HSET", cursor, "seen_c", "none")
    people.redis("SET", "wx:swept:{wx0}", "yesterday")
    back(people)
    behind.wait_noted(seconds=40)
    wait_until(lambda: people.redis("HEXISTS", "wx:owed:{wx0}", broken.staff.id) == 1, 30, "what is owed")
    assert broken.shown() == [] and total(people, "leida_wechat_sweep_owed_total") >= 2
    assert people.redis("HEXISTS", "wx:owed:{wx0}", unread.id) == 1
    people.redis("SET", f"user:{unread.id}", profile)
    if read is None:
        people.redis("HDEL", cursor, "seen_c")
    else:
        people.redis("HSET", cursor, "seen_c", read)
    away(people)
    back(people)
    broken.wait_noted(seconds=40)
    wait_until(lambda: people.redis("EXISTS", "wx:owed:{wx0}") == 0, 60, "nothing to be owed")
    assert prove.delivered(people.sim.journal(), broken.person) == ["在的"]
    assert prove.delivered(people.sim.journal(), behind.person) == ["在的"]


def test_what_is_owed_waits_for_a_company_whose_file_is_gone(fragile, tmp_path):
    people, met, file = fragile, Meeting(fragile), tmp_path / "companies" / f"{COMPANY}.cfg"
    long_ago, text = people.staff(), file.read_text(encoding="utf-8")
    owed = lambda who: people.redis("HEXISTS", "wx:owed:{wx0}", who.id) == 1
    wait_until(lambda: swept(people) > 0, 30, "the first sweep")
    away(people)
    file.unlink()
    people.redis("HSET", "wx:owed:{wx0}", long_ago.id, int(time.time() - 49 * 3600) * 1000)
    back(people)
    met.staff_says("在的").done()
    wait_until(lambda: owed(met.staff), 20, "what is owed")
    wait_swept(people)
    assert owed(met.staff) and not owed(long_ago) and met.shown() == []
    away(people)
    file.write_text(text, encoding="utf-8")
    back(people)
    met.wait_noted(seconds=60)
    assert prove.delivered(people.sim.journal(), met.person) == ["在的"]
    wait_until(lambda: not owed(met.staff), 60, "nothing to be owed")


def test_where_chat_is_away_the_sweep_waits_for_it(fragile):
    people, met = fragile, Meeting(fragile)
    wait_until(lambda: swept(people) > 0, 30, "the first sweep")
    away(people)
    met.staff_says("在的").done()
    before = swept(people)
    chat = people.stack.service("chat-1")
    chat.kill()
    for name in INSTANCES:
        people.stack.service(name).start()
    wait_until(lambda: people.redis("HGET", "wx:lease:{wx0}", "holder"), 30, "who is to sweep")
    chat.start()
    chat.wait_ready()
    assert swept(people) == before
    wait_until(lambda: met.staff_reads(length=1).status == 200, 30, "the gateway to see chat")
    met.wait_noted(seconds=60)
    assert prove.delivered(people.sim.journal(), met.person) == ["在的"]
