# SPDX-License-Identifier: Apache-2.0
"""What import makes of records in Redis: sorted indexes, logs, cursors and tags, as common/store/keys.h lays them out."""

import struct

from conftest import PAIR

WORLD = "{u:1}"
MS = 1_527_818_400_000  # 2018-06-01T10:00:00 in Asia/Shanghai


def sorted_index(store, name):
    """Customers in a sorted index with their scores."""
    words = store.redis("ZRANGE", f"rels:{WORLD}:{name}", 0, -1, "WITHSCORES")
    return [(member.decode()[9:].rstrip("abcd"), int(score)) for member, score in zip(words[::2], words[1::2])]


def relation(store, field):
    value = store.redis("HGET", f"rel:{WORLD}:9", field)
    return value and value.decode()


def test_relation_stands_in_its_sorted_indexes(people):
    facts = {"expedted_pr": 80, "last_follow_time": "2018-06-01T10:00:00"}
    people.load([("relation", {**PAIR, **facts})]).done()
    assert sorted_index(people, "created") == [("9", 0)]
    assert sorted_index(people, "expected_pr") == [("9", 80)]
    assert sorted_index(people, "follow") == [("9", MS)]
    assert sorted_index(people, "follow:aged") == [("9", 0)]
    assert sorted_index(people, "activity") == sorted_index(people, "activity:aged") == []


