# SPDX-License-Identifier: Apache-2.0
"""Adding, changing, enabling and disabling one record, without a file."""

import json
import subprocess

import pytest
from conftest import PAIR
from harness.waiting import PATIENCE


def record(store, *words):
    result = store.ctl(*words)
    assert result.code == 0, result
    return json.loads(result.out)


def test_add_takes_the_next_free_id(people):
    added = record(people, "customer", "add", "username=new", "phone=13800138000", "create_date=2018-05-01T10:00:00")
    assert added == {
        "type": "customer", "id": 11, "username": "new", "phone": "13800138000", "create_date": "2018-05-01T10:00:00",
        "enabled": True,
    }
    assert people.ctl("customer", "list").done().splitlines()[-1] == "11\tnew"
    assert len(people.ctl("token", "issue", "customer", 11).done()) == 33
    assert record(people, "company", "add", "name=b")["id"] == 4
    assert record(people, "tag", "add", "name=a", "company_id=4") == {"type": "tag", "id": 1, "name": "a", "company_id": 4}
    assert record(people, "user", "add", "username=b", "company_id=4", "token=t2", "enabled=false") == {
        "type": "user", "id": 2, "company_id": 4, "username": "b", "enabled": False,
    }


def test_add_behind_the_last_id_is_refused_and_writes_nothing(people):
    people.load([("company", {"id": 2**53 - 1, "name": "last"})]).done()
    result = people.ctl("company", "add", "name=b")
    assert result.code == 1 and "no id is left" in result.err
    assert people.ctl("company", "list").done().splitlines()[-1] == f"{2**53 - 1}\tlast"


def test_add_of_a_person_names_the_command_that_prints_the_token(people):
    added = people.ctl("user", "add", "username=b", LEIDA_CTL="./leida ctl --data '/x'")
    assert (added.code, added.err) == (0, "leidactl: `./leida ctl --data '/x' token issue user 2` prints its token\n")
    assert people.ctl("customer", "add", "username=b").err == "leidactl: `leidactl token issue customer 11` prints its token\n"
    assert people.ctl("company", "add", "name=b").err == people.ctl("relation", "add", 2, 11).err == ""


def test_add_takes_an_id_that_is_given_once(people):
    assert record(people, "user", "add", "id=70", "username=b")["id"] == 70
    assert record(people, "user", "add", "username=c")["id"] == 71
    before = people.ctl("export").done()
    result = people.ctl("user", "add", "id=1", "username=b")
    assert (result.code, result.err) == (1, "leidactl: user 1 is there already\n")
    assert people.ctl("export").done() == before


def test_add_passes_over_an_id_that_is_taken_but_not_listed(people):
    people.redis("ZREM", "ids:customer", 10)
    assert record(people, "customer", "add", "username=new")["id"] == 11


