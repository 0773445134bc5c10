# SPDX-License-Identifier: Apache-2.0
"""leidactl check: what is damaged is named, what is derived is repaired, and nothing else changes."""

import re
import struct
import time

import pytest

REL = "rel:{u:1}:1"
INDEXES = ("created", "expected_pr", "follow", "activity", "follow:aged", "activity:aged")


@pytest.fixture
def demo(store):
    """A sales store: staff user 1 and customer 1 have messages, notes, actions, tags and both times."""
    store.ctl("demo")
    return store


def member_of(store):
    return store.redis("HGET", REL, "member")


def dump(store):
    """Everything in the store."""
    found = {}
    for key in sorted(store.redis("KEYS", "*")):
        kind = store.redis("TYPE", key)
        read = {"string": ("GET", key), "hash": ("HGETALL", key), "list": ("LRANGE", key, 0, -1),
                "zset": ("ZRANGE", key, 0, -1, "WITHSCORES"), "set": ("SMEMBERS", key)}[kind]
        words = store.redis(*read)
        found[key] = sorted(zip(words[::2], words[1::2])) if kind == "hash" else sorted(words) if kind == "set" else words
    return found


def check(store, *options, code):
    result = store.ctl("check", *options)
    assert (result.code, result.err) == (code, ""), result
    return result.out.splitlines()


def rows(store, key):
    return store.redis("LRANGE", key, 0, -1)


def test_sound_store_has_no_findings(demo):
    lines = check(demo, code=0)
    assert lines == [f"{len(dump(demo))} keys checked, 0 findings, 0 of them repaired"]
    before = dump(demo)
    assert check(demo, "--repair", code=0) == lines
    assert dump(demo) == before


def test_empty_store_and_keys_of_others_have_no_findings(store):
    mark_alone = ["1 keys checked, 0 findings, 0 of them repaired"]
    assert check(store, code=0) == mark_alone
    store.redis("SET", "rel:{u:x}:1", "y")
    store.redis("SET", "other", "y")
    assert check(store, code=0) == mark_alone


def wrong_place(store):
    row = rows(store, "msgs:{u:1}:1")[1]
    store.redis("LSET", "msgs:{u:1}:1", 1, struct.pack(">II", 9, 9) + row[8:])


def other_letter(store):
    """The relation's member, everywhere, with another source than the relation's."""
    own = member_of(store)
    wrong = own[:-1] + bytes([b"abcd"[(own[-1] - ord("a") + 1) % 4]])
    store.redis("HSET", REL, "member", wrong)
    for index in INDEXES:
        score = store.redis("ZSCORE", f"rels:{{u:1}}:{index}", own)
        store.redis("ZREM", f"rels:{{u:1}}:{index}", own)
        if score is not None:
            store.redis("ZADD", f"rels:{{u:1}}:{index}", score, wrong)


def old_member_in_follow(store):
    """The time of last contact stands under a member that the relation no longer has."""
    own = member_of(store)
    score = store.redis("ZSCORE", "rels:{u:1}:follow", own)
    store.redis("ZREM", "rels:{u:1}:follow", own)
    store.redis("ZADD", "rels:{u:1}:follow", score, b"00000001A1a")


def redis(*words):
    return lambda store: store.redis(*words)


