# SPDX-License-Identifier: Apache-2.0
"""leidactl import: what it takes, what it refuses, and that it can be repeated."""

import json
import subprocess

import pytest
from conftest import PAIR, PEOPLE

EVERY_TYPE = [
    ("company", {"id": 3, "name": "公司"}),
    ("user", {"id": 1, "company_id": 3, "username": "zhangcong", "avatar": "a.jpg", "mingpian_phone": "18932674288",
              "wechat_phone": "1", "wechat": "w", "position": "p", "email": "e", "token": "t1", "enabled": False}),
    ("customer", {"id": 9, "username": "_zzz จุ๊บ", "headimgurl": "h", "user_type": 2, "phone": "1", "openid": "o",
                  "create_date": "2018-01-01T00:00:00", "token": "t9"}),
    ("customer", {"id": 10, "username": "胡蓉💗Rose", "token": "t10"}),
    ("customer", {"id": 11, "username": "nobody's", "token": "t11"}),
    ("tag", {"id": 1, "name": "组", "company_id": 3}),
    ("tag", {"id": 2, "name": "a\"\\\n", "parent_id": 1, "company_id": 3}),
    ("tag", {"id": 4, "name": "stock"}),
    ("customer_tag", {"customer_id": 9, "tag_id": 4, "company_id": 0}),
    ("customer_tag", {"customer_id": 9, "tag_id": 2, "company_id": 3}),
    ("customer_tag", {"customer_id": 9, "tag_id": 1, "company_id": 3}),
    ("customer_tag", {"customer_id": 10, "tag_id": 0, "company_id": 3}),
    ("relation", {**PAIR, "create_date": "2018-05-01T10:00:00", "last_follow_time": "2018-06-03T10:00:00.250",
                  "last_activity_time": "2018-06-04T10:00:00", "source": 4, "superior": 10, "article_id": 2,
                  "expedted_pr": 80, "sex": 1, "expected_time": "2018-06-14", "birthday": "2018-06-01", "title": "jajjaj",
                  "username": "张三丰", "memo_name": "m", "phone": "15931788974", "email": "1224423@qq.com", "company": "c",
                  "position": "p", "address": "通州区xxx", "mem": "我是一个兵"}),
    ("relation", {"user_id": 1, "customer_id": 10, "create_date": "2018-05-02T10:00:00", "source": 1}),
    ("message", {**PAIR, "send_type": 2, "content": {"info_type": 1, "msg": "a"}, "create_date": "2018-06-01T10:00:00"}),
    ("message", {**PAIR, "send_type": 1, "content": {"info_type": 4, "url": "u", "x": [1.50, None]},
                 "create_date": "2018-06-01T10:00:00.548"}),
    ("message", {**PAIR, "send_type": 1, "content": {"info_type": 4, "url": "u", "x": [1.50, None]},
                 "create_date": "2018-06-01T10:00:00.548"}),
    ("read_cursor", {**PAIR, "side": "user", "id": 2}),
    ("read_cursor", {**PAIR, "side": "customer", "id": 3}),
    ("follow_info", {**PAIR, "follow_info": "note", "create_date": "2018-06-02T10:00:00"}),
    ("action", {**PAIR, "action": 1, "remark": "r", "create_date": "2018-06-01T09:00:00"}),
    ("action", {**PAIR, "action": 14, "remark": "s", "article_id": 5, "create_date": "2018-06-01T10:00:00"}),
    ("follow_language", {"user_id": 1, "custom_language": "您好", "id": 3}),
    ("follow_language_last", {"user_id": 1, "id": 7}),
]


def plain(rows):
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def test_import_takes_every_type_and_export_gives_it_back(store):
    store.load(EVERY_TYPE).done()
    assert plain(store.export()) == plain({"type": kind, **fields} for kind, fields in EVERY_TYPE)


def test_export_leaves_out_the_stamp_of_tags(store):
    store.load(EVERY_TYPE).done()
    first = store.ctl("export").done()
    store.redis("HSET", "tagged:9", "edited", 1792000000000)
    assert store.ctl("export").done() == first


