# SPDX-License-Identifier: Apache-2.0
"""`leida up`: what it starts, what it says, what keeps it from starting."""

import json
import os
import signal
import subprocess

import pytest
from conftest import PROGRAM, ROOT, STOP_LIMIT, interrupt, is_running, wait_for


def test_up_detached_returns_once_all_is_ready(stack):
    assert stack.up("--chat", "3").returncode == 0
    assert stack.run("status").returncode == 0
    assert [p["name"] for p in stack.status()["processes"]] == ["chat-1", "chat-2", "chat-3", "crm", "actionlog", "gateway"]


def test_up_shows_how_to_call(stack):
    said = stack.up().stdout
    assert stack.status()["base_url"] in said
    assert "ctl" in said and "--as user:1" in said


def test_up_in_front_ends_on_ctrl_c_with_everything_stopped(stack):
    process = stack.up_in_front()
    pids = stack.pids()
    interrupt(process)
    assert process.wait(STOP_LIMIT) == 0
    assert not any(is_running(pid) for pid in pids)
    assert stack.ended()[0] == "gateway"


def test_up_in_front_streams_lines_with_the_names_of_processes(stack):
    process = stack.up_in_front()
    interrupt(process)
    _, lines = process.communicate(timeout=STOP_LIMIT)
    assert "chat-1: hello from stderr\n" in lines
    assert lines == stack.log()


def test_up_ends_when_its_terminal_goes_away(stack):
    process = stack.up_in_front()
    process.send_signal(signal.SIGHUP)
    assert process.wait(STOP_LIMIT) == 0


def test_up_refuses_a_second_stack_on_the_same_data(stack):
    stack.up()
    before = stack.pids()
    second = stack.up()
    assert second.returncode == 1
    assert f"already up on {stack.data}: {stack.status()['base_url']}" in second.stderr
    assert stack.pids() == before


def test_up_runs_side_by_side_with_another_stack(new_stack):
    one, other = new_stack("one"), new_stack("other")
    assert one.up().returncode == 0 and other.up().returncode == 0
    one.redis("set", "here", "one")
    assert other.redis("get", "here") == ""


def test_up_follows_a_supervisor_that_was_killed(stack):
    stack.up()
    old, supervisor = stack.pids(), stack.supervisor()
    os.kill(supervisor, signal.SIGKILL)
    wait_for(lambda: not is_running(supervisor))
    assert stack.up().returncode == 0
    assert not any(is_running(pid) for pid in old)


def test_up_fails_with_the_reason_when_a_process_ends(stack):
    stack.order("crm", "exit=2")
    failed = stack.up()
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == "leida: crm ended with exit code 2 before all was ready: giving up"
    assert "crm: giving up" in failed.stderr
    assert "stopping" not in failed.stderr
    assert stack.status()["processes"] == []


def test_up_in_front_fails_with_the_reason_last(stack):
    stack.order("crm", "exit=2")
    failed = stack.run("up", "--bin", stack.programs, "--port", "0")
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == "leida: crm ended with exit code 2 before all was ready: giving up"


def test_up_fails_at_once_with_the_reason_last_on_a_store_of_a_newer_build(stack):
    stack.up()
    stack.redis("set", "form", "99")
    failed = stack.up_again()
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == ("leida: the store is of form 99, newer than 2 of this build: "
                                              "run a build that knows it, or restore an older backup")
    assert "chat-1" not in failed.stderr


def test_up_writes_files_for_what_it_starts_alone(stack):
    stack.up("--chat", "3")
    stack.up_again()
    assert sorted(path.name for path in (stack.data / "run").glob("*.conf")) == \
        ["actionlog.conf", "chat-1.conf", "crm.conf", "gateway.conf", "media.conf", "redis.conf"]


def test_up_fails_when_a_program_is_missing(stack, programs):
    (programs / "leida-chat").unlink()
    failed = stack.up()
    assert failed.returncode == 1
    assert f"chat-1: cannot run {programs}/leida-chat: No such file" in failed.stderr


