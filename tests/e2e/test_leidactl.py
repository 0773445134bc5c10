# SPDX-License-Identifier: Apache-2.0
"""leidactl as an administrator meets it (operations.md): import, tokens, call, list and show, demo."""

import json
import os
import re
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.records import NUMBERS, World, token_of


def imported(stack, lines, *options):
    texts = [line.decode(errors="surrogateescape") if isinstance(line, bytes) else line for line in lines]
    return stack.ctl("import", *options, "-", given="\n".join(texts) + "\n")


def line(kind, **fields):
    return json.dumps({"type": kind, **fields}, ensure_ascii=False)


def new_company():
    """A company, a staff user and a customer with ids of their own: (ids, their three lines)."""
    ident = next(NUMBERS)
    return ident, [
        line("company", id=ident, name=f"公司{ident}"),
        line("user", id=ident, company_id=ident, username="张聪", token=token_of("user", ident)),
        line("customer", id=ident, username="又胖了", token=token_of("customer", ident)),
    ]


def test_import_is_repeated_without_harm(stack, world):
    ident, lines = new_company()
    both = {"user_id": ident, "customer_id": ident}
    message = {"send_type": 2, "content": {"info_type": 1, "msg": "x"}, "create_date": "2018-06-02T10:00:00"}
    lines += [
        line("relation", **both, expedted_pr=20, create_date="2018-06-01T10:00:00"),
        line("message", **both, **message, msg_id="m1"),
        line("action", **both, action=9, remark="觉得靠谱", create_date="2018-06-02T10:00:00"),
        line("read_cursor", **both, side="user", id=1),
    ]
    staff = world.client("user", ident)

    def seen():
        paths = ("/tongxunlu", "/action/time", "/chat", "/chat/query_num/0", "/customer")
        return [staff.get(path, customer_id=ident).done() for path in paths]

    assert imported(stack, lines).returncode == 0
    before = seen()
    assert imported(stack, lines).returncode == 0
    assert seen() == before


BAD = {
    "no_json": ("{", "line 4"),
    "no_object": ("[]", "line 4"),
    "no_type": ('{"id":1}', "line 4: type: required"),
    "unknown_type": ('{"type":"robot","id":1}', "line 4: type"),
    "missing_field": ('{"type":"relation","user_id":1}', "line 4: customer_id: required"),
    "wrong_type": ('{"type":"customer","id":"x","username":"a"}', "line 4: id"),
    "id_zero": ('{"type":"customer","id":0,"username":"a"}', "line 4: id"),
    "id_too_big": ('{"type":"customer","id":9007199254740992,"username":"a"}', "line 4: id"),
    "bad_date": ('{"type":"relation","user_id":1,"customer_id":1,"create_date":"2018-02-30"}', "line 4: create_date"),
    "bad_choice": ('{"type":"relation","user_id":1,"customer_id":1,"source":5}', "line 4: source"),
    "bad_content": ('{"type":"message","user_id":1,"customer_id":1,"send_type":1,"content":[]}', "line 4: content"),
    "bad_utf8": (b'{"type":"customer","id":5,"username":"\xff"}', "line 4"),
    "nan": ('{"type":"customer","id":NaN,"username":"a"}', "line 4"),
    "field_twice": ('{"type":"customer","id":5,"id":6,"username":"a"}', "line 4"),
    "deep": ('{"type":"customer","id":5,"username":' + "[" * 5000 + "]" * 5000 + "}", "line 4"),
}


@pytest.mark.parametrize("bad, message", BAD.values(), ids=BAD.keys())
def test_import_names_the_bad_line_and_imports_nothing(stack, world, bad, message):
    ident, lines = new_company()
    result = imported(stack, [*lines, bad])
    assert result.returncode == 1 and message in result.stdout + result.stderr, result
    world.client("user", ident).get("/tongxunlu").refused(400, "token异常")


def test_import_names_every_bad_line(stack):
    result = imported(stack, ["{", line("company", id=1), "", "x"])
    text = result.stdout + result.stderr
    assert [f"line {number}" in text for number in (1, 2, 4)] == [True] * 3