@pytest.mark.parametrize("messages_last", [False, True])
def test_export_imported_into_an_empty_store_exports_the_same(store, messages_last):
    store.load(EVERY_TYPE).done()
    first = store.ctl("export").done()
    store.redis("FLUSHALL")
    lines = first.splitlines()
    if messages_last:  # their cursors then stand before them
        lines.sort(key=lambda line: '"message"' in line)
    store.load(lines).done()
    assert store.ctl("export").done() == first


def dump(store):
    """Every key with its content, to the byte."""
    return {key: store.redis("DUMP", key.decode()) for key in store.redis("KEYS", "*")}


def test_import_repeated_changes_no_byte(store):
    store.load(EVERY_TYPE).done()
    before = dump(store)
    result = store.load(EVERY_TYPE)
    assert result.done() == f"{len(EVERY_TYPE)} records imported, {len(EVERY_TYPE)} of them were there already\n"
    assert dump(store) == before


def test_import_counts_what_changed_nothing(people):
    people.load([("tag", {"id": 1, "name": "a"}), ("customer_tag", {"customer_id": 9, "tag_id": 1})]).done()
    lines = [
        ("company", {"id": 3, "name": "公司"}),  # there already
        ("company", {"id": 3, "name": "other"}),
        ("customer", {"id": 9, "username": "又胖了"}),  # there already: the token stays
        ("customer", {"id": 10, "username": "💗Rose", "enabled": False}),
        ("relation", {**PAIR, "create_date": "2018-05-01T10:00:00"}),  # there already
        ("relation", {**PAIR, "expedted_pr": 80}),
        ("customer_tag", {"customer_id": 9, "tag_id": 1}),  # there already
        ("customer_tag", {"customer_id": 10, "tag_id": 1}),
        ("follow_language", {"user_id": 1, "custom_language": "您好", "id": 3}),
        ("follow_language", {"user_id": 1, "custom_language": "您好", "id": 3}),  # there already
    ]
    assert people.load(lines).done() == "10 records imported, 5 of them were there already\n"


def test_import_leaves_what_a_line_does_not_name(store):
    whole = {"id": 9, "username": "a", "headimgurl": "h.png", "phone": "1", "user_type": 2, "create_date": "2018-05-01T10:00:00.250"}
    store.load([("customer", {**whole, "token": "t"})]).done()
    store.load([("customer", {"id": 9, "username": "b"})]).done()
    row, = store.export()
    assert row == {"type": "customer", **whole, "username": "b", "token": "t"}
    store.load([("customer", {"id": 9, "username": "b", "phone": ""})]).done()
    assert store.export()[0]["phone"] == ""


def test_import_replaces_a_profile_that_cannot_be_read(store):
    store.load([("company", {"id": 3, "name": "a"})]).done()
    for damage in ("\xc1", "", "x"):
        store.redis("SET", "company:3", damage)
        store.load([("company", {"id": 3, "name": "b"})]).done()
        assert store.export() == [{"type": "company", "id": 3, "name": "b"}]


def test_import_of_an_export_over_itself_changes_no_byte(store):
    store.load(EVERY_TYPE).done()
    before = dump(store)
    store.load(store.ctl("export").done().splitlines()).done()
    assert dump(store) == before


def test_import_keeps_a_message_with_a_key_once_without_a_time(people):
    message = ("message", {**PAIR, "send_type": 2, "content": {"info_type": 1, "msg": "a"}, "msg_id": "m1"})
    for _ in range(2):
        people.load([message, message]).done()
    assert len([row for row in people.export() if row["type"] == "message"]) == 1


def test_import_reads_references_wherever_they_stand(store):
    store.load(PEOPLE[::-1]).done()
    assert len(store.export()) == len(PEOPLE)


def test_import_reads_standard_input(store):
    text = "\n".join(json.dumps({"type": kind, **fields}) for kind, fields in PEOPLE)
    store.ctl("import", "-", given=text).done()
    assert len(store.export()) == len(PEOPLE)


