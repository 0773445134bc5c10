# SPDX-License-Identifier: Apache-2.0
"""leidactl check on tags: catalogues, profiles and customers' tags are on slots of their own, so a crash leaves them apart.
What follows from the rest is made anew, what a call that died has left is taken off, and one under way is left alone."""

import struct
import time

import pytest

STALE_MS = 10 * 60 * 1000
CALL = b"\0\0\0\0\0\0\0\x07"


def row(ident, name, parent=0, pending=0, call=CALL):
    """A row of a catalogue (common/store/catalogue.h)."""
    name = name if isinstance(name, bytes) else name.encode()
    return (ident.to_bytes(7, "big") + parent.to_bytes(7, "big") + call + pending.to_bytes(6, "big")
            + struct.pack(">H", len(name)) + name)


def catalogue(*rows, stamp=0):
    return stamp.to_bytes(6, "big") + b"".join(rows)


def names(store, company=3):
    """The tags of a catalogue that are seen, by their ids in its order."""
    rest, found = (store.redis("GET", f"catalogue:{company}") or bytes(6))[6:], {}
    while rest:
        size = struct.unpack(">H", rest[28:30])[0]
        if rest[22:28] == bytes(6):
            found[int.from_bytes(rest[:7], "big")] = rest[30 : 30 + size].decode()
        rest = rest[30 + size :]
    return found


def now():
    return int(time.time() * 1000)


def check(store, *options, code):
    result = store.ctl("check", *options)
    assert (result.code, result.err) == (code, ""), result
    return result.out.splitlines()[:-1]


def repaired(store):
    """What a repair told; behind it nothing is left."""
    lines = check(store, "--repair", code=0)
    assert lines and all(line.endswith(": repaired") for line in lines), lines
    assert check(store, code=0) == []
    return lines


def borne(store, customer=9, company=3):
    return store.redis("HGET", f"tagged:{customer}", company)


@pytest.fixture
def tagged(people):
    """Customer 9 bears tag 1 of company 3, which has tag 2 as well."""
    people.load([("tag", {"id": 1, "name": "甲", "company_id": 3}), ("tag", {"id": 2, "name": "乙", "company_id": 3}),
                 ("customer_tag", {"customer_id": 9, "tag_id": 1})]).done()
    assert check(people, code=0) == []
    return people


def give(store, ident):
    """What add_tag has done of a tag once the customer bears it and the index knows."""
    store.redis("HSET", "tagged:9", 3, f"1,{ident}", "version", 9)
    store.redis("HSET", "tags:{u:1}:of", 9, f"3:9:1,{ident}")
    store.redis("ZADD", f"tags:{{u:1}}:t:{ident}", 5, 9)
    store.redis("ZADD", "tags:{u:1}", 1, ident)
    store.redis("SET", "next:{ids:tag}", ident + 1)


def reserve(store, ident, pending):
    store.redis("APPEND", "catalogue:3", row(ident, "新", pending=pending))


# ---- a call that died ----


@pytest.mark.parametrize("left", ["no row", "row", "listed"])
def test_tag_that_a_dead_call_has_left_is_taken_off(tagged, left):
    if left != "no row":
        reserve(tagged, 7, now() - STALE_MS)
    if left == "listed":
        tagged.redis("ZADD", "ids:tag", 7, 7)
    give(tagged, 7)
    before = tagged.redis("GET", "catalogue:3")
    told = check(tagged, code=1)
    assert "tagged:9: it names a key that is not there: tag:7: can be repaired" in told, told
    assert (borne(tagged), tagged.redis("GET", "catalogue:3")) == (b"1,7", before), "looking changes nothing"
    assert "tagged:9: it names a key that is not there: tag:7: repaired" in repaired(tagged)
    assert (borne(tagged), tagged.redis("HGET", "tags:{u:1}:of", 9)) == (b"1", b"3:10:1")
    assert tagged.redis("ZSCORE", "tags:{u:1}", 7) is None and tagged.redis("ZSCORE", "ids:tag", 7) is None
    assert names(tagged) == {1: "甲", 2: "乙"}
    assert "新".encode() not in tagged.redis("GET", "catalogue:3"), "nobody lets it be seen any more"


def test_tag_that_a_call_is_just_making_is_left_alone(tagged):
    reserve(tagged, 7, now() - 1000)
    give(tagged, 7)
    tagged.redis("ZADD", "ids:tag", 7, 7)
    before = tagged.redis("GET", "catalogue:3")
    assert check(tagged, "--repair", code=0) == []
    assert (borne(tagged), tagged.redis("GET", "catalogue:3")) == (b"1,7", before)
    assert tagged.redis("ZSCORE", "ids:tag", 7) == b"7"