def test_import_skip_bad_takes_the_rest(stack, world):
    ident, lines = new_company()
    result = imported(stack, [lines[0], "{", *lines[1:]], "--skip-bad")
    assert "line 2" in result.stdout + result.stderr
    world.client("user", ident).get("/tongxunlu").refused(302, "没有数据")


def test_import_of_an_absent_file_fails(stack):
    result = stack.ctl("import", "/no/such/file.jsonl")
    assert result.returncode == 1 and "/no/such/file.jsonl" in result.stderr


def test_token_issue_prints_one_that_works(stack, pair):
    for kind, client in (("user", pair.staff), ("customer", pair.customer)):
        result = stack.ctl("token", "issue", kind, client.id)
        assert result.returncode == 0, result.stderr
        client.token = result.stdout.split()[-1]
        client.get("/chat", customer_id=pair.customer.id, u_id=pair.staff.id).done()


def test_token_of_nobody_fails(stack):
    for subcommand in ("issue", "rotate", "revoke"):
        assert stack.ctl("token", subcommand, "user", 8_999_997).returncode == 1


def test_call_signs_and_prints_json(stack, pair):
    result = stack.ctl("call", "GET", "/zhugeleida/qiyeweixin/tongxunlu", "--as", f"user:{pair.staff.id}")
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert (answer["code"], answer["data"]["data_count"]) == (200, 1)


def test_call_tells_the_trace_id_when_asked_and_when_refused(stack, pair):
    words = ["call", "GET", "/zhugeleida/qiyeweixin/tongxunlu", "--as", f"user:{pair.staff.id}"]
    assert stack.ctl(*words).stderr == ""
    told = stack.ctl(*words, "--trace")
    assert re.fullmatch(r"X-Request-Id: [0-9a-f]{32}\n", told.stderr) and json.loads(told.stdout)["code"] == 200
    refused = stack.ctl(*words, "-d", "length=x")
    assert refused.returncode == 1 and re.fullmatch(r"X-Request-Id: [0-9a-f]{32}\n", refused.stderr)


def test_call_sends_fields(stack, pair):
    content = json.dumps({"info_type": 1, "msg": "用 = 和 & 也行"}, ensure_ascii=False)
    path = "/zhugeleida/gongzhonghao/chat/send_msg/0"
    words = ["call", "POST", path, "--as", f"customer:{pair.customer.id}"]
    result = stack.ctl(*words, "-d", f"u_id={pair.staff.id}", "-d", f"content={content}")
    assert result.returncode == 0 and json.loads(result.stdout)["msg"] == "send msg successful", result
    assert pair.staff_reads().rows[0]["msg"] == "用 = 和 & 也行"


@pytest.mark.parametrize("kind", ["user", "customer"])
def test_list_and_show(stack, pair, kind):
    ident = (pair.staff if kind == "user" else pair.customer).id
    listed, shown = stack.ctl(kind, "list"), stack.ctl(kind, "show", ident)
    assert listed.returncode == 0 and str(ident) in listed.stdout
    assert shown.returncode == 0 and str(ident) in shown.stdout
    assert (pair.staff if kind == "user" else pair.customer).token not in listed.stdout + shown.stdout
    assert stack.ctl(kind, "show", 8_999_997).returncode == 1


@pytest.mark.parametrize("kind", ["user", "customer"])
def test_disable_refuses_at_once_and_enable_takes_again(stack, pair, kind):
    client = pair.staff if kind == "user" else pair.customer
    asked = {"customer_id": pair.customer.id} if kind == "user" else {"u_id": pair.staff.id}
    for subcommand, code in (("disable", 400), ("enable", 200)):
        assert stack.ctl(kind, subcommand, client.id).returncode == 0
        assert client.get("/chat", **asked).code == code


def test_changes_show_at_once(stack, pair):
    pair.staff.get("/tongxunlu").done()
    assert stack.ctl("customer", "change", pair.customer.id, "username=改名").returncode == 0
    assert stack.ctl("relation", "change", pair.staff.id, pair.customer.id, "expedted_pr=75").returncode == 0
    row, = pair.staff.get("/tongxunlu").rows
    assert (row["customer_username"], row["expedted_pr"]) == ("改名", 75)
    added = stack.ctl("customer", "add", "username=新")
    ident = json.loads(added.stdout)["id"]
    assert stack.ctl("relation", "add", pair.staff.id, ident).returncode == 0
    assert [row["customer_id"] for row in pair.staff.get("/tongxunlu", customer_id=ident).rows] == [ident]