@pytest.mark.parametrize("past", [-2, -1, 0, 1])
def test_import_reads_lines_that_end_where_a_block_of_the_file_does(store, past):
    """The file is read by 64 KiB: the first line ends at, before and behind them, the last has no end."""
    block = 1 << 16
    first = '{"type":"company","id":1,"name":"a"}'
    first += " " * (block + past - len(first) - 1)
    second = '{"type":"company","id":2,"name":"b"}'
    second += " " * (2 * block - len(second) - 1)
    store.ctl("import", "-", given="\n".join([first, second, '{"type":"company","id":3,"name":"c"}'])).done()
    assert [row["id"] for row in store.export()] == [1, 2, 3]


BAD = {
    "json": ("{", "not valid JSON: it ends too early at byte 1"),
    "object": ("[]", "not a JSON object"),
    "no_type": ("{}", "type: required"),
    "type": ('{"type":"robot"}', 'type: there is no type "robot"'),
    "required": (("relation", {"user_id": 1}), "customer_id: required"),
    "empty": (("company", {"id": 4, "name": ""}), "name: required"),
    "number": (("company", {"id": "x", "name": "a"}), "id: must be a whole number"),
    "null": (("company", {"id": 4, "name": None}), "name: must be a text that is not empty"),
    "least": (("company", {"id": 0, "name": "a"}), "id: must be at least 1"),
    "most": (("relation", {**PAIR, "source": 5}), "source: must be at most 4"),
    "long": (("relation", {**PAIR, "company": "x" * 257}), "company: longer than 256"),
    "unknown": (("company", {"id": 4, "name": "a", "nmae": "b"}), "nmae: unknown field"),
    "time": (("relation", {**PAIR, "create_date": "2018-02-30"}),
             'create_date: must be a time such as "2018-09-21T15:18:01.548", from 1970 on'),
    "old": (("relation", {**PAIR, "create_date": "1969-01-01"}),
            'create_date: must be a time such as "2018-09-21T15:18:01.548", from 1970 on'),
    "date": (("relation", {**PAIR, "birthday": "x"}), 'birthday: must be a date such as "2018-06-01"'),
    "phone": (("relation", {**PAIR, "phone": "1"}), "phone: must be a mainland mobile number, or empty"),
    "email": (("relation", {**PAIR, "email": "x"}), "email: must be an email address, or empty"),
    "switch": (("user", {"id": 1, "username": "a", "enabled": 1}), "enabled: must be true or false"),
    "token": (("user", {"id": 1, "username": "a", "token": "a b"}), "token: must be visible ASCII characters"),
    "side": (("read_cursor", {**PAIR, "side": "both", "id": 1}), 'side: must be "user" or "customer"'),
    "content": (("message", {**PAIR, "send_type": 1, "content": "{}"}), "content: must be an object"),
    "rule": (("message", {**PAIR, "send_type": 1, "content": {"info_type": 1}}), "content: msg: required"),
    "sender": (("message", {**PAIR, "send_type": 2, "content": {"info_type": 3}}), "content: msg: required"),
    "company": (("user", {"id": 5, "username": "a", "company_id": 4}), "company_id: no such company"),
    "user": (("relation", {"user_id": 7, "customer_id": 9}), "user_id: no such user"),
    "customer": (("relation", {"user_id": 1, "customer_id": 7}), "customer_id: no such customer"),
    "superior": (("relation", {**PAIR, "superior": 7}), "superior: no such customer"),
    "relation": (("action", {"user_id": 1, "customer_id": 10, "action": 1}), "customer_id: has no relation with user 1"),
    "parent": (("tag", {"id": 1, "name": "a", "parent_id": 2}), "parent_id: no such tag"),
    "tag": (("customer_tag", {"customer_id": 9, "tag_id": 2}), "tag_id: no such tag"),
    "no_tag": (("customer_tag", {"customer_id": 9, "tag_id": 0}), "tag_id: may be 0 only with a company_id"),
    "phrase": (("follow_language", {"user_id": 7, "custom_language": "a"}), "user_id: no such user"),
    "line": ('{"type":"company","id":4,"name":"' + "x" * (1 << 20) + '"}', "longer than 1048576 bytes"),
}


