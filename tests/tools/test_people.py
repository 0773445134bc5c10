# SPDX-License-Identifier: Apache-2.0
"""Tokens, list, show, export of one staff user, demo, and the command line of leidactl."""

import json
import re

import pytest
from conftest import PAIR, PEOPLE, TESTS

ROOT = TESTS.parent


def credential(store, key):
    value = store.redis("GET", f"cred:{key}")
    return value and value.decode()


def test_import_makes_a_token_only_where_there_is_none(store):
    customer = ("customer", {"id": 9, "username": "a"})
    store.load([customer]).done()
    first = credential(store, "c:9")
    assert first[0] == "1" and len(first) == 33 and set(first[1:]) <= set("0123456789abcdef")
    store.load([customer]).done()
    assert credential(store, "c:9") == first


def test_import_enabled_stays_as_it_is_unless_given(store):
    customer = {"id": 9, "username": "a", "token": "t"}
    for given, stored in (({"enabled": False}, "0t"), ({}, "0t"), ({"enabled": True, "token": "u"}, "1u")):
        store.load([("customer", {**customer, **given})]).done()
        assert credential(store, "c:9") == stored


@pytest.mark.parametrize("kind, ident, key, token", [("user", 1, "u:1", "t1"), ("customer", 9, "c:9", "t9")])
def test_token_subcommands(people, kind, ident, key, token):
    assert people.ctl("token", "issue", kind, ident).done() == f"{token}\n"
    fresh = people.ctl("token", "rotate", kind, ident).done().strip()
    assert len(fresh) == 32 and credential(people, key) == f"1{fresh}"
    assert people.ctl("token", "revoke", kind, ident).done() == ""
    assert credential(people, key) is None
    again = people.ctl("token", "issue", kind, ident).done().strip()
    assert len(again) == 32 and again != fresh and credential(people, key) == f"1{again}"


def test_token_keeps_a_disabled_principal_disabled(people):
    people.load([("user", {"id": 1, "username": "a", "enabled": False})]).done()
    fresh = people.ctl("token", "rotate", "user", 1).done().strip()
    assert credential(people, "u:1") == f"0{fresh}"


def test_token_scheme_stays_until_another_is_asked_for(people):
    assert people.ctl("token", "issue", "user", 1, "--scheme", "hmac").done() == "t1\n"
    assert credential(people, "u:1") == "2t1"
    fresh = people.ctl("token", "rotate", "user", 1).done().strip()
    assert credential(people, "u:1") == f"2{fresh}"
    people.load([("user", {"id": 1, "username": "a", "enabled": False})]).done()
    assert credential(people, "u:1") == f"3{fresh}"
    people.load([("user", {"id": 1, "username": "a", "enabled": True})]).done()
    assert credential(people, "u:1") == f"2{fresh}"
    assert people.ctl("token", "issue", "user", 1, "--scheme", "any").done() == f"{fresh}\n"
    assert credential(people, "u:1") == f"1{fresh}"


@pytest.mark.parametrize(
    "words, message",
    [
        (("issue", "user", 1, "--scheme"), "--scheme needs a value"),
        (("issue", "user", 1, "--scheme", "md5"), "token: 'md5' is neither any nor hmac"),
        (("issue", "user", 1, "hmac"), "token: what is 'hmac'?"),
        (("revoke", "user", 1, "--scheme", "hmac"), "token: --scheme is for issue and rotate"),
    ],
)
def test_token_scheme_that_makes_no_sense_is_refused(people, words, message):
    result = people.ctl("token", *words)
    assert result.code == 2 and message in result.err
    assert credential(people, "u:1") == "1t1"


def test_scheme_of_a_record_is_kept_and_exported(store):
    for given, stored in ((("hmac", True), "2t"), (("hmac", False), "3t"), (("any", False), "0t"), (("any", True), "1t")):
        scheme, enabled = given
        line = {"id": 9, "username": "a", "token": "t", "scheme": scheme, "enabled": enabled}
        store.load([("customer", line)]).done()
        assert credential(store, "c:9") == stored
        exported, = store.export()
        assert exported.get("scheme", "any") == scheme and exported.get("enabled", True) == enabled
        store.redis("FLUSHALL")
        store.load([("customer", {"id": 9, "username": "a"}), ("customer", {**exported, "type": "customer"})]).done()
        assert credential(store, "c:9") == stored