def test_up_is_not_done_while_a_process_is_not_ready(stack):
    stack.order("chat-1", "unready")
    up = subprocess.Popen(stack.command("up", "--bin", stack.programs, "--port", "0", "--detach"),
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: stack.status()["processes"] and stack.process("chat-1")["admin_url"])
    assert up.poll() is None and not stack.process("chat-1")["ready"]
    assert stack.run("down").returncode == 0
    assert up.wait(STOP_LIMIT) == 1
    assert "stopped before it was ready" in up.stderr.read()


def test_up_works_below_a_path_too_long_for_a_socket(new_stack):
    stack = new_stack("/".join(["x" * 40] * 4))
    assert stack.up().returncode == 0
    assert stack.process("redis")["socket"] == f"{stack.data}/run/redis.sock"
    assert stack.process("chat-1")["endpoint"] == f"ipc://{stack.data}/run/chat-1.sock"


def test_up_writes_nothing_that_others_may_read(stack):
    stack.up()
    written = [path for path in stack.data.rglob("*") if stack.data / "fake" not in path.parents]
    open_to_others = [path for path in written if path.name != "fake" and path.lstat().st_mode & 0o077]
    assert open_to_others == []


@pytest.mark.parametrize("words, message", [
    (["--port", "x"], "--port x: must be a number from 0 to 65535"),
    (["--port", "65536"], "--port 65536"),
    (["--chat", "0"], "--chat 0: must be a number from 1 to 64"),
    (["--json"], "leida up --help"),
    (["surplus"], "surplus"),
])
def test_up_refuses_a_bad_option(tmp_path, words, message):
    refused = subprocess.run([PROGRAM, "up", "--data", tmp_path / "none", *words], capture_output=True, text=True)
    assert refused.returncode == 2
    assert message in refused.stderr
    assert not (tmp_path / "none").exists()


def test_demo_is_loaded_once_into_a_fresh_store(stack):
    stack.up()
    assert "curl" in stack.up_again().stdout
    assert (stack.data / "fake/demo").read_text() == "unix:run/redis.sock\n"


def test_demo_is_not_loaded_when_refused(stack):
    said = stack.up("--no-demo").stdout
    assert "curl" not in said and "user:1" not in said
    assert "--as user:ID" in said and "import FILE.jsonl" in said
    assert "company add name=NAME" in said and "user add username=NAME company_id=ID" in said
    assert "curl" not in stack.up_again().stdout
    assert not (stack.data / "fake/demo").exists()


def test_demo_is_tried_again_after_a_start_that_failed(stack):
    stack.order("gateway", "exit=1")
    assert stack.up().returncode == 1
    stack.order("gateway", "")
    assert stack.up().returncode == 0
    assert (stack.data / "fake/demo").exists()


def test_demo_that_fails_is_tried_again_at_the_next_start(stack):
    stack.order("demo-fails", "")
    assert stack.up().returncode == 0
    stack.up_again()
    assert len((stack.data / "fake/demo").read_text().split()) == 2


def test_ctl_gives_leidactl_the_addresses_of_the_stack(stack, tmp_path):
    stack.up()
    shown = stack.run("ctl", "--bin", stack.programs, "call", "GET", "--as", "user:1", cwd=tmp_path)
    assert shown.stdout.split("\n") == [stack.status()["base_url"], "pages: ", str(tmp_path), "PONG", "call", "GET", "--as",
                                        "user:1", ""]


def test_ctl_tells_leidactl_where_the_pages_are(stack):
    """As leida.conf says; a variable comes before it, but that of the stack, not that of who asks."""
    stack.data.mkdir(exist_ok=True)
    (stack.data / "leida.conf").write_text('gateway\n    web\n        origin = "https://crm.example.com https://b.example"\n')
    stack.up()
    for environment in ({}, {"LEIDA_WEB_ORIGIN": "https://elsewhere.example"}):
        shown = stack.run("ctl", "--bin", stack.programs, "login-link", env={**os.environ, **environment})
        assert "pages: https://crm.example.com https://b.example\n" in shown.stdout


def test_ctl_reaches_redis_below_a_path_too_long_for_a_socket(new_stack):
    stack = new_stack("/".join(["x" * 40] * 4))
    stack.up()
    assert "PONG" in stack.run("ctl", "--bin", stack.programs, "token").stdout


def test_ctl_gives_help_when_nothing_is_up(stack):
    shown = stack.run("ctl", "--bin", PROGRAM.parent, "call", "--help")
    assert shown.returncode == 0 and "leidactl call" in shown.stdout