@pytest.mark.parametrize("bad, fault", BAD.values(), ids=BAD.keys())
def test_import_says_what_is_wrong_and_imports_nothing(people, bad, fault):
    before = dump(people)
    result = people.load([("company", {"id": 77, "name": "good"}), "", bad])
    assert (result.code, result.out) == (1, "")
    assert result.err == f"line 3: {fault}\nleidactl: 1 bad line, nothing imported\n"
    assert dump(people) == before


def test_import_names_every_fault_of_every_line(store):
    result = store.load(["{", ("relation", {"foo": 1}), ("company", {"id": 1, "name": "a"})])
    faults = ["line 1: not valid JSON: it ends too early at byte 1", "line 2: foo: unknown field", "line 2: user_id: required", "line 2: customer_id: required"]
    assert result.err.splitlines() == [*faults, "leidactl: 2 bad lines, nothing imported"]


def test_skip_bad_leaves_out_what_refers_to_bad_lines(store):
    bad_user = ("user", {"id": 1, "username": "a", "company_id": 4})
    action = ("action", {**PAIR, "action": 1})
    result = store.load([action, PEOPLE[0], bad_user, *PEOPLE[2:]], "--skip-bad")
    assert result.code == 0
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["line 1", "line 3", "line 6", "leidactl"]
    assert sorted(row["type"] for row in store.export()) == ["company", "customer", "customer"]


@pytest.mark.parametrize("borne", ["1,77", "77"], ids=["beside another", "alone"])
def test_export_leaves_out_a_tag_that_is_not_whole(people, borne):
    """One that is being made, or whose making died: an import would take none of a file that names it alone."""
    people.load([("tag", {"id": 1, "name": "a", "company_id": 3})]).done()
    people.redis("HSET", "tagged:9", "3", borne)
    rows = [row for row in people.export() if row["type"] in ("tag", "customer_tag")]
    kept = [{"customer_id": 9, "tag_id": ident, "company_id": 3} for ident in ([1] if borne == "1,77" else [0])]
    assert [{name: row[name] for name in ("customer_id", "tag_id", "company_id")} for row in rows
            if row["type"] == "customer_tag"] == kept
    people.load([(row.pop("type"), row) for row in people.export()]).done()


def test_import_memory_does_not_grow_with_the_file(people, tmp_path):
    """The largest resident size, as the kernel counts it, of 20,000 against 100,000 lines: tables of a fixed size fill first."""
    def peak(count):
        file = tmp_path / f"{count}.jsonl"
        with file.open("w") as out:
            for number in range(count):
                kind = number % 4
                if kind == 0:
                    row = {"type": "customer", "id": 1000 + number, "username": "x"}
                elif kind == 1:
                    row = {"type": "relation", "user_id": 1, "customer_id": 1000 + number - 1}
                elif kind == 2:
                    row = {"type": "message", **PAIR, "send_type": 2, "content": {"info_type": 1, "msg": str(number)}}
                else:
                    row = {"type": "action", **PAIR, "action": 1, "create_date": f"2018-06-01T10:{number % 60:02}:00"}
                out.write(json.dumps(row) + "\n")
        words = ["/usr/bin/python3", "-c", "import resource, subprocess, sys\n"
                 "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
                 "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)", *people.command("import", file)]
        result = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
        return int(result.stdout)

    # AddressSanitizer keeps what was freed for a while
    environment = {**people.environment, "ASAN_OPTIONS": "quarantine_size_mb=0:thread_local_quarantine_size_kb=0"}
    small, large = peak(20_000), peak(100_000)
    assert large < small + 1024, f"{small} KB for 20,000 lines, {large} KB for 100,000"


def test_phrase_without_an_id_gets_none_that_was_given_before(people):
    people.redis("HSET", "phrases:{u:1}", "last", 7)
    people.load([("follow_language", {"user_id": 1, "custom_language": "您好"})]).done()
    assert people.redis("HGET", "phrases:{u:1}", "8").decode() == "您好"