def test_scheme_of_a_record_is_one_of_two(store):
    result = store.load([("customer", {"id": 9, "username": "a", "scheme": "md5"})])
    assert result.code == 1 and "line 1: scheme" in result.out + result.err


@pytest.mark.parametrize("subcommand", ["issue", "rotate", "revoke"])
def test_token_of_nobody_is_refused(people, subcommand):
    result = people.ctl("token", subcommand, "user", 9)
    assert (result.code, result.err) == (1, "leidactl: there is no user 9\n")
    assert credential(people, "u:9") is None


def test_call_without_a_token_says_so(people):
    people.ctl("token", "revoke", "user", 1).done()
    result = people.ctl("call", "GET", "/x", "--as", "user:1")
    assert result.code == 1 and result.err == "leidactl: user 1 has no token: leidactl token issue user 1 gives one\n"
    people.ctl("token", "revoke", "customer", 10).done()
    result = people.ctl("call", "GET", "/x", "--as", "customer:10", LEIDA_CTL="./leida ctl")
    assert "customer 10 has no token: ./leida ctl token issue customer 10 gives one\n" in result.err


def test_call_as_nobody_says_so(people):
    for who in ("user:7", "customer:7"):
        result = people.ctl("call", "GET", "/x", "--as", who)
        assert (result.code, result.err) == (1, f"leidactl: there is no {who.replace(':', ' ')}\n")


def test_list_marks_whose_requests_are_refused(people):
    people.ctl("user", "disable", 1).done()
    people.ctl("token", "revoke", "customer", 10).done()
    assert people.ctl("user", "list").done() == "1\t张聪\tdisabled\n"
    assert people.ctl("customer", "list").done() == "9\t又胖了\n10\t💗Rose\tno token\n"
    people.ctl("customer", "disable", 9).done()
    assert people.ctl("relation", "list", 1).done() == "9\t又胖了\tdisabled\n"
    people.ctl("user", "enable", 1).done()
    assert people.ctl("user", "list").done() == "1\t张聪\n"


def test_usage_is_told_under_the_name_that_was_called(store):
    assert store.ctl("nothing", LEIDA_CTL="./leida ctl").err == "leidactl: there is no subcommand 'nothing'; see ./leida ctl --help\n"


def test_list_and_show(people):
    assert people.ctl("user", "list").done() == "1\t张聪\n"
    assert people.ctl("customer", "list").done() == "9\t又胖了\n10\t💗Rose\n"
    assert people.ctl("company", "show", 3).done() == '{"type":"company","id":3,"name":"公司"}\n'
    assert people.ctl("user", "show", 1).done() == '{"type":"user","id":1,"company_id":3,"username":"张聪","enabled":true}\n'
    assert people.ctl("relation", "list", 1).done() == "9\t又胖了\n"
    assert '"create_date":"2018-05-01T10:00:00"' in people.ctl("relation", "show", 1, 9).done()
    assert people.ctl("tag", "list").done() == ""


ABSENT = [("user", "show", 7), ("tag", "show", 7), ("relation", "show", 1, 10), ("relation", "list", 7), ("export", "--user", 7)]


@pytest.mark.parametrize("words", ABSENT, ids=lambda words: " ".join(map(str, words)))
def test_what_is_not_there_is_refused(people, words):
    result = people.ctl(*words)
    assert result.code == 1 and result.err.startswith("leidactl: ") and result.out == "", result


def test_export_of_one_staff_user_has_what_belongs_to_them_alone(people):
    others = [
        ("company", {"id": 4, "name": "other"}),
        ("user", {"id": 2, "company_id": 4, "username": "b", "token": "t2"}),
        ("customer", {"id": 12, "username": "referrer", "token": "t12"}),
        ("tag", {"id": 1, "name": "stock"}),
        ("tag", {"id": 2, "name": "theirs", "company_id": 4}),
        ("customer_tag", {"customer_id": 9, "tag_id": 1, "company_id": 0}),
        ("customer_tag", {"customer_id": 9, "tag_id": 2, "company_id": 4}),
        ("relation", {"user_id": 2, "customer_id": 10}),
        ("relation", {**PAIR, "superior": 12}),
    ]
    people.load(others).done()
    rows = people.export("--user", 1)
    ids = sorted((row["type"], row["id"]) for row in rows if "id" in row)
    assert ids == [("company", 3), ("customer", 9), ("customer", 12), ("tag", 1), ("user", 1)]
    assert [row["company_id"] for row in rows if row["type"] == "customer_tag"] == [0]
    lines = people.ctl("export", "--user", 1).done()
    people.redis("FLUSHALL")
    people.load(lines.splitlines()).done()
    assert people.ctl("export", "--user", 1).done() == lines


