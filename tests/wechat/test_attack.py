# SPDX-License-Identifier: Apache-2.0
"""What an attack has found: messages that were lost or stuck, and what strangers, WeChat or Redis may say."""

import os
import signal
import time

import pytest
from harness import metrics
from harness.redis_routing import slot_of
from harness.waiting import wait_until
from meeting import Meeting
from people import APPID, GZH, PAGE, page_of

INSTANCES = ("wechat-1", "wechat-2")


def partition(person):
    return f"{{wx{slot_of(person.encode()) % 16}}}"


def wait_text(people, person, text):
    customer = wait_until(lambda: people.customer_of(person), 30, "the customer")
    wait_until(lambda: people.relation(people.default.id, customer), 30, "the relation")
    wait_until(lambda: text in people.texts(people.default, customer), 30, f"{text!r} to be in the conversation")


def hang_up(people):
    for process in people.stack.services:
        if process.name.startswith("wechat"):
            os.kill(process.pid, signal.SIGHUP)


def test_what_came_while_the_company_had_no_file_is_not_lost(fragile, tmp_path):
    people, file = fragile, tmp_path / "companies" / "1.cfg"
    person, text = people.person(), file.read_text(encoding="utf-8")
    people.stack.service("chat-1").kill()
    assert people.sim.do("say", openid=person, text="还在吗")["statuses"] == [200]
    file.unlink()
    hang_up(people)
    wait_until(lambda: people.browser().get(f"{GZH}/1").status == 404, 20, "the company to be gone")
    file.write_text(text, encoding="utf-8")
    hang_up(people)
    people.stack.service("chat-1").start()
    people.stack.service("chat-1").wait_ready()
    wait_text(people, person, "还在吗")


@pytest.mark.parametrize(("without", "why"), [("chat", "unavailable"), ("company", "the company has no such account")])
def test_what_nobody_could_take_for_two_days_is_given_up_counted_and_says_why(fragile, tmp_path, without, why):
    people, person = fragile, fragile.person()
    queue, reason = f"wx:in:{partition(person)}", f"failed for 48 hours, last: {why}"
    assert people.stack.service("chat-1").stop() == 0
    assert people.sim.do("say", openid=person, text="还在吗")["statuses"] == [200]
    for name in INSTANCES:
        assert people.stack.service(name).stop() == 0
    ((_, fields),) = people.redis("XRANGE", queue, "-", "+")
    people.redis("DEL", queue)
    people.redis("XADD", queue, "1-1", *fields)  # as if it had come in 1970
    if without == "company":
        (tmp_path / "companies" / "1.cfg").unlink()
    for name in INSTANCES:
        people.stack.service(name).start()
    for name in INSTANCES:
        people.stack.service(name).wait_ready()
    ((_, dead),) = wait_until(lambda: people.redis("XRANGE", f"wx:dead:{partition(person)}", "-", "+"), 60, "it to be given up")
    assert dead[dead.index(b"w") + 1].decode() == reason and people.redis("XLEN", queue) == 0
    instances = [people.stack.service(name) for name in INSTANCES]
    assert sum(metrics.total(metrics.scrape(one), "leida_wechat_inbound_given_up_total") for one in instances) == 1
    wait_until(lambda: f'what a customer did was given up reason="{reason}"' in people.stack.logs(), 10, "the log to say why")


@pytest.mark.parametrize("window", [("SET", "x"), ("HSET", "said", "abc"), ("HSET", "left", "nan", "till", "-1", "said", "x")])
def test_a_damaged_window_costs_no_message(people, window):
    person = people.person()
    command, *words = window
    people.redis(command, f"wx:win:{{{APPID}:{person}}}", *words)
    assert people.sim.do("say", openid=person, text="在吗")["statuses"] == [200]
    wait_text(people, person, "在吗")


@pytest.mark.parametrize("damage", [("HSET", "token", "x\ny", "expires_ms", "1", "gen", "1"), ("SET", "x"),
                                    ("HSET", "token", "x", "expires_ms", "nan", "gen", "nan")])
def test_a_damaged_token_stops_nobody(fragile, damage):
    met = Meeting(fragile)
    key = f"wx:token:{{gzh:{APPID}}}"
    fragile.redis("DEL", key)
    for name in INSTANCES:
        fragile.stack.service(name).kill()  # so that none remembers another
    fragile.redis(damage[0], key, *damage[1:])
    for name in INSTANCES:
        fragile.stack.service(name).start()
    for name in INSTANCES:
        fragile.stack.service(name).wait_ready()
    before = len(fragile.sim.journal(kind="call", api="stable_token"))
    met.staff_says("在的").done()
    met.wait_noted()
    assert met.apis() == ["custom_send"] and len(fragile.sim.journal(kind="call", api="stable_token")) == before + 1
    told = [line for line in fragile.stack.logs().splitlines() if "unexpected data" in line and key in line]
    assert len(told) == 1 and "no token as this service writes it" in told[0]
    assert "Redis cannot be asked" not in fragile.stack.logs()


