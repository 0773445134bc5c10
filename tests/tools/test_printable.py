# SPDX-License-Identifier: Apache-2.0
"""What others have written reaches no terminal as anything but text: no escape sequence, no forged row."""

import json
import os
import pty
import subprocess

import pytest

# ESC, newline, DEL, C1 (CSI), a right-to-left override, a separator
EVIL = "a\x1b[2J\n1\tforged\x7f\u009b2J\u202egpj.\u2028"
SHOWN = "a\\u001b[2J\\n1\\tforged\\u007f\\u009b2J\\u202egpj.\\u2028"
OBEYED = [chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x61C, 0x200E, 0x200F,
                                 *range(0x2028, 0x202F), *range(0x2066, 0x206A)) if chr(code) not in "\n\t"]


def harmless(text):
    assert not [letter for letter in OBEYED if letter in text], repr(text)
    return text


@pytest.fixture
def evil(store):
    """Everything that has a name has an evil one."""
    named = {"company": "name", "user": "username", "customer": "username", "tag": "name"}
    store.load([*[(kind, {"id": 1, field: EVIL}) for kind, field in named.items()],
                ("relation", {"user_id": 1, "customer_id": 1, "memo_name": EVIL})]).done()
    return store


@pytest.mark.parametrize("words", [["user"], ["customer"], ["company"], ["tag"], ["relation", "1"]])
def test_list_has_a_row_for_each(evil, words):
    listed = harmless(evil.ctl(words[0], "list", *words[1:]).done())
    assert listed == f"1\t{SHOWN}\n"


@pytest.mark.parametrize("kind, field", [("user", "username"), ("customer", "username"), ("company", "name"),
                                         ("tag", "name"), ("relation", "memo_name")])
def test_show_is_one_line_of_the_same_json(evil, kind, field):
    shown = harmless(evil.ctl(kind, "show", *[1] * (1 + (kind == "relation"))).done())
    assert shown.count("\n") == 1 and json.loads(shown)[field] == EVIL


def test_export_is_escaped_on_a_terminal_alone(evil):
    assert EVIL.replace("\n", "\\n").replace("\x1b", "\\u001b").replace("\t", "\\t") in evil.ctl("export").done()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(evil.command("export"), env=evil.environment, stdout=theirs)
    os.close(theirs)
    text = b""
    try:
        while piece := os.read(ours, 65536):
            text += piece
    except OSError:  # the end, of a terminal
        pass
    os.close(ours)
    assert process.wait() == 0
    lines = text.decode().replace("\r\n", "\n").splitlines()
    assert len(lines) == 5 and json.loads(lines[0])["name"] == EVIL
    harmless("\n".join(lines))


def test_bad_lines_of_an_import(store):
    lines = [json.dumps({"type": "robot\x7f\u009b\u202e"}, ensure_ascii=False),
             json.dumps({"type": "company", "id": 1, "name": "a", "b\u009b2J": 1}, ensure_ascii=False)]
    err = harmless(store.load(lines).err)
    assert err == ('line 1: type: there is no type "robot\\u007f\\u009b\\u202e"\nline 2: b\\u009b2J: unknown field\n'
                   "leidactl: 2 bad lines, nothing imported\n")


def test_faults_of_a_command_line(store):
    err = harmless(store.ctl("company", "add", "name=a", "b\x1b\n=1").err)
    assert err == "leidactl: company: b\\u001b\\n: unknown field\n"
    assert "'\\u001b[2J' is" in harmless(store.ctl("company", "add", "\x1b[2J").err)


def test_findings_of_check(people):
    people.redis("ZADD", "rels:{u:1}:\x1b[2J\nforged", 0, "x\x1b\n")
    found, _ = harmless(people.ctl("check").out).splitlines()
    assert found == ("rels:{u:1}:\\u001b[2J\\nforged: no relation has its entry x\\u001b\\n: can be repaired")


def test_bytes_that_are_not_utf8(people):
    people.redis("RPUSH", b"notes:{u:1}:9", b"\xff\x1b")
    people.redis("ZADD", "rels:{u:1}:created", 0, b"\xff\x1b[2J")
    result = people.ctl("relation", "list", 1)
    assert result.code == 1 and "'\\u00ff\\u001b[2J' is damaged" in harmless(result.err)


def test_tokens(people):
    people.redis("SET", "cred:u:1", "1t\x1b[2J")
    assert people.ctl("token", "issue", "user", 1).done() == "t\\u001b[2J\n"