def test_adds_at_once_take_ids_of_their_own(people):
    words = people.command("customer", "add", "username=x")
    running = [subprocess.Popen(words, env=people.environment, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    ids = [json.loads(process.communicate(timeout=60 * PATIENCE)[0])["id"] for process in running]
    assert sorted(ids) == list(range(11, 19))


def test_change_touches_the_named_fields_alone(people):
    whole = {"id": 9, "username": "a", "headimgurl": "h.png", "phone": "1", "create_date": "2018-05-01T10:00:00"}
    people.load([("customer", {**whole, "token": "t"})]).done()
    changed = record(people, "customer", "change", 9, "username=b=c", "phone=")
    assert changed == {"type": "customer", **whole, "username": "b=c", "phone": "", "enabled": True}
    assert people.ctl("token", "issue", "customer", 9).done() == "t\n"
    assert record(people, "user", "change", 1, "position=经理")["position"] == "经理"


def test_relation_is_added_and_changed(people):
    added = record(people, "relation", "add", 1, 10, "source=4", "title=文章")
    assert (added["user_id"], added["customer_id"], added["source"], added["title"]) == (1, 10, 4, "文章")
    assert people.ctl("relation", "add", 1, 10).err == "leidactl: user 1 and customer 10 have a relation already\n"
    changed = record(people, "relation", "change", 1, 10, "expedted_pr=80%", "expected_time=2018-6-1")
    assert changed == {**added, "expedted_pr": 80, "expected_time": "2018-06-01"}
    assert people.ctl("check").code == 0


@pytest.mark.parametrize("kind, ident, key", [("user", 1, "u:1"), ("customer", 9, "c:9")])
def test_disable_and_enable(people, kind, ident, key):
    token = people.redis("GET", f"cred:{key}").decode()[1:]
    assert people.ctl(kind, "disable", ident).done() == ""
    assert people.redis("GET", f"cred:{key}").decode() == "0" + token
    assert record(people, kind, "show", ident)["enabled"] is False
    assert people.ctl(kind, "enable", ident).done() == ""
    assert people.redis("GET", f"cred:{key}").decode() == "1" + token
    assert record(people, kind, "show", ident)["enabled"] is True


def test_enable_makes_no_token(people):
    people.ctl("token", "revoke", "user", 1).done()
    result = people.ctl("user", "enable", 1)
    assert result.code == 1 and "user 1 has no token: leidactl token issue user 1 gives one" in result.err
    assert people.redis("GET", "cred:u:1") is None
    assert "enabled" not in record(people, "user", "show", 1)


REFUSED = {
    "required": (("user", "add"), "user: username: required"),
    "unknown": (("user", "change", 1, "name=x"), "user: name: unknown field"),
    "twice": (("user", "change", 1, "email=x", "email=y"), "user: email: given twice"),
    "id": (("user", "change", 1, "id=2"), "user: id: cannot be changed"),
    "pair": (("relation", "change", 1, 9, "user_id=2"), "relation: user_id: cannot be changed"),
    "value": (("relation", "change", 1, 9, "phone=1"), "relation: phone: must be a mainland mobile number, or empty"),
    "empty": (("user", "change", 1, "username="), "user: username: required"),
    "switch": (("user", "change", 1, "enabled=1"), "user: enabled: must be true or false"),
    "company": (("user", "add", "username=x", "company_id=9"), "user: company_id: no such company; `leidactl company add` makes one"),
    "superior": (("relation", "change", 1, 9, "superior=77"), "relation: superior: no such customer; `leidactl customer add` makes one"),
    "customer": (("relation", "add", 1, 77), "relation: customer_id: no such customer; `leidactl customer add` makes one"),
    "absent": (("user", "change", 7, "email=x"), "there is no user 7"),
    "absent_pair": (("relation", "change", 1, 10, "mem=x"), "user 1 and customer 10 have no relation"),
    "nobody": (("customer", "disable", 7), "there is no customer 7"),
}


@pytest.mark.parametrize("words, message", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_is_named_and_nothing_changed(people, words, message):
    before = people.ctl("export").done()
    result = people.ctl(*words)
    assert (result.code, result.out, result.err) == (1, "", f"leidactl: {message}\n")
    assert people.ctl("export").done() == before


def test_every_fault_is_named_at_once(people):
    result = people.ctl("customer", "add", "user_type=3", "foo=1", "enabled=no")
    assert len(result.err.splitlines()) == 3 and result.code == 1, result


WRONG = [
    ("user", "change"), ("user", "change", 1), ("user", "change", 1, "x"), ("user", "change", 1, "=x"), ("user", "enable"),
    ("user", "enable", 1, 2), ("user", "list", 1), ("company", "enable", 3), ("relation", "enable", 1, 9),
    ("relation", "add", 1), ("tag", "remove", 1), ("user", "add", "--force"), ("--force",), ("completion",), ("completion", "fish"),
]


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(map(str, words)))
def test_wrong_command_lines_are_refused(people, words):
    before = people.ctl("export").done()
    result = people.ctl(*words)
    assert result.code == 2 and result.err.endswith("; see leidactl --help\n") and result.out == "", result
    assert people.ctl("export").done() == before


def test_options_stand_anywhere(people):
    token = people.ctl("--scheme", "hmac", "token", "issue", "user", 1).done()
    assert people.ctl("token", "issue", "--scheme", "any", "user", 1).done() == token == "t1\n"
    assert people.ctl("--repair", "check").code == 0
    assert people.ctl("--user", 1, "export").done() == people.ctl("export", "--user", 1).done()
    file = people.folder / "bad.jsonl"
    file.write_text("{\n")
    assert people.ctl("import", "--skip-bad", file).code == people.ctl("--skip-bad", "import", file).code == 0
    nowhere = ("--redis", "unix:/no/such.sock")
    assert people.ctl(*nowhere, "user", "list").err == people.ctl("user", *nowhere, "list").err
    assert people.ctl("--help", "token").done() == people.ctl("token", "issue", "--help").done()