def test_tag_of_another_company_stays_with_the_customer(tagged):
    """Its profile is made of the catalogue's row before anything is taken off."""
    tagged.load([("company", {"id": 4, "name": "x"})]).done()
    tagged.redis("SET", "catalogue:4", catalogue(row(7, "新")))
    give(tagged, 7)
    assert not [line for line in check(tagged, code=1) if line.startswith("tagged:")]
    repaired(tagged)
    assert borne(tagged) == b"1,7"


def test_lists_of_many_tags_keep_all_others(tagged):
    tagged.redis("HSET", "tagged:9", 3, "77,1,7,2,77", 0, "77")
    repaired(tagged)
    assert (borne(tagged), borne(tagged, company=0)) == (b"1,2", b"")


# ---- from the catalogue to the profiles ----


@pytest.mark.parametrize("listed", [True, False])
def test_profile_is_made_of_the_row_of_the_catalogue(tagged, listed):
    tagged.redis("SET", "catalogue:3", tagged.redis("GET", "catalogue:3") + row(6, "自定义") + row(7, "新", parent=6))
    for ident in (6, 7) if listed else ():
        tagged.redis("ZADD", "ids:tag", ident, ident)
    give(tagged, 7)
    said = check(tagged, code=1)
    assert sorted(said) == [f"catalogue:3: it has a tag without a profile: tag:{ident}: can be repaired" for ident in (6, 7)]
    repaired(tagged)
    tags = [line for line in tagged.export() if line["type"] == "tag"]
    assert tags[2:] == [{"type": "tag", "id": 6, "name": "自定义", "company_id": 3},
                        {"type": "tag", "id": 7, "name": "新", "parent_id": 6, "company_id": 3}]
    assert names(tagged) == {1: "甲", 2: "乙", 6: "自定义", 7: "新"} and borne(tagged) == b"1,7"


def test_profile_of_the_stock_is_made_of_its_row(tagged):
    tagged.redis("SET", "catalogue:0", catalogue(row(7, "新")))
    repaired(tagged)
    assert {"type": "tag", "id": 7, "name": "新"} in tagged.export()


def test_tag_that_has_moved_leaves_the_catalogue_of_before(tagged):
    tagged.load([("company", {"id": 4, "name": "x"})]).done()
    row_of_before = tagged.redis("GET", "catalogue:3")
    tagged.ctl("tag", "change", 2, "company_id=4").done()
    tagged.redis("SET", "catalogue:3", row_of_before)
    assert check(tagged, code=1) == ["catalogue:3: it has a tag of another company: tag:2: can be repaired"]
    repaired(tagged)
    assert (names(tagged), names(tagged, 4)) == ({1: "甲"}, {2: "乙"})


# ---- damaged and full catalogues ----


def spoil(store):
    store.redis("DEL", "catalogue:3")
    store.redis("SADD", "catalogue:3", "x")


def put(*rows, cut=0):
    def damage(store):
        whole = catalogue(*rows)
        store.redis("SET", "catalogue:3", whole[: len(whole) - cut])
    return damage