def test_relation_with_another_age_moves_in_every_sorted_index(people):
    times = {"last_follow_time": "2018-06-01T10:00:00", "last_activity_time": "2018-06-01T10:00:00"}
    people.load([("relation", {**PAIR, **times, "expedted_pr": 5})]).done()
    people.load([("relation", {**PAIR, "create_date": "2018-05-02T10:00:00"})]).done()
    member = relation(people, "member").encode()
    assert member == b"%08xA9a" % (MS // 1000 - 30 * 86400)
    for name in ("created", "expected_pr", "follow", "activity", "follow:aged", "activity:aged"):
        assert people.redis("ZRANGE", f"rels:{WORLD}:{name}", 0, -1) == [member], name
    assert sorted_index(people, "follow") == [("9", MS)] and sorted_index(people, "expected_pr") == [("9", 5)]


def test_relation_keeps_what_a_line_leaves_out_and_clears_what_is_empty(people):
    people.load([("relation", {**PAIR, "mem": "x", "company": "y", "birthday": "2018-6-1"})]).done()
    assert relation(people, "birthday") == "2018-06-01"
    people.load([("relation", {**PAIR, "mem": "", "birthday": ""})]).done()
    assert [relation(people, name) for name in ("memo", "company", "birthday")] == [None, "y", None]
    assert relation(people, "member").startswith(f"{MS // 1000 - 31 * 86_400:08x}")


def test_relation_with_another_source_moves_in_every_sorted_index(people):
    times = {"last_follow_time": "2018-06-01T10:00:00", "last_activity_time": "2018-06-01T10:00:00"}
    people.load([("relation", {**PAIR, **times, "expedted_pr": 5})]).done()
    people.load([("relation", {**PAIR, "source": 4})]).done()
    member = relation(people, "member").encode()
    assert member.endswith(b"A9d") and relation(people, "source") == "4"
    for name in ("created", "expected_pr", "follow", "activity", "follow:aged", "activity:aged"):
        assert people.redis("ZRANGE", f"rels:{WORLD}:{name}", 0, -1) == [member], name
    people.load([("relation", {**PAIR, "mem": "x"})]).done()
    assert relation(people, "member").encode() == member


def summary(store):
    """The texts of the summary of the pair, None when it has none."""
    bytes_, texts = store.redis("HGET", f"summaries:{WORLD}", "9"), []
    while bytes_:
        size = struct.unpack(">H", bytes_[:2])[0]
        texts.append(bytes_[2 : 2 + size].decode())
        bytes_ = bytes_[2 + size :]
    return texts or None


def test_summary_follows_the_relation(people):
    people.load([("relation", {**PAIR, "mem": "not on it"})]).done()
    assert summary(people) is None
    people.load([("relation", {**PAIR, "username": "张" * 20, "article_id": 7, "title": "t"})]).done()
    assert summary(people) == ["张" * 20, "", "7", "t", ""]
    people.load([("relation", {**PAIR, "username": "", "title": "", "memo_name": "老", "expected_time": "2018-06-14"})]).done()
    assert summary(people) == ["", "2018-06-14", "7", "", "老"]


def test_relation_times_never_go_back(people):
    people.load([("relation", {**PAIR, "last_follow_time": "2018-06-01T10:00:00"})]).done()
    people.load([("relation", {**PAIR, "last_follow_time": "2018-05-01T10:00:00"})]).done()
    assert sorted_index(people, "follow") == [("9", MS)]


def message(send_type, when, msg="a"):
    return ("message", {**PAIR, "send_type": send_type, "content": {"info_type": 1, "msg": msg}, "create_date": when})


def test_messages_are_counted_and_move_the_times(people):
    people.load([message(2, "2018-06-01T10:00:00"), message(1, "2018-06-01T10:00:01"), message(1, "2018-05-01")]).done()
    rows = people.redis("LRANGE", f"msgs:{WORLD}:9", 0, -1)
    assert [struct.unpack(">II", row[:8]) for row in rows] == [(1, 0), (2, 1), (3, 2)]
    assert relation(people, "sent") == "2"
    assert sorted_index(people, "activity") == [("9", MS)] and sorted_index(people, "follow") == [("9", MS + 1000)]
    assert people.redis("ZRANGE", f"chats:{WORLD}", 0, -1, "WITHSCORES") == [b"9", str(MS + 1000).encode()]


def test_cursor_goes_forward_only_and_not_past_the_last_message(people):
    cursor = {**PAIR, "side": "customer"}
    people.load([message(1, "2018-06-01"), message(2, "2018-06-02"), ("read_cursor", {**cursor, "id": 99})]).done()
    assert (relation(people, "read_c"), relation(people, "seen_c")) == ("2", "1")
    people.load([("read_cursor", {**cursor, "id": 1})]).done()
    assert relation(people, "read_c") == "2" and relation(people, "read_u") is None


def test_alike_messages_of_a_file_are_all_kept(people):
    people.load([message(1, "2018-06-01")] * 3).done()
    people.load([message(1, "2018-06-01")] * 4).done()
    assert people.redis("LLEN", f"msgs:{WORLD}:9") == 4


def action(number, hour, customer=9):
    when = f"2018-06-01T{hour:02}:00:00"
    return ("action", {"user_id": 1, "customer_id": customer, "action": number, "remark": f"{hour}", "create_date": when})


def log(store):
    return [row[29:].decode() for row in store.redis("LRANGE", f"log:{WORLD}", 0, -1)]


def index(store, name):
    return [int(row) for row in store.redis("LRANGE", f"log:{WORLD}:{name}", 0, -1)]


def test_actions_are_kept_by_time_whatever_order_they_come_in(people):
    people.load([("relation", {"user_id": 1, "customer_id": 10})]).done()
    people.load([action(1, 8), action(2, 4, 10), action(1, 6)]).done()
    people.load([action(2, 7), action(1, 3, 10), action(3, 9), action(1, 5)]).done()
    assert log(people) == ["3", "4", "5", "6", "7", "8", "9"]
    assert index(people, "c:10") == [1, 2] and index(people, "c:9") == [3, 4, 5, 6, 7]
    assert index(people, "a:1") == [1, 3, 4, 6] and index(people, "a:2") == [2, 5] and index(people, "a:3") == [7]
    assert dict(sorted_index(people, "activity")) == {"9": MS - 3_600_000, "10": MS - 6 * 3_600_000}


def test_many_actions_backwards_end_up_by_time(people):
    """More than a batch, so that each batch goes before what the last one has left."""
    rows = [("action", {**PAIR, "action": 1, "create_date": f"2018-06-01T10:{n // 60:02}:{n % 60:02}.{m:03}"})
            for n in range(3000, 0, -1) for m in (1, 0)]
    people.load(rows).done()
    times = [row[:6] for row in people.redis("LRANGE", f"log:{WORLD}", 0, -1)]
    assert times == sorted(times) and len(times) == 6000
    assert index(people, "c:9") == index(people, "a:1") == list(range(1, 6001))


def test_action_without_remark_gets_the_one_of_its_kind(people):
    people.load([("action", {**PAIR, "action": 1})]).done()
    assert log(people) == ["查看了您的名片"]


def test_notes_are_kept_by_time(people):
    rows = [("follow_info", {**PAIR, "follow_info": str(day), "create_date": f"2018-06-0{day}"}) for day in (2, 3, 1)]
    people.load(rows).done()
    assert [row[14:] for row in people.redis("LRANGE", f"notes:{WORLD}:9", 0, -1)] == [b"1", b"2", b"3"]
    assert sorted_index(people, "follow") == [("9", MS - 36_000_000 + 2 * 86_400_000)]


def test_phrases_without_id_take_the_next_one_once(people):
    rows = [("follow_language", {"user_id": 1, "custom_language": text}) for text in ("a", "b", "a")]
    people.load([("follow_language", {"user_id": 1, "custom_language": "x", "id": 5}), *rows]).done()
    words = people.redis("HGETALL", f"phrases:{WORLD}")
    assert dict(zip(words[::2], words[1::2])) == {b"5": b"x", b"6": b"a", b"7": b"b"}


def test_customer_tag_goes_to_the_list_of_the_tags_company(people):
    tags = [("tag", {"id": 1, "name": "stock"}), ("tag", {"id": 2, "name": "own", "company_id": 3})]
    rows = [("customer_tag", {"customer_id": 9, "tag_id": number}) for number in (1, 2)]
    people.load([*tags, *rows, *rows]).done()
    words = people.redis("HGETALL", "tagged:9")
    assert dict(zip(words[::2], words[1::2])) == {b"0": b"1", b"3": b"1,2", b"version": b"2"}