def test_export_keeps_the_ids_of_deleted_phrases_from_being_given_again(people):
    people.load([("follow_language", {"user_id": 1, "custom_language": "a", "id": 3})]).done()
    people.redis("HSET", "phrases:{u:1}", "last", 3)
    first = people.ctl("export").done()
    assert "follow_language_last" not in first  # the phrase shows it
    people.redis("HDEL", "phrases:{u:1}", 3)
    first = people.ctl("export").done()
    assert json.loads(first.splitlines()[-2]) == {"type": "follow_language_last", "user_id": 1, "id": 3}, first
    people.redis("FLUSHALL")
    people.load([("follow_language", {"user_id": 1, "custom_language": "b"}), *first.splitlines()]).done()
    people.load([("follow_language", {"user_id": 1, "custom_language": "c"}), ("follow_language_last", {"user_id": 1, "id": 2})]).done()
    kept = people.redis("HGETALL", "phrases:{u:1}")
    assert {name: text.decode() for name, text in zip(kept[::2], kept[1::2])} == {b"last": "3", b"4": "b", b"5": "c"}


def tags(first, count, **fields):
    return [("tag", {"id": first + i, "name": f"n{first + i}", **fields}) for i in range(count)]


FULL = {
    "file": ([], tags(1, 1002, company_id=3), [1001, 1002]),
    "with stored ones": (tags(1, 999, company_id=3), tags(998, 4, company_id=3), [4]),
    "of the stock": ([], tags(1, 1001), [1001]),
    "that moves there": (tags(1, 1000, company_id=3) + tags(2000, 1), [*tags(1, 10), ("tag", {"id": 2000, "name": "x", "company_id": 3})], [11]),
    "twice": (tags(1, 1000, company_id=3), [*tags(1, 1000), *tags(5000, 1, company_id=3) * 2], [1001, 1002]),
}


@pytest.mark.parametrize("name", FULL)
def test_tags_beyond_the_last_place_are_bad_lines_and_nothing_is_imported(people, name):
    before, lines, bad = FULL[name]
    people.load(before or [PEOPLE[0]]).done()
    stored = people.export()
    result = people.load([("company", {"id": 77, "name": "x"}), *lines])
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines()[:-1] == [f"line {1 + number}: company_id: has 1000 tags, as many as it may" for number in bad]
    assert people.export() == stored
    assert people.ctl("check").code == 0


def test_tags_fill_a_company_to_the_last_place(people):
    people.load(tags(1, 1000, company_id=3)).done()
    people.load([*tags(1, 1000, company_id=3), *tags(1, 10)]).done()
    result = people.ctl("tag", "add", "name=x", "company_id=3")
    assert (result.code, result.err) == (1, "leidactl: tag: company_id: has 1000 tags, as many as it may\n")
    people.ctl("tag", "change", 1000, "name=x").done()
    assert len([row for row in people.export() if row["type"] == "tag"]) == 1000
    assert people.ctl("check").code == 0


def test_tag_whose_company_a_line_leaves_out_stays_where_it_is(people):
    people.load(tags(1, 1000)).done()
    people.load([*tags(5000, 1, company_id=3), *tags(5000, 1)]).done()
    people.load(tags(5000, 1)).done()
    assert people.ctl("check").code == 0


def test_tags_beyond_the_last_place_are_left_out_with_what_bears_them(people):
    lines = [*tags(1, 1001, company_id=3), ("customer_tag", {"customer_id": 9, "tag_id": 1001}),
             ("customer_tag", {"customer_id": 9, "tag_id": 1000})]
    result = people.load(lines, "--skip-bad")
    assert result.code == 0 and result.out.startswith("1001 records imported, "), result
    assert [row["tag_id"] for row in people.export() if row["type"] == "customer_tag"] == [1000]
    assert people.ctl("check").code == 0


def test_tag_of_a_damaged_catalogue_is_a_bad_line(people):
    people.redis("SET", "catalogue:3", "x")
    result = people.load([("company", {"id": 77, "name": "x"}), *tags(1, 1, company_id=3)])
    assert result.code == 1 and result.err.startswith("line 2: company_id: has a damaged catalogue; `"), result
    assert people.ctl("company", "show", 77).code == 1
