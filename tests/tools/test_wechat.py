# SPDX-License-Identifier: Apache-2.0
"""`leidactl wechat` over what stands in Redis: what is kept and waits, what is wrong, and what was given up."""

import json
import time

import pytest

APP, CORP = "gzh:wx01", "qy:ww01:1000002"
EVIL = "a\x1b[2J\u202eb"


@pytest.fixture
def store(store):
    """An empty one, but that it bears the mark of its form."""
    store.ctl("company", "list").done()
    return store


def now():
    return int(time.time() * 1000)


def keep(store, family="token", name=APP, life=3_600_000, gen=3):
    store.redis("HSET", f"wx:{family}:{{{name}}}", "token", "secret-of-an-account", "expires_ms", now() + life, "gen", gen)


def hold(store, partition, life=10_000):
    store.redis("HSET", f"wx:lease:{{wx{partition}}}", "holder", "one", "number", 1, "till", now() + life)


def bury(store, partition=7, **fields):
    fields = {"p": "oSim_customer_0001", "r": "record", "w": "refused 47003", "k": "notice", **fields}
    words = [word for pair in fields.items() for word in pair]
    return f"{partition}-{store.redis('XADD', f'wx:dead:{{wx{partition}}}', '*', *words).decode()}"


def report(store, code=0):
    done = store.ctl("wechat", "check", "--json")
    assert (done.code, done.err) == (code, ""), done
    return json.loads(done.out)


def test_nothing_is_wrong_where_nothing_is(store):
    nothing = {"entries": 0, "oldest_seconds": None}
    assert report(store) == {"accounts": [], "in": nothing, "out": nothing, "dead": nothing, "partitions_held": 0, "wrong": []}


def test_check_tells_of_tokens_and_never_their_values(store):
    keep(store)
    keep(store, "ticket", gen=5)
    keep(store, "ticket", CORP)
    store.redis("SET", f"wx:token_lease:{{{APP}}}", "x")
    store.redis("SET", "wx:state:{abc}", "x")
    shown = store.ctl("wechat", "check").done()
    assert "secret-of" not in shown
    assert f"token {APP}: valid until 2" in shown and f"ticket {CORP}: valid" in shown
    found = {(one["kind"], one["account"]): (one["valid"], one["number"]) for one in report(store)["accounts"]}
    assert found == {("token", APP): (True, 3), ("ticket", APP): (True, 5), ("ticket", CORP): (True, 3)}


def test_a_token_that_is_long_over_is_wrong_and_a_ticket_is_not(store):
    keep(store, "ticket", life=-600_000)
    keep(store, name=CORP, life=-240_000)
    assert report(store)["wrong"] == []
    keep(store, life=-360_000)
    [wrong] = report(store, 1)["wrong"]
    assert wrong.startswith(f"the token of {APP} expired 6 minutes ago")


def test_a_key_that_is_none_of_the_services_is_wrong(store):
    store.redis("SET", "wx:token:{gzh:wx01}", "x")
    store.redis("HSET", "wx:ticket:{gzh:wx02}", "expires_ms", "-1", "gen", "x")
    keep(store, name=EVIL)
    shown = store.ctl("wechat", "check")
    assert shown.code == 1 and shown.out.count("as the service writes it") == 3, shown
    assert "\x1b" not in shown.out and "\u202e" not in shown.out


def test_a_key_of_the_wrong_kind_is_named(store):
    store.redis("SET", "wx:in:{wx3}", "x")
    done = store.ctl("wechat", "check")
    assert done.code == 1 and "wx:in:{wx3}" in done.out, done


def test_entries_need_somebody_who_works_on_them(store):
    store.redis("XADD", "wx:in:{wx3}", "*", "p", "x", "r", "y")
    assert report(store, 1)["wrong"] == ["1 entries of partition 3 have nobody who works on them: is the service up?"]
    hold(store, 3, life=-1)
    assert len(report(store, 1)["wrong"]) == 1
    hold(store, 3)
    found = report(store)
    assert found["in"]["entries"] == 1 and found["in"]["oldest_seconds"] < 60 and found["partitions_held"] == 1


@pytest.mark.parametrize("family, name", [("in", "inbound"), ("out", "outbound")])
def test_an_entry_that_waits_for_long_is_wrong(store, family, name):
    hold(store, 15)
    store.redis("XADD", f"wx:{family}:{{wx15}}", f"{now() - 420_000}-0", "p", "x", "r", "y")
    found = report(store, 1)
    assert found[family]["oldest_seconds"] in range(420, 480)
    assert found["wrong"] == [f"the oldest entry of the {name} queue has waited for 7 minutes"]


def test_what_was_given_up_is_listed(store):
    first, last = bury(store, 0), bury(store, 15, w=EVIL)
    [wrong] = report(store, 1)["wrong"]
    assert wrong.startswith("2 items are given up") and "wechat dead list" in wrong
    rows = [row.split("\t") for row in store.ctl("wechat", "dead", "list").done().splitlines()]
    assert [(row[0], row[1], row[2]) for row in rows] == [(first, "notice", "oSim_c"), (last, "notice", "oSim_c")]
    assert rows[0][5] == "refused 47003" and rows[1][5] == "a\\u001b[2J\\u202eb" and rows[0][3].startswith("20")


@pytest.mark.parametrize("minutes, age", [(0, "0m"), (59, "59m"), (61, "1h 1m"), (1440, "1d 0h"), (2945, "2d 1h"), (-10, "0m")])
def test_what_was_given_up_is_listed_with_its_age(store, minutes, age):
    store.redis("XADD", "wx:dead:{wx3}", f"{now() - minutes * 60_000 - 5000}-0", "p", "x", "r", "y", "w", "old", "k", "notice")
    [row] = [row.split("\t") for row in store.ctl("wechat", "dead", "list").done().splitlines()]
    assert row[1:3] == ["notice", "x"] and row[4:] == [age, "old"]


