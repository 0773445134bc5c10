# SPDX-License-Identifier: Apache-2.0
"""What operators do on a working day: restart every service, take chat instances in and out. No call fails."""

import socket

from harness.records import World
from harness.waiting import wait_until
from kit import check, faults
from kit.metrics import calls_taken
from kit.table import Table
from kit.talk import Load


def end(load, table, show):
    show(table)
    assert check.faults(load) == []
    assert load.calls.failures == []


def test_rolling_restart(new_stack, show):
    """Each service in turn. Calls for those with one instance wait until it is back."""
    stack = new_stack(chat=3)
    with Load(World(stack)) as load:
        table = Table(f"rolling restart, twice, {len(load.talkers)} clients", load.calls)
        for process in stack.services * 2:
            table.fault(f"restart {process.name}", lambda process=process: faults.terminate(process))
    end(load, table, show)


def test_scale_chat_one_four_one(new_stack, tmp_path, show):
    """The gateway follows a file of endpoints; an instance is listed once it serves, and stopped once it is not."""
    file = tmp_path / "upstream.chat"

    def list_instances(processes):
        new = tmp_path / "upstream.new"
        new.write_text("".join(f"{process.environment['LEIDA_ENDPOINT']}\n" for process in processes))
        new.rename(file)

    file.write_text(f"ipc://{tmp_path}/stack0/chat-1.ipc")
    stack = new_stack(chat=4, settings={"gateway": {"LEIDA_UPSTREAM_CHAT": f"@{file}"}})
    first, *others = stack.services[:4]
    for process in others:
        process.stop()

    def join():
        for process in others:
            process.start().wait_ready()
        list_instances([first, *others])
        wait_until(lambda: all(calls_taken(process) > 0 for process in others), 10, "the new instances to be used")

    def leave():
        list_instances([first])
        for process in others:
            assert process.stop() == 0

    with Load(World(stack)) as load:
        table = Table(f"--chat from 1 to 4 and back, {len(load.talkers)} clients", load.calls)
        for _ in range(2):
            table.fault("1 to 4 instances", join)
            table.fault("4 to 1", leave)
    end(load, table, show)


def test_host_name_stands_for_its_address(new_stack):
    """Resolved off the loop: an instance that listens on TCP is found by name."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    stack = new_stack(settings={
        "crm": {"LEIDA_ENDPOINT": f"tcp://127.0.0.1:{port}"},
        "gateway": {"LEIDA_UPSTREAM_CRM": f"tcp://localhost:{port} tcp://no-such-name.invalid:1"},
    })
    World(stack).pair().staff.get("/tongxunlu").done()
    wait_until(lambda: "no-such-name.invalid" in stack.gateway.log(), 30, "the name that fails to be named in the log")
