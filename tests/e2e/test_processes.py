# SPDX-License-Identifier: Apache-2.0
"""The processes themselves: what they cost at rest, what they log, how they start and stop (operations.md)."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time
import urllib.request

import pytest
from harness.process import cpu_ticks, http_status, memory_together, resident_memory
from harness.raw import RawConnection, request
from harness.records import World
from harness.waiting import wait_until

ROLES = ["gateway", "chat", "crm", "actionlog"]
MEGABYTE = 1024 * 1024


@pytest.fixture
def plain(programs):
    if not programs.are_plain():
        pytest.skip("memory and CPU of a wrapped or sanitized build say nothing")


def ticks_in_two_seconds(pids):
    before = sum(map(cpu_ticks, pids))
    time.sleep(2)  # the span that is measured
    return sum(map(cpu_ticks, pids)) - before


def test_idle_memory_and_cpu(plain, new_stack, capsys):
    """Four processes under 40 MB resident together (issue: Redis apart), and no CPU."""
    stack = new_stack()
    pair = World(stack).pair()
    pair.customer_says("x").done()
    pids = [process.pid for process in stack.processes]
    together, summed = memory_together(pids), sum(map(resident_memory, pids))
    ticks = min(ticks_in_two_seconds(pids) for _ in range(3))  # a tick that others began counts whole
    with capsys.disabled():
        sizes = f"{together / MEGABYTE:.1f} MB together, {summed / MEGABYTE:.1f} MB counting shared libraries four times"
        print(f" idle: {sizes}, {ticks} ticks of CPU in 2 s")
    assert together < 40 * MEGABYTE
    assert ticks <= 2


def test_logs_hold_no_secret(stack, pair):
    marks = {"content": "secretcontentmark", "memo": "secretmemomark", "phone": "13912345678"}
    pair.customer_says(marks["content"]).done()
    pair.staff_says(content=marks["content"]).invalid(content="invalid")
    fields = {"sex": 1, "mem": marks["memo"], "phone": marks["phone"]}
    pair.staff.post(f"/customer/update_information/{pair.customer.id}", fields).done()
    signed = pair.staff.credentials()
    pair.staff.get("/tongxunlu", credentials=signed).done()
    forged = {**signed, "rand_str": "0123456789abcdef" * 2}
    pair.staff.get("/tongxunlu", credentials=forged).refused(400)
    logs = stack.logs()
    secrets = [pair.staff.token, pair.customer.token, signed["rand_str"], forged["rand_str"], *marks.values()]
    assert [secret for secret in secrets if secret in logs] == []


def test_admin_addresses(stack):
    for process in stack.processes:
        url = process.state["admin_url"]
        statuses = [http_status(url + path) for path in ("/healthz", "/readyz", "/metrics", "/nothing")]
        assert statuses == [200, 200, 200, 404], process.name


def test_admin_survives_hostile_bytes(stack):
    for process in stack.processes:
        for data in (b"\0" * 100, b"GET", b"x" * 100_000, b"GET /healthz HTTP/9\r\n\r\n", request("POST", "/metrics")):
            with RawConnection(process.state["admin_url"]) as connection:
                connection.offer(data)
        assert http_status(process.state["admin_url"] + "/healthz") == 200


def calls_taken(process):
    with urllib.request.urlopen(process.state["admin_url"] + "/metrics") as answer:
        text = answer.read().decode()
    return sum(float(value) for value in re.findall(r"^leida_\w*calls_total(?:\{[^}]*\})? (\S+)$", text, re.M))


def test_all_chat_instances_are_used(new_stack):
    """--chat N: each takes part, even where one client asks one thing after the other."""
    stack = new_stack(chat=3)
    pair = World(stack).pair()
    before = [calls_taken(process) for process in stack.services[:3]]
    for _ in range(60):
        pair.staff_reads("/chat/query_num/0").done()
    taken = [calls_taken(process) - past for process, past in zip(stack.services[:3], before)]
    assert min(taken) > 0 and sum(taken) >= 60, taken  # more where one was slow, and another did its call


def run(programs, *words, environment=None):
    command = [str(programs.path(words[0])), *words[1:]]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=30, check=False, env={**os.environ, **(environment or {})}
    )


@pytest.mark.parametrize("role", ROLES)
def test_program_help_version_and_check(programs, role):
    program = f"leida-{role}"
    assert "--config" in run(programs, program, "--help").stdout
    assert re.search(r"\d+\.\d+\.\d+", run(programs, program, "--version").stdout)
    assert run(programs, program, "--check-config").returncode == 0


@pytest.mark.parametrize("role", ROLES)
def test_program_refuses_bad_configuration_with_code_2(programs, role, tmp_path):
    program = f"leida-{role}"
    file = tmp_path / "bad.zpl"
    file.write_text("no_such_key = 1\n")
    unknown = run(programs, program, "--config", str(file))
    assert unknown.returncode == 2 and "no_such_key" in unknown.stderr
    value = run(programs, program, environment={"LEIDA_LOG_LEVEL": "shouting"})
    assert value.returncode == 2 and "shouting" in value.stderr and "level" in value.stderr
    assert run(programs, program, "--config", str(tmp_path / "absent")).returncode == 2
    assert run(programs, program, "--no-such-option").returncode == 2


def test_check_tells_variables_that_no_program_knows(programs):
    checked = run(programs, "leida-chat", "--check-config", environment={"LEIDA_LOG_LEVLE": "info", "LEIDA_URL": "x"})
    assert (checked.returncode, checked.stderr) == (0, "leida-chat: LEIDA_LOG_LEVLE: warning: unknown variable\n")


def test_data_survives_a_restart_of_everything(new_stack):
    stack = new_stack()
    pair = World(stack).pair()
    pair.customer_says("kept").done()
    assert stack.stop() == []
    assert stack.redis.stop() == 0
    stack.start()
    pair = type(pair)(World(stack).client("user", pair.staff.id), World(stack).client("customer", pair.customer.id))
    assert [row["msg"] for row in pair.staff_reads().rows] == ["kept"]


def test_acknowledged_message_survives_a_kill_of_everything(new_stack):
    stack = new_stack()
    pair = World(stack).pair()
    for number in range(20):
        pair.customer_says(str(number)).done()
    for process in [*stack.processes, stack.redis]:
        process.kill()
    stack.start()
    pair = type(pair)(World(stack).client("user", pair.staff.id), World(stack).client("customer", pair.customer.id))
    assert [row["msg"] for row in pair.staff_reads().rows] == [str(number) for number in range(20)]


def test_service_gone_is_503_and_the_others_answer(new_stack):
    stack = new_stack()
    pair = World(stack).pair()
    stack.service("crm").stop()
    answer = pair.staff.get("/tongxunlu")
    answer.gateway_error(503)
    assert answer.code == 503 and int(answer.headers["Retry-After"]) >= 0
    pair.customer_says("x").done()
    stack.service("crm").start().wait_ready()
    wait_until(lambda: pair.staff.get("/tongxunlu").status == 200, 10, "the gateway to find crm again")


def test_redis_emptied_of_scripts_is_mended(new_stack):
    """NOSCRIPT is handled: after SCRIPT FLUSH every handler works again."""
    stack = new_stack()
    pair = World(stack).pair()
    pair.customer_says("x").done()
    with stack.probe() as redis:
        redis.call("SCRIPT", "FLUSH")
    pair.customer_says("y").done()
    assert json.loads(pair.staff_reads().body)["data"]["data_count"] == 2


def test_gateway_takes_as_many_files_as_it_may(new_stack):
    """Each connection is one, and processes usually start with 1,024."""
    stack = new_stack(wrappers={"gateway": ["prlimit", "--nofile=256:4096"]})
    limits = pathlib.Path(f"/proc/{stack.gateway.pid}/limits").read_text()
    assert re.search(r"Max open files +4096 +4096", limits)


@pytest.mark.parametrize("role", ROLES)
def test_hangup_ends_no_process(new_stack, role):
    """Not while it starts, either."""
    stack = new_stack()
    process = next(one for one in stack.processes if one.name.split("-")[0] == role)
    process.child.send_signal(signal.SIGHUP)
    World(stack).pair().customer_says("x").done()
    assert process.stop() == 0
    process.start()
    wait_until(lambda: blocks_hangup(process.pid), 10, "it to begin")
    process.child.send_signal(signal.SIGHUP)
    process.wait_ready()


def blocks_hangup(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"SigBlk:\s+(\w+)", status)[1], 16) & 1 << (signal.SIGHUP - 1)