DERIVED = {
    "not in created": (lambda store: store.redis("ZREM", "rels:{u:1}:created", member_of(store)),
                       f"{REL}: it is at no place of the order created, not 0"),
    "wrong expected_pr": (lambda store: store.redis("ZADD", "rels:{u:1}:expected_pr", 7, member_of(store)),
                          f"{REL}: it is at 7 of the order expected_pr, not 60"),
    "not aged": (lambda store: store.redis("ZREM", "rels:{u:1}:follow:aged", member_of(store)),
                 f"{REL}: it is at no place of the order follow:aged, not 0"),
    "aged by mistake": (redis("ZADD", "rels:{u:1}:activity:aged", 0, "00000001A9a"),
                        "rels:{u:1}:activity:aged: no relation has its entry 00000001A9a"),
    "other letter": (other_letter, f"{REL}: its member is "),
    "old member in follow": (old_member_in_follow, "rels:{u:1}:follow: no relation has its entry 00000001A1a"),
    "no member at all": (redis("ZADD", "rels:{u:1}:created", 0, "x"), "rels:{u:1}:created: no relation has its entry x"),
    "no summary": (redis("HDEL", "summaries:{u:1}", 1), f"{REL}: its summary is out of date"),
    "other summary": (redis("HSET", "summaries:{u:1}", 1, "x"), f"{REL}: its summary is out of date"),
    "summary of nobody": (redis("HSET", "summaries:{u:1}", 999, "x"),
                          "summaries:{u:1}: it has an entry for rel:{u:1}:999, which is not there"),
    "wrong place": (wrong_place, "msgs:{u:1}:1: row 2 does not know its place"),
    "wrong sent": (redis("HSET", REL, "sent", 99), "msgs:{u:1}:1: the relation's sent is 99, not "),
    "wrong seen": (redis("HSET", REL, "seen_u", 99), "msgs:{u:1}:1: the relation's seen_u is 99, not "),
    "no conversation": (redis("ZREM", "chats:{u:1}", 1), "msgs:{u:1}:1: it is not among the conversations"),
    "conversation of nobody": (redis("ZADD", "chats:{u:1}", 5, 999),
                               "chats:{u:1}: it has an entry for msgs:{u:1}:999, which is not there"),
    "nothing kept of the newest": (redis("HDEL", "latest:{u:1}", 1),
                                   "msgs:{u:1}:1: its newest message is out of date in the list of conversations"),
    "another kept as the newest": (redis("HSET", "latest:{u:1}", 1, "x"),
                                   "msgs:{u:1}:1: its newest message is out of date in the list of conversations"),
    "another cursor kept": (redis("HSET", "cursors:{u:1}", 1, b"\0\0\0\x09\0\0\0\x01"),
                            "msgs:{u:1}:1: its cursor is out of date in the list of conversations"),
    "newest of nobody": (redis("HSET", "latest:{u:1}", 999, "x"),
                         "latest:{u:1}: it has an entry for msgs:{u:1}:999, which is not there"),
    "cursor of nobody": (redis("HSET", "cursors:{u:1}", 999, bytes(8)),
                         "cursors:{u:1}: it has an entry for msgs:{u:1}:999, which is not there"),
    "no list of a customer": (redis("DEL", "log:{u:1}:c:1"), "is not in log:{u:1}:c:1"),
    "no list of an action": (redis("DEL", "log:{u:1}:a:1"), "log:{u:1}: its lists of actions have "),
    "row of another": (redis("RPUSH", "log:{u:1}:c:1", 1, 2, 3, 4, 5, 6, 7, 8, 9), "log:{u:1}:c:1: its entry "),
    "row that is not": (redis("RPUSH", "log:{u:1}:a:2", 100000), "log:{u:1}:a:2: its entry "),
    "twice in a list": (redis("LPUSH", "log:{u:1}:a:1", 1), "log:{u:1}:a:1: its entry "),
    "index of nobody": (redis("RPUSH", "log:{u:1}:c:1:a:1", 1), "log:{u:1}:c:1:a:1: the customer has no index"),
    "index of too many": (redis("HSET", "log:{u:1}:indexed", 1, 3), "log:{u:1}:indexed: the index of customer 1 has 0 rows, not 3"),
    "list of nobody": (redis("RPUSH", "log:{u:1}:c:999", 1), "log:{u:1}:c:999: its entry 1 is wrong: 1"),
    "unlisted user": (redis("ZREM", "ids:user", 1), "user:1: it is not in the list of ids"),
    "unlisted tag": (redis("ZREM", "ids:tag", 2), "tag:2: it is not in the list of ids"),
    "listed nobody": (redis("ZADD", "ids:customer", 999, 999), "ids:customer: it lists a key that is not there: customer:999"),
}