def test_what_no_service_takes_is_kept(people):
    person = people.person()
    people.sim.do("say", openid=person, text="第一句")
    wait_text(people, person, "第一句")
    current = f"wx:cur:{{c{people.customer_of(person)}}}"
    people.redis("DEL", current)
    people.redis("SET", current, "x")
    people.sim.do("say", openid=person, text="第二句")
    dead = lambda: [item for item in people.redis("XRANGE", f"wx:dead:{partition(person)}", "-", "+") if item[1][1] == person.encode()]
    wait_until(dead, 30, "it to be given up")
    people.redis("DEL", current)
    (item,) = dead()
    number = slot_of(person.encode()) % 16
    assert people.stack.ctl("wechat", "dead", "retry", f"{number}-{item[0].decode()}").returncode == 0
    wait_text(people, person, "第二句")


def test_what_could_not_be_queued_is_no_copy_when_it_comes_again(people):
    person = people.person()
    queue = f"wx:in:{partition(person)}"
    wait_until(lambda: people.redis("XLEN", queue) == 0, 30, "the queue to be empty")
    people.redis("DEL", queue)
    people.redis("SET", queue, "x")
    statuses = people.sim.do("say", openid=person, text="在吗")["statuses"]
    assert set(statuses) == {503}
    people.redis("DEL", queue)
    assert people.sim.do("replay")["status"] == 200
    wait_text(people, person, "在吗")


def test_a_stream_that_begins_anew_is_read(people):
    person = people.person()
    queue = f"wx:in:{partition(person)}"
    people.sim.do("say", openid=person, text="第一句")
    wait_text(people, person, "第一句")
    wait_until(lambda: people.redis("XLEN", queue) == 0, 30, "the queue to be empty")
    record = people.redis("XADD", queue, "9999999999999-0", "p", "x", "r", "x")  # far ahead: later ids would be lower
    assert record
    wait_until(lambda: people.redis("XLEN", queue) == 0, 30, "it to be done with")
    people.redis("DEL", queue)
    people.sim.do("say", openid=person, text="第二句")
    wait_text(people, person, "第二句")


LAST_ID = "18446744073709551615-18446744073709551615"
FOREIGN_IDS = {
    "the last that there is": lambda redis, key: redis("XADD", key, LAST_ID, "p", "x", "r", "x"),
    "set to the last": lambda redis, key: (redis("XADD", key, "*", "p", "x", "r", "x"), redis("XSETID", key, LAST_ID)),
    "the last but a few": lambda redis, key: redis("XADD", key, "18446744073709551615-5", "p", "x", "r", "x"),
    "those of a far future": lambda redis, key: redis("XADD", key, "9999999999999-0", "p", "x", "r", "x"),
}


def near_now(people, key):
    """Whether the ids of a stream, and the one from which they go on, are times of today."""
    info = people.redis("XINFO", "STREAM", key)
    names = [name.decode() for name, _ in people.redis("XRANGE", key, "-", "+")]
    names.append(info[info.index(b"last-generated-id") + 1].decode())
    return all(abs(int(name.split("-")[0]) / 1000 - time.time()) < 86400 for name in names)


@pytest.mark.parametrize("ids", FOREIGN_IDS)
def test_ids_that_are_no_times_stop_no_queue(people, ids):
    person = people.person()
    queue = f"wx:in:{partition(person)}"
    FOREIGN_IDS[ids](people.redis, queue)
    for text in ("第一句", "第二句"):
        assert people.sim.do("say", openid=person, text=text)["statuses"] == [200]
    wait_text(people, person, "第二句")
    assert people.texts(people.default, people.customer_of(person))[-2:] == ["第一句", "第二句"]
    wait_until(lambda: people.redis("XLEN", queue) == 0, 30, "the queue to be empty")
    assert near_now(people, queue)
    wait_until(lambda: f"key={queue}" in people.stack.logs(), 10, "the log to name the queue")


@pytest.mark.parametrize("ids", FOREIGN_IDS)
def test_what_was_given_up_is_kept_behind_ids_that_are_no_times(people, ids):
    person = people.person()
    dead, queue = f"wx:dead:{partition(person)}", f"wx:in:{partition(person)}"
    FOREIGN_IDS[ids](people.redis, dead)
    before = [fields for _, fields in people.redis("XRANGE", dead, "-", "+")]
    people.redis("XADD", queue, "*", "p", person, "r", "no record")
    wait_until(lambda: people.redis("XLEN", queue) == 0, 30, "it to be given up")
    kept = [fields for _, fields in people.redis("XRANGE", dead, "-", "+")]
    assert kept[:-1] == before and kept[-1][:4] == [b"p", person.encode(), b"r", b"no record"] and near_now(people, dead)


@pytest.mark.parametrize("ids", FOREIGN_IDS)
def test_who_is_away_is_told_behind_ids_that_are_no_times(people, ids):
    met = Meeting(people)
    FOREIGN_IDS[ids](people.redis, f"wx:out:{partition(met.person)}")
    met.staff_says("在的").done()
    met.wait_noted()
    assert met.apis() == ["custom_send"]


