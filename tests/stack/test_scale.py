# SPDX-License-Identifier: Apache-2.0
"""`leida scale chat N` while the stack runs."""

import os
import signal

import pytest
from conftest import wait_for


def chats(stack):
    return [process["name"] for process in stack.status()["processes"] if process["role"] == "chat"]


def listed(stack):
    return (stack.data / "run/upstream.chat").read_text().split()


def test_scale_adds_instances_that_are_ready_and_lists_them(stack):
    stack.up()
    assert listed(stack) == ["ipc://run/chat-1.sock"]
    result = stack.run("scale", "chat", "3")
    assert (result.returncode, result.stdout) == (0, "leida: 3 chat instances\n"), result.stderr
    assert chats(stack) == ["chat-1", "chat-2", "chat-3"]
    assert all(process["ready"] for process in stack.status()["processes"])
    assert listed(stack) == [f"ipc://run/chat-{number}.sock" for number in (1, 2, 3)]


def test_scale_takes_instances_away_and_starts_none_of_them_again(stack):
    stack.up("--chat", "3")
    kept = stack.process("chat-1")["pid"]
    assert stack.run("scale", "chat", "1").returncode == 0
    assert chats(stack) == ["chat-1"]
    assert stack.process("chat-1")["pid"] == kept
    assert sorted(stack.ended()) == ["chat-2", "chat-3"]
    assert listed(stack) == ["ipc://run/chat-1.sock"]
    assert sorted(path.name for path in (stack.data / "run").glob("chat-*")) == ["chat-1.conf", "chat-1.json"]
    assert stack.run("status").returncode == 0


def test_scale_there_and_back_uses_the_same_names(stack):
    stack.up()
    for count in (2, 1, 2):
        assert stack.run("scale", "chat", str(count)).returncode == 0
    assert chats(stack) == ["chat-1", "chat-2"]


@pytest.mark.parametrize("order", ["exit=1", "unready exit=3"])
def test_scale_that_fails_changes_nothing(stack, order):
    stack.up()
    stack.order("chat-3", order)
    result = stack.run("scale", "chat", "3")
    assert result.returncode == 1
    assert result.stderr == "leida: chat-3 ended before it was ready (see `leida logs`); nothing was changed\n"
    assert chats(stack) == ["chat-1"]
    assert listed(stack) == ["ipc://run/chat-1.sock"]


@pytest.mark.parametrize(("words", "message"), [
    (("chat", "0"), "leida: scale chat 0: must be a number from 1 to 64\n"),
    (("chat", "65"), "leida: scale chat 65: must be a number from 1 to 64\n"),
    (("chat", "x"), "leida: scale chat x: must be a number from 1 to 64\n"),
    (("crm", "2"), "leida: only chat can be scaled like this: leida scale chat N\n"),
    (("chat",), "leida: scale takes a service and a number: leida scale chat N\n"),
    ((), "leida: scale takes a service and a number: leida scale chat N\n"),
])
def test_scale_refuses_bad_words(stack, words, message):
    result = stack.run("scale", *words)
    assert (result.returncode, result.stderr.splitlines(keepends=True)[0]) == (2, message)


def test_scale_needs_a_stack(stack):
    result = stack.run("scale", "chat", "2")
    assert result.returncode == 1
    assert "no stack is up" in result.stderr


def test_scaled_instance_that_is_killed_runs_again(stack):
    stack.up()
    stack.run("scale", "chat", "2")
    before = stack.process("chat-2")["pid"]
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: stack.process("chat-2")["ready"] and stack.process("chat-2")["pid"] != before)