@pytest.mark.parametrize("name", DERIVED)
def test_derived_data_is_repaired(demo, name):
    damage, told = DERIVED[name]
    sound = dump(demo)
    damage(demo)
    damaged = dump(demo)
    assert damaged != sound
    lines = check(demo, code=1)
    assert any(told in line and line.endswith(": can be repaired") for line in lines[:-1]), lines
    assert dump(demo) == damaged, "looking changes nothing"
    lines = check(demo, "--repair", code=0)
    assert lines[:-1] and all(line.endswith(": repaired") for line in lines[:-1]), lines
    assert dump(demo) == sound
    assert " 0 findings," in check(demo, code=0)[-1]


def test_cursor_behind_the_last_message_is_set_to_it(demo):
    count = len(rows(demo, "msgs:{u:1}:1"))
    sent = struct.unpack(">II", rows(demo, "msgs:{u:1}:1")[-1][:8])[1]
    demo.redis("HSET", REL, "read_u", count + 7)
    check(demo, "--repair", code=0)
    assert demo.redis("HMGET", REL, "read_u", "seen_u") == [str(count).encode(), str(sent).encode()]


def future(key, at):
    """The last row of a list is dated in a year."""
    def damage(store):
        row = rows(store, key)[-1]
        moment = int((time.time() + 365 * 86400) * 1000).to_bytes(6, "big")
        store.redis("LSET", key, -1, row[:at] + moment + row[at + 6:])
    return damage


def later(key):
    """The last entry of a sorted index of times is dated in a year."""
    def damage(store):
        store.redis("ZADD", key, int((time.time() + 365 * 86400) * 1000), store.redis("ZRANGE", key, -1, -1)[0])
    return damage


FUTURE = {
    "action": ("log:{u:1}", future("log:{u:1}", 0), "row {last} is dated in the future"),
    "message": ("msgs:{u:1}:1", future("msgs:{u:1}:1", 8), "row {last} is dated in the future"),
    "note": ("notes:{u:1}:1", future("notes:{u:1}:1", 0), "row {last} is dated in the future"),
    "follow": ("rels:{u:1}:follow", later("rels:{u:1}:follow"), "its entry "),
    "conversation": ("chats:{u:1}", later("chats:{u:1}"), "its entry 1 is dated in the future"),
}


@pytest.mark.parametrize("name", FUTURE)
def test_time_in_the_future_becomes_now(demo, name):
    key, damage, told = FUTURE[name]
    sound = dump(demo)
    told = told.format(last=len(sound[key.encode()]))
    damage(demo)
    assert any(line.startswith(f"{key}: {told}") for line in check(demo, code=1))
    assert any(line.endswith(" is dated in the future: repaired") for line in check(demo, "--repair", code=0))
    assert " 0 findings," in check(demo, code=0)[-1]
    repaired = dump(demo)
    for counted in [key for key in {**sound, **repaired} if key.startswith((b"log:{u:1}:d:", b"log:{u:1}:m:"))]:
        sound.pop(counted, None), repaired.pop(counted, None)  # the action is counted today
    assert repaired.pop(key.encode()) != sound.pop(key.encode())
    if name == "message":  # what is kept of it for the list of conversations
        assert repaired.pop(b"latest:{u:1}") != sound.pop(b"latest:{u:1}")
    assert repaired == sound


PRIMARY = {
    "profile": (redis("SET", "user:1", "x"), "user:1: it is damaged"),
    "member": (redis("HDEL", REL, "member"), f"{REL}: it has no member"),
    "messages": (redis("DEL", "msgs:{u:1}:1"), f"{REL}: its messages are gone"),
    "message": (redis("RPUSH", "msgs:{u:1}:1", "x"), "is damaged"),
    "note": (redis("RPUSH", "notes:{u:1}:1", "x"), "is damaged"),
    "action": (redis("RPUSH", "log:{u:1}", "x"), "is damaged"),
    "relation": (redis("DEL", REL), "msgs:{u:1}:1: there is no relation for it"),
    "customer": (redis("DEL", "customer:1"), f"{REL}: it names a key that is not there: customer:1"),
    "company": (redis("DEL", "company:1"), "user:1: it names a key that is not there: company:1"),
    "credential": (redis("SET", "cred:u:999", "1x"), "cred:u:999: there is no profile for it"),
    "tags": (redis("HSET", "tagged:1", 1, "2,x"), "tagged:1: it is damaged"),
}