@pytest.mark.parametrize("id_", [LAST_ID, "9999999999999-7"])
def test_what_waits_under_an_id_that_is_no_time_keeps_its_place_and_what_is_known_of_it(fragile, id_):
    people, person, other = fragile, fragile.person(), fragile.person()
    queue, later, mark = (f"wx:{family}:{partition(person)}" for family in ("in", "later", "mark"))
    assert people.stack.service("chat-1").stop() == 0
    assert people.sim.do("say", openid=person, text="第一句")["statuses"] == [200]
    for name in INSTANCES:
        assert people.stack.service(name).stop() == 0
    ((name, fields),) = people.redis("XRANGE", queue, "-", "+")
    people.redis("XADD", queue, id_, *fields)
    people.redis("XDEL", queue, name)
    people.redis("HSET", later, f"in:{id_}", f"3 {int(time.time() * 1000) - 1}")
    people.redis("HSET", mark, f"in:{id_}", "1")
    for name in INSTANCES:
        people.stack.service(name).start()
    for name in INSTANCES:
        people.stack.service(name).wait_ready()
    assert people.sim.do("say", openid=person, text="第二句")["statuses"] == [200]
    first, second = people.redis("XRANGE", queue, "-", "+")
    assert first[1] == fields and near_now(people, queue)
    for hash_ in (later, mark):
        names = people.redis("HKEYS", hash_)
        assert b"in:" + first[0] in names and f"in:{id_}".encode() not in names
    people.stack.service("chat-1").start()
    people.stack.service("chat-1").wait_ready()
    wait_text(people, person, "第二句")
    assert people.texts(people.default, people.customer_of(person))[-2:] == ["第一句", "第二句"]
    left = lambda: people.redis("XLEN", queue) + people.redis("HLEN", later) + people.redis("HLEN", mark)
    wait_until(lambda: left() == 0, 30, "nothing to be left")
    assert people.sim.do("say", openid=other, text="在吗")["statuses"] == [200]
    wait_text(people, other, "在吗")


@pytest.mark.parametrize("lease", [("holder", "x", "till", "abc"), ("holder", "x"), ("holder", "x", "till", "1e300", "number", "nan")])
def test_a_damaged_lease_stops_nothing(people, lease):
    person = people.person()
    key = f"wx:lease:{partition(person)}"
    people.redis("DEL", key)
    people.redis("HSET", key, *lease)
    assert people.sim.do("say", openid=person, text="在吗")["statuses"] == [200]
    wait_text(people, person, "在吗")


def test_a_lease_of_another_type_stops_nothing(people):
    person = people.person()
    key = f"wx:lease:{partition(person)}"
    people.redis("DEL", key)
    people.redis("SET", key, "x")
    assert people.sim.do("say", openid=person, text="在吗")["statuses"] == [200]
    wait_until(lambda: f"key={key} why=\"it was no hash" in people.stack.logs(), 20, "the log to name the lease")
    wait_text(people, person, "在吗")
    assert people.redis("TYPE", key) == "hash"


@pytest.mark.parametrize(("next_", "path"), [("/x?login=AAAA", "/x"), ("/x?a?b", "/x"), ("/login_error?reason=foo", "/"), ("/login/TOKEN", "/")])
def test_the_page_finds_the_code_first(people, next_, path):
    address = people.way(people.person(), next=next_)
    assert address.startswith(f"{PAGE}#{path}?login=")
    found, said = page_of(address.partition("&")[0])
    assert found == path and len(said["login"]) == 32
    assert people.exchange(said["login"]).done()["user_id"]


def test_a_long_name_keeps_nobody_out(people):
    person = people.person(name="小" * 1000)
    assert people.log_in(person, scope="userinfo")["has_profile"] is False


def test_the_name_of_somebody_else_is_not_taken(people):
    person = people.person(name="小明")
    people.sim.do("fault", api="userinfo", fault="stranger", person=person, times=1)
    assert people.log_in(person, scope="userinfo")["has_profile"] is False


def test_an_openid_that_leads_to_another_customer_lets_nobody_in(people):
    mine, theirs = people.person(), people.person()
    people.log_in(mine)
    other = people.log_in(theirs)
    people.redis("SET", f"wx:open:{{{APPID}:{mine}}}", other["user_id"])
    assert page_of(people.way(mine))[1] == {"reason": "unavailable"}


def test_a_code_that_was_changed_in_the_store_is_not_handed_out(people):
    staff = people.staff()
    staff.get("/qr_code_auth", kind="gzh").done()
    own = f"wx:own:{{{APPID}:u{staff.id}:gzh}}"
    people.redis("SET", own, b"\x82\xa5image\xa4../x\xa3url\xacjavascript:1")
    assert staff.get("/qr_code_auth", kind="gzh").status == 503
