# SPDX-License-Identifier: Apache-2.0
"""What operators do on a working day: restart every service, take chat instances in and out. No call fails."""

import socket

from harness.records import World
from harness.supervised import Supervised
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


def test_scale_chat_one_four_one(programs, tmp_path, show):
    """`leida scale` on a stack of `leida up`: an instance takes calls once it serves, and finishes what it has."""

    def scale(count):
        assert stack.run("scale", "chat", str(count)).returncode == 0
        chats = [process for process in stack.status()["processes"] if process["role"] == "chat"]
        wait_until(lambda: all(calls_taken(process["admin_url"]) > 0 for process in chats), 10, "all to be used")

    with Supervised(programs, tmp_path / "data") as stack:
        stack.up()
        with Load(World(stack)) as load:
            table = Table(f"--chat from 1 to 4 and back, {len(load.talkers)} clients", load.calls)
            for _ in range(2):
                table.fault("1 to 4 instances", lambda: scale(4))
                table.fault("4 to 1", lambda: scale(1))
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