@pytest.mark.parametrize("name", PRIMARY)
def test_primary_data_is_told_and_left_alone(demo, name):
    damage, told = PRIMARY[name]
    damage(demo)
    lines = check(demo, "--repair", code=1)
    assert any(told in line and line.endswith(": cannot be repaired") for line in lines[:-1]), lines


def test_stamps_of_writes_are_no_fault(demo):
    """What writes leave beside the data, so that a late one is known."""
    demo.redis("HSET", "tagged:1", "edited", 1792000000000)
    demo.redis("HSET", REL, "edited", 1792000000000, "fenced", 1792000000000)
    for key in ("once:{tagged:1}:00000000000000ff", "once:{c:1}:a1"):
        demo.redis("SET", key, 1, "EX", 100)
    assert " 0 findings," in check(demo, code=0)[-1]


def without_index(dumped):
    """The index of customers with many actions comes back with what is recorded and asked (common/store/action_index.h)."""
    index = re.compile(rb"log:\{u:\d+\}:(c:\d+:a:\d+|indexed)")
    return {key: value for key, value in dumped.items() if not index.fullmatch(key)}


def test_slices_of_long_keys_are_looked_at(people):
    """1,300 messages, actions and relations: more than a slice of each; what is wrong stands at the end."""
    lines = []
    for i in range(1300):
        stamp = f"2026-01-02T03:{i // 60:02}:{i % 60:02}"
        pair = {"user_id": 1, "customer_id": 9}
        lines.append(("message", {**pair, "send_type": 1 + i % 2, "content": {"info_type": 1, "msg": "x"}, "create_date": stamp}))
        lines.append(("action", {**pair, "action": 1 + i % 3, "create_date": stamp}))
        lines.append(("follow_info", {**pair, "follow_info": "x", "create_date": stamp}))
        lines.append(("customer", {"id": 1000 + i, "username": "x"}))
        lines.append(("relation", {"user_id": 1, "customer_id": 1000 + i, "last_follow_time": stamp}))
    people.load(lines).done()
    assert " 0 findings," in check(people, code=0)[-1]
    sound = dump(people)
    last = rows(people, "msgs:{u:1}:9")[-1]
    people.redis("LSET", "msgs:{u:1}:9", -1, struct.pack(">II", 1, 1) + last[8:])
    people.redis("RPOP", "log:{u:1}:c:9")
    people.redis("RPUSH", "log:{u:1}:a:1", 1299)
    people.redis("ZADD", "rels:{u:1}:follow", 1, "00000001D9999a")
    people.redis("HSET", "summaries:{u:1}", 9999, "x")
    assert len(check(people, code=1)) > 5
    check(people, "--repair", code=0)
    assert without_index(dump(people)) == without_index(sound)


def test_command_line_is_refused(store):
    assert store.ctl("check", "--mend").code == 2
    assert store.ctl("check", "--repair", "x").code == 2


def test_last_id_of_phrases_is_never_below_one_that_is_there(demo):
    demo.redis("HSET", "phrases:{u:1}", "last", 2, "x", "y")
    said = check(demo, "--repair", code=1)
    assert any("its last id is 2, not 4" in line for line in said)
    assert int(demo.redis("HGET", "phrases:{u:1}", "last")) == 4
    demo.redis("HDEL", "phrases:{u:1}", "x")
    check(demo, code=0)


def test_relation_whose_superiors_lead_back_to_it_is_told(demo):
    demo.redis("HSET", REL, "superior", 1)
    said = check(demo, "--repair", code=1)
    assert [line for line in said if REL in line and "its superiors lead back to it" in line]