def test_relation_list_and_show(stack, pair):
    listed = stack.ctl("relation", "list", pair.staff.id)
    assert listed.returncode == 0 and str(pair.customer.id) in listed.stdout, listed
    shown = stack.ctl("relation", "show", pair.staff.id, pair.customer.id)
    assert shown.returncode == 0 and str(pair.customer.id) in shown.stdout, shown


def test_unknown_words_are_refused_with_help(stack):
    for words in ([], ["nothing"], ["token"], ["token", "issue", "robot", "1"], ["import"]):
        result = stack.ctl(*words)
        assert result.returncode == 2 and result.stderr, words
    assert "import" in stack.ctl("--help").stdout


def test_check_takes_nothing_that_goes_on_for_damage(new_stack):
    """While messages, acknowledgements, actions, cards and imports come in, no look at the store finds anything."""
    stack = new_stack()
    world = World(stack)
    pairs = [world.pair() for _ in range(3)]
    done = threading.Event()
    importing = threading.Lock()  # one import at a time is all that a store takes

    def work(pair):
        step = 0
        while not done.is_set():
            step += 1
            pair.customer_says(f"{step}").done()
            pair.staff_says(f"{step}").done()
            pair.staff_reads("/chat/getmsg/0").done()
            pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1 + step % 16}).done()
            card = f"/customer/update_expected_pr/{pair.customer.id}"
            pair.staff.post(card, {"expedted_pr": step % 101}).done()
            ident, lines = new_company()
            relation = line("relation", user_id=pair.staff.id, customer_id=ident, source=1 + step % 4, title="x")
            with importing:
                assert imported(stack, [*lines, relation]).returncode == 0
        return step

    with ThreadPoolExecutor(len(pairs)) as pool:
        workers = [pool.submit(work, pair) for pair in pairs]
        try:
            looks = [stack.ctl("check", *options) for options in [[], ["--repair"]] * 10]
        finally:
            done.set()
        assert all(worker.result() > 1 for worker in workers)
    for look in looks:
        assert look.returncode == 0 and look.stdout.endswith(" 0 findings, 0 of them repaired\n"), look.stdout


def test_demo_shows_something_on_every_route(new_stack):
    stack = new_stack()
    assert stack.ctl("demo").returncode == 0
    staff = World(stack).client("user", 1)
    issued = stack.ctl("token", "issue", "user", 1)
    staff.token = issued.stdout.split()[-1]
    contacts = staff.get("/tongxunlu", length=200).rows
    assert len(contacts) >= 5 and staff.get("/action/time").done()["data_count"] >= 10
    names = "".join(row["customer_username"] for row in contacts)
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in names) and any(letter >= "\U0001f000" for letter in names)
    kinds = set()
    for row in contacts:
        history = staff.get("/chat", customer_id=row["customer_id"]).done()
        kinds |= {message["info_type"] for message in history["ret_data"]}
        staff.get("/customer", customer_id=row["customer_id"]).done()
    assert kinds >= {1, 2, 3, 4}


def test_live_customers_are_seen_by_staff(new_stack):
    stack = new_stack()
    assert stack.ctl("demo").returncode == 0
    staff = World(stack).client("user", 1)
    staff.token = stack.ctl("token", "issue", "user", 1).stdout.split()[-1]
    before = staff.get("/action/time").done()["data_count"]
    command = [stack.programs.path("leidactl"), "demo", "--live", "--seed", "1", "--rate", "1200"]
    environment = {**os.environ, "LEIDA_REDIS": stack.redis_address, "LEIDA_URL": stack.base_url}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as live:
        try:
            seen = [live.stdout.readline() for _ in range(30)]
        finally:
            live.terminate()
        assert live.wait() == 0
    assert not [text for text in seen if "refused" in text]
    mine = [text for text in seen if "\u2192 \u5f20\u806a: " in text and "\u5199\u9053" not in text]
    assert staff.get("/action/time").done()["data_count"] - before >= len(mine) > 0