def test_ctl_prints_the_api_and_makes_keys_when_nothing_is_up(stack, tmp_path):
    shown = stack.run("ctl", "--bin", PROGRAM.parent, "openapi")
    assert (shown.returncode, shown.stderr) == (0, "") and json.loads(shown.stdout)["openapi"].startswith("3.1")
    made = stack.run("ctl", "--bin", PROGRAM.parent, "keygen", "host", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "") and (tmp_path / "host.secret").exists()


def test_ctl_refuses_when_nothing_is_up(stack):
    refused = stack.run("ctl", "--bin", stack.programs, "token")
    assert refused.returncode == 1
    assert "no stack is up" in refused.stderr


def test_ctl_gives_leidactl_the_name_it_is_called_by(stack, programs):
    stack.up()
    (programs / "leidactl").write_text('#!/bin/sh\nprintf %s "$LEIDA_CTL"\n')
    environment = {**os.environ, "LEIDA_ROOT": str(ROOT)}
    called = stack.run("ctl", "--bin", programs, "token", env=environment, cwd=programs).stdout
    assert called == f"{ROOT}/leida ctl --data {stack.data}"


def test_data_is_that_of_the_variable_unless_given(stack, new_stack):
    other = new_stack("other")
    stack.up()
    environment = {**os.environ, "LEIDA_DATA": str(stack.data)}
    shown = subprocess.run([PROGRAM, "status"], env=environment, capture_output=True, text=True)
    assert shown.returncode == 0 and f"\ndata      {stack.data}\n" in shown.stdout
    assert other.run("status", env=environment).stdout == f"nothing is up on {other.data}\n"
    down = subprocess.run([PROGRAM, "down"], env=environment, capture_output=True, text=True)
    assert (down.returncode, stack.run("status").returncode) == (0, 1)


def test_data_of_the_variable_is_named_in_commands_that_are_shown(stack, programs):
    command = [PROGRAM, "up", "--bin", programs, "--port", "0", "--detach"]
    said = subprocess.run(command, env={**os.environ, "LEIDA_DATA": str(stack.data)}, capture_output=True, text=True).stdout
    assert f"down --data {stack.data}" in said


@pytest.mark.parametrize("name", ["it's", "a b", "$HOME `x`", "\u6570\u636e", 'a"b\\c', "tab\there"])
def test_commands_that_are_shown_can_be_pasted(new_stack, name):
    stack = new_stack(name)
    said = stack.up().stdout
    (shown,) = [line.removeprefix("Stop it:").strip() for line in said.splitlines() if line.startswith("Stop it:")]
    environment = {**os.environ, "PATH": f"{stack.programs}:{os.environ['PATH']}"}
    (stack.programs / "leida").symlink_to(PROGRAM)
    stopped = subprocess.run(["bash", "-c", shown], env=environment, capture_output=True, text=True, timeout=120)
    assert (stopped.returncode, stopped.stdout) == (0, f"leida: stopped the stack on {stack.data}\n"), stopped.stderr


@pytest.mark.parametrize("words", [["status"], ["down"], ["scale", "chat", "2"], ["ctl", "check"]])
def test_folder_that_is_not_there_is_no_stopped_stack(stack, words):
    absent = stack.data / "absent"
    refused = subprocess.run([PROGRAM, words[0], "--data", absent, *words[1:]], capture_output=True, text=True)
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", f"leida: there is no folder {absent}\n")


def test_status_of_a_folder_that_is_not_there_stays_valid_json(stack):
    shown = subprocess.run([PROGRAM, "status", "--json", "--data", stack.data / "absent"], capture_output=True, text=True)
    assert shown.returncode == 1 and json.loads(shown.stdout)["processes"] == []


def test_stack_that_is_not_up_is_named_with_its_folder(stack):
    assert stack.run("status").stdout == f"nothing is up on {stack.data}\n"
    down = stack.run("down")
    assert (down.returncode, down.stdout) == (0, f"leida: no stack was up on {stack.data}\n")


def test_status_of_nothing_is_valid_json_and_exit_code_1(stack):
    shown = stack.run("status", "--json")
    assert shown.returncode == 1
    assert json.loads(shown.stdout) == {"base_url": None, "redis": None, "processes": []}
