# SPDX-License-Identifier: Apache-2.0
"""leidactl import takes files as editors, databases and WeChat write them."""

import json
import re
import subprocess

import pytest
from conftest import PAIR, PEOPLE

MARK = "\ufeff"
EPOCH = "1970-01-01T08:00:00"
TEXT = {"info_type": 1, "msg": "a"}


def of_type(store, kind):
    return [row for row in store.export() if row["type"] == kind]


def test_byte_order_mark_before_the_file_and_before_a_joined_one_is_taken(store):
    texts = [json.dumps({"type": kind, **fields}) for kind, fields in PEOPLE]
    texts[0], texts[3] = MARK + texts[0], MARK + texts[3]
    store.load([*texts, MARK]).done()
    assert len(store.export()) == len(PEOPLE)


def test_byte_order_mark_elsewhere_is_none(people):
    result = people.load([f' {MARK}{{"type":"company","id":4,"name":"a"}}'])
    assert result.err.startswith("line 1: not valid JSON")


@pytest.mark.parametrize("given, taken", [
    ("2018-09-21T15:18:01.548123", "2018-09-21T15:18:01.548"),
    ("2018-09-21 15:18:01.548999", "2018-09-21T15:18:01.548"),
    ("2018-09-21 15:18:01.000000", "2018-09-21T15:18:01"),
    ("2018-09-21 15:18:01.123456789", "2018-09-21T15:18:01.123"),
])
def test_times_of_databases_are_cut_to_milliseconds(people, given, taken):
    people.load([("message", {**PAIR, "send_type": 1, "content": TEXT, "create_date": given})]).done()
    assert [row["create_date"] for row in of_type(people, "message")] == [taken]


def test_rows_of_the_epoch_stay_there_however_often_they_come(store):
    dated = {**PAIR, "create_date": EPOCH}
    lines = [
        *PEOPLE[:4],
        ("relation", {**dated, "last_follow_time": EPOCH, "last_activity_time": EPOCH}),
        ("message", {**dated, "send_type": 1, "content": TEXT}),
        ("action", {**dated, "action": 1, "remark": "r"}),
        ("follow_info", {**dated, "follow_info": "n"}),
    ]
    for _ in range(2):
        store.load(lines).done()
        for kind, fields in lines[4:]:
            row, = of_type(store, kind)
            assert {name: row[name] for name in fields} == fields
    shown = json.loads(store.ctl("relation", "show", 1, 9).done())
    assert (shown["create_date"], shown["last_follow_time"]) == (EPOCH, EPOCH)


def test_customer_without_a_name_as_wechat_gives_followers(store):
    store.load([("customer", {"id": 9, "username": "", "token": "t"})]).done()
    assert store.export() == [{"type": "customer", "id": 9, "username": "", "token": "t"}]
    assert store.ctl("customer", "list").done() == "9\t\n"
    result = store.load([("customer", {"id": 9})])
    assert result.err.startswith("line 1: username: required\n")


@pytest.mark.parametrize("spelling", ["2", '"2"'])
def test_rules_of_content_follow_the_sender_however_it_is_spelt(people, spelling):
    line = ('{"type":"message","user_id":1,"customer_id":9,"send_type":%s,"content":{"info_type":3}}' % spelling)
    assert people.load([line]).err.startswith("line 1: content: msg: required\n")


def test_file_that_loses_lines_while_it_is_imported_is_refused(people, tmp_path):
    """The last rounds read what the checks have read, or the import ends."""
    file = tmp_path / "cut.jsonl"
    rows = [("message", {**PAIR, "send_type": 1, "content": {"info_type": 1, "msg": str(number)}}) for number in range(60_000)]
    texts = [json.dumps({"type": kind, **fields}) + "\n" for kind, fields in [*PEOPLE[:1], *rows]]
    file.write_text("".join(texts))
    process = subprocess.Popen(people.command("import", file), env=people.environment, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    while not people.redis("EXISTS", "msgs:{u:1}:9"):
        assert process.poll() is None
    with file.open("r+") as open_file:
        open_file.truncate(sum(len(text.encode()) for text in texts[:-10]))
    _, err = process.communicate()
    assert process.returncode == 1 and "the file changed while it was being imported" in err


def reads(store):
    """How often Redis has read from a connection."""
    return int(re.search(r"total_reads_processed:(\d+)", store.redis("INFO", "stats").decode()).group(1))


def test_what_is_in_another_file_is_asked_for_many_at_a_time(people):
    """A round trip for each relation, tag or conversation would take an import's time."""
    ids = range(100, 1100)
    people.load([("customer", {"id": ident, "username": "x"}) for ident in ids]).done()
    people.load([("tag", {"id": 1, "name": "a"})]).done()
    for line in (lambda ident: ("relation", {"user_id": 1, "customer_id": ident}),
                 lambda ident: ("customer_tag", {"customer_id": ident, "tag_id": 1}),
                 lambda ident: ("message", {"user_id": 1, "customer_id": ident, "send_type": 1, "content": TEXT})):
        lines, before = [line(ident) for ident in ids], reads(people)
        people.load(lines).done()
        assert reads(people) - before < len(ids) / 5


def test_messages_keep_the_order_of_their_conversation(people):
    """Of two staff users and customers, mixed, more than go into one script."""
    people.load([("user", {"id": 2, "username": "b"}), ("relation", {"user_id": 2, "customer_id": 9}),
                 ("relation", {"user_id": 1, "customer_id": 10})]).done()
    pairs = [(1, 9), (2, 9), (1, 10)]
    people.load([("message", {"user_id": pairs[number % 3][0], "customer_id": pairs[number % 3][1], "send_type": 1 + number % 2,
                              "content": {"info_type": 1, "msg": str(number)},
                              "create_date": f"2018-06-01T10:{number // 60:02}:{number % 60:02}"}) for number in range(600)]).done()
    rows = of_type(people, "message")
    for index, pair in enumerate(pairs):
        said = [int(row["content"]["msg"]) for row in rows if (row["user_id"], row["customer_id"]) == pair]
        assert said == list(range(index, 600, 3))
    assert people.ctl("check").done().endswith(" 0 findings, 0 of them repaired\n")
    shown = json.loads(people.ctl("relation", "show", 1, 9).done())
    assert (shown["last_follow_time"], shown["last_activity_time"]) == ("2018-06-01T10:09:54", "2018-06-01T10:09:57")