DAMAGED = {
    "wrong type": spoil,
    "empty": lambda store: store.redis("SET", "catalogue:3", b""),
    "text": lambda store: store.redis("SET", "catalogue:3", b"damaged"),
    "cut": put(row(1, "甲"), row(2, "乙"), cut=1),
    "no utf-8": put(row(1, b"\xff"), row(2, "乙")),
    "no utf-8 of a tag without a profile": put(row(1, "甲"), row(2, "乙"), row(5, b"\xff\xfe")),
    "no id": put(row(1, "甲"), row(0, "乙")),
    "an id beyond the last": put(row(1, "甲"), row(2**54, "乙")),
    "no name": put(row(1, "甲"), row(2, "")),
    "one twice": put(row(1, "甲"), row(2, "乙"), row(1, "甲")),
    "one twice by another name": put(row(1, "甲"), row(2, "乙"), row(1, "丙")),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_catalogue_is_made_anew(tagged, name):
    """One finding, and the rest is looked at too."""
    DAMAGED[name](tagged)
    tagged.redis("ZREM", "ids:user", 1)
    said = check(tagged, code=1)
    assert len(said) == 2 and [line for line in said if line.startswith("catalogue:3: it ") and line.endswith(": can be repaired")]
    assert len(repaired(tagged)) == 2
    assert names(tagged) == {1: "甲", 2: "乙"}


def test_what_a_damaged_catalogue_has_alone_stays(tagged):
    """A profile that is still to be written is not lost with another row."""
    put(row(1, b"\xff"), row(2, "乙"), row(7, "新"))(tagged)
    repaired(tagged)
    assert names(tagged) == {1: "甲", 2: "乙", 7: "新"}
    assert {"type": "tag", "id": 7, "name": "新", "company_id": 3} in tagged.export()


def test_damaged_catalogue_without_profiles_is_empty(people):
    put(cut=3)(people)
    repaired(people)
    assert names(people) == {}


@pytest.mark.parametrize("list_of_ids", ["gone", "wrong type", "strange"])
def test_damaged_catalogue_is_made_anew_whatever_the_list_of_ids(tagged, list_of_ids):
    spoil(tagged)
    if list_of_ids != "strange":
        tagged.redis("DEL", "ids:tag")
    if list_of_ids == "wrong type":
        tagged.redis("SET", "ids:tag", "x")
    if list_of_ids == "strange":
        tagged.redis("ZADD", "ids:tag", 3, "x", 4, 4)
    tagged.ctl("check", "--repair")
    assert names(tagged) == {1: "甲", 2: "乙"}


def test_tags_of_a_catalogue_made_anew_are_in_the_order_of_ids(people):
    people.load([("tag", {"id": ident, "name": f"n{ident}", "company_id": 3}) for ident in (700, 3, 41, 5, 1200, 12)]).done()
    spoil(people)
    repaired(people)
    assert list(names(people)) == [3, 5, 12, 41, 700, 1200]


def test_full_catalogue_is_one_finding(tagged):
    tagged.load([("tag", {"id": 100 + i, "name": f"n{i}", "company_id": 3}) for i in range(998)]).done()
    tagged.redis("SET", "tag:5000", tagged.redis("GET", "tag:2").replace(b"\x02", b"\xcd\x13\x88", 1))
    tagged.redis("ZADD", "ids:tag", 5000, 5000)
    tagged.redis("ZREM", "ids:user", 1)
    told = "tag:5000: the catalogue of its company is full, and does not have it: 乙: cannot be repaired"
    assert sorted(check(tagged, code=1)) == [told, "user:1: it is not in the list of ids: can be repaired"]
    assert sorted(check(tagged, "--repair", code=1)) == [told, "user:1: it is not in the list of ids: repaired"]
    assert len(names(tagged)) == 1000
    assert check(tagged, "--repair", code=1) == [told]


@pytest.mark.parametrize("begun", ["just now", "long ago"])
def test_last_place_is_that_of_a_tag_being_made_until_it_was_given_up(tagged, begun):
    tagged.load([("tag", {"id": 100 + i, "name": f"n{i}", "company_id": 3}) for i in range(998)]).done()
    tagged.redis("ZREM", "ids:tag", 1097)
    tagged.redis("SET", "catalogue:3", tagged.redis("GET", "catalogue:3").replace(row(1097, "n997", call=bytes(8)), b""))
    reserve(tagged, 2000, now() - (1000 if begun == "just now" else STALE_MS))
    tagged.redis("SET", "next:{ids:tag}", 2001)
    if begun == "just now":
        told = "tag:1097: the catalogue of its company does not have it: n997: cannot be repaired"
        assert told in check(tagged, "--repair", code=1) and 1097 not in names(tagged)
    else:
        repaired(tagged)
        assert 1097 in names(tagged)


# ---- ids of new tags ----


NEXT = {
    "wrong type": [("DEL", "next:{ids:tag}"), ("SADD", "next:{ids:tag}", "x")],
    "no number": [("SET", "next:{ids:tag}", "x")],
    "negative": [("SET", "next:{ids:tag}", "-5")],
    "empty": [("SET", "next:{ids:tag}", "")],
    "beyond the last": [("SET", "next:{ids:tag}", "9007199254740992")],
}


@pytest.mark.parametrize("name", NEXT)
@pytest.mark.parametrize("kind", ["tag", "user"])
def test_damaged_last_id_is_made_anew(tagged, name, kind):
    key = f"next:{{ids:{kind}}}"
    for words in NEXT[name]:
        tagged.redis(*(key if word == "next:{ids:tag}" else word for word in words))
    assert check(tagged, code=1) == [f"{key}: it is no id: can be repaired"]
    assert repaired(tagged) == [f"{key}: it is no id: repaired"]
    assert tagged.redis("GET", key) == (b"2" if kind == "tag" else b"1")


def test_last_id_is_not_behind_a_tag_that_is_being_made(tagged):
    """Else the next one would get the same."""
    reserve(tagged, 7, now() - 1000)
    tagged.redis("SET", "next:{ids:tag}", 3)
    assert check(tagged, code=1) == ["next:{ids:tag}: it is behind tag 7: can be repaired"]
    repaired(tagged)
    assert tagged.redis("GET", "next:{ids:tag}") == b"7"


def test_last_id_behind_the_listed_ones_is_sound(people):
    """An import brings ids of its own."""
    people.ctl("tag", "add", "name=a").done()
    people.load([("tag", {"id": 40, "name": "b"})]).done()
    assert people.redis("GET", "next:{ids:tag}") == b"1"
    assert check(people, code=0) == []