def test_demo_twice_is_the_demo_once(store):
    first = store.ctl("demo")
    assert first.code == 0 and "public" in first.err
    before = store.ctl("export").done()
    assert store.ctl("demo").code == 0
    assert store.ctl("export").done() == before
    rows = store.export()
    assert {row["type"] for row in rows} >= {"tag", "customer_tag", "read_cursor", "follow_info", "follow_language"}
    assert {row["content"]["info_type"] for row in rows if row["type"] == "message"} == {1, 2, 3, 4, 5, 6}
    assert {row["action"] for row in rows if row["type"] == "action"} == set(range(1, 17))


def test_demo_stays_away_from_real_data(people):
    result = people.ctl("demo")
    assert (result.code, result.err) == (1, "leidactl: user 1 exists and is not the demo's: nothing loaded\n")


WRONG = [
    (), ("nothing",), ("token",), ("token", "make", "user", "1"), ("token", "issue", "robot", "1"), ("token", "issue", "user", "x"),
    ("import",), ("import", "a", "b"), ("export", "--all"), ("user",), ("user", "show"), ("relation", "list"), ("demo", "x"),
    ("call",), ("call", "PUT", "/x", "--as", "user:1"), ("call", "GET", "x", "--as", "user:1"), ("call", "GET", "/x"),
    ("call", "GET", "/x", "--as"), ("call", "GET", "/x", "--as", "user:1", "-d", "x"), ("call", "GET", "/x", "--as", "user:1", "--json"),
    ("user", "list", "--redis"), ("user", "list", "--redis", "nowhere"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_command_lines_are_refused(store, words):
    result = store.ctl(*words)
    assert result.code == 2 and result.err.endswith("; see leidactl --help\n") and result.out == "", result


def test_unknown_zone_is_refused(store):
    assert store.ctl("user", "list", LEIDA_ZONE="Nowhere/City").code == 2


def test_no_redis_is_a_failure_that_names_the_address(store):
    result = store.ctl("user", "list", "--redis", "unix:/no/such.sock")
    assert result.code == 1 and "unix:/no/such.sock" in result.err


def test_password_comes_from_the_first_line_of_a_file(people, tmp_path):
    file = tmp_path / "password"
    file.write_text("s3cret\nmore\n")
    with people.password("s3cret"):
        assert "NOAUTH" in people.ctl("user", "list").err
        assert people.ctl("user", "list", LEIDA_REDIS_PASSWORD=f"file:{file}").done()
        absent = people.ctl("user", "list", LEIDA_REDIS_PASSWORD="file:/no/such/file")
        assert absent.code == 2 and "cannot read file:/no/such/file" in absent.err


def test_help_of_every_subcommand(store):
    general = store.ctl("--help").done()
    for subcommand in store.ctl("completion", "bash").done().split("echo '")[1].split("'")[0].split():
        assert subcommand in general and f"leidactl {subcommand}" in store.ctl(subcommand, "--help").done().replace("likewise: ", "leidactl ")
    assert "/zhugeleida/qiyeweixin/tongxunlu" in store.ctl("call", "--help").done()
    assert "follow_language" in store.ctl("import", "--help").done()


def examples(text):
    return [line for line in text.splitlines() if line.startswith('{"type"')]


def test_help_of_import_shows_a_line_of_each_type(store):
    told = store.ctl("import", "--help").done()
    lines = examples(told)
    types = [json.loads(line)["type"] for line in lines]
    assert sorted(types) == sorted(re.findall(r"^  (\w+) +\w+\*?, .*$", told.split("The types and their fields")[1], re.M))
    store.load(lines).done()
    assert sorted(row["type"] for row in store.export()) == sorted(types)
    assert store.ctl("check").code == 0
    assert examples((ROOT / "docs/operations.md").read_text()) == lines


def test_times_are_of_the_zone(store):
    store.load(PEOPLE).done()
    shown = store.ctl("relation", "show", 1, 9, LEIDA_ZONE="UTC").done()
    assert '"create_date":"2018-05-01T02:00:00"' in shown