def test_a_long_list_is_listed_whole(store):
    ids = [bury(store, 4) for _ in range(1003)]
    assert [row.split("\t")[0] for row in store.ctl("wechat", "dead", "list").done().splitlines()] == ids


def test_retry_puts_it_back_once(store):
    item = bury(store)
    assert store.ctl("wechat", "dead", "retry", item).done() == ""
    [[_, fields]] = store.redis("XRANGE", "wx:out:{wx7}", "-", "+")
    assert fields == [b"p", b"oSim_customer_0001", b"r", b"record"]
    assert store.redis("XLEN", "wx:dead:{wx7}") == 0
    again = store.ctl("wechat", "dead", "retry", item)
    assert again.code == 1 and f"there is no dead item {item}" in again.err
    assert store.redis("XLEN", "wx:out:{wx7}") == 1


@pytest.mark.parametrize("last", ["18446744073709551615-18446744073709551615", "18446744073709551615-5"])
def test_retry_goes_behind_an_id_that_is_no_time(store, last):
    item = bury(store)
    store.redis("XADD", "wx:out:{wx7}", last, "p", "before", "r", "record")
    store.redis("HSET", "wx:later:{wx7}", f"out:{last}", "3 1795000000000")
    done = store.ctl("wechat", "dead", "retry", item)
    assert done.code == 0 and "got others" in done.err
    entries = store.redis("XRANGE", "wx:out:{wx7}", "-", "+")
    assert [fields[1] for _, fields in entries] == [b"before", b"oSim_customer_0001"]
    assert all(abs(int(name.split(b"-")[0]) - now()) < 60_000 for name, _ in entries)
    assert store.redis("HGETALL", "wx:later:{wx7}") == [b"out:" + entries[0][0], b"3 1795000000000"]
    assert store.redis("XLEN", "wx:dead:{wx7}") == 0


def test_retry_leaves_alone_what_is_no_item(store):
    identifier = store.redis("XADD", "wx:dead:{wx7}", "*", "x", "y").decode()
    done = store.ctl("wechat", "dead", "retry", f"7-{identifier}")
    assert done.code == 1 and "drop it" in done.err and store.redis("XLEN", "wx:dead:{wx7}") == 1
    assert store.ctl("wechat", "dead", "drop", f"7-{identifier}").done() == ""
    assert store.redis("XLEN", "wx:dead:{wx7}") == store.redis("XLEN", "wx:out:{wx7}") == 0


@pytest.mark.parametrize("word", ["16-1-0", "7-1", "7-x-0", "-1-1-0", "7-1-0-0", "7--0", "07-1-0", "7-1-"])
def test_an_id_is_read_whole(store, word):
    assert store.ctl("wechat", "dead", "retry", word).code == 2


def test_refresh_wants_a_token_that_is_kept(store):
    done = store.ctl("wechat", "refresh", APP)
    assert done.code == 1 and "no token of gzh:wx01 is kept" in done.err
    assert store.redis("EXISTS", f"wx:token:{{{APP}}}") == 0


@pytest.mark.parametrize("damage", [("SET", "x"), ("HSET", "token", "x", "gen", "nan"), ("HSET", "token", "x", "gen", "9007199254740993")])
def test_refresh_says_so_where_what_is_kept_is_no_token(store, damage):
    store.redis(damage[0], f"wx:token:{{{APP}}}", *damage[1:])
    done = store.ctl("wechat", "refresh", APP)
    assert done.code == 1 and "no token of gzh:wx01 is kept: the service gets one when it first needs it" in done.err


def test_refresh_asks_for_another_and_not_again_within_30_s(store):
    keep(store)
    assert f"token {APP}: number 3" in store.ctl("wechat", "refresh", APP).done()
    force, expires, token = store.redis("HMGET", f"wx:token:{{{APP}}}", "force", "expires_ms", "token")
    assert force == b"1" and int(expires) > now() and token == b"secret-of-an-account"
    done = store.ctl("wechat", "refresh", APP)
    assert done.code == 1 and "less than 30 s ago" in done.err
    store.redis("HSET", f"wx:token:{{{APP}}}", "forced_ms", now() - 30_001)
    store.ctl("wechat", "refresh", APP).done()


def test_refresh_forgets_that_of_wecom(store):
    keep(store, name=CORP)
    assert "WeCom" in store.ctl("wechat", "refresh", CORP).done()
    assert store.redis("HMGET", f"wx:token:{{{CORP}}}", "force", "expires_ms", "renew_ms", "gen") == [None, b"0", b"0", b"3"]


@pytest.mark.parametrize("word", ["wx01", "gzh:", "gzh:a:b", "qy:ww01", "qy::1", "gzh:a}b", "qy:a:b:c", "gzh:" + "a" * 300])
def test_refresh_takes_accounts_only(store, word):
    assert store.ctl("wechat", "refresh", word).code == 2


@pytest.mark.parametrize("words", [[], ["x"], ["check", "x"], ["dead"], ["dead", "list", "1"], ["dead", "drop"],
                                   ["refresh"], ["login-test"], ["login-test", "x"], ["refresh", APP, "--json"]])
def test_a_wrong_command_line_is_told(store, words):
    assert store.ctl("wechat", *words).code == 2


def test_login_test_says_that_nobody_answers(store):
    done = store.ctl("wechat", "login-test", "1", "--url", "http://127.0.0.1:1")
    assert done.code == 1 and "the gateway at http://127.0.0.1:1 does not answer" in done.err
