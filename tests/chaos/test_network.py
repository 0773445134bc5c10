# SPDX-License-Identifier: Apache-2.0
"""The network between two hosts loses everything, silently: no connection is refused or reset. On the near host are the
gateway, Redis, crm, actionlog and one chat instance; on the far one two more."""

import time

import pytest
from harness.records import World
from harness.waiting import PATIENCE, wait_until
from kit import check, hosts
from kit.metrics import calls_taken
from kit.table import Table
from kit.talk import Load

CUT = 4.0  # seconds
WORST = 4.0  # that a call may take

pytestmark = [pytest.mark.quiet, pytest.mark.skipif(bool(hosts.missing()), reason=hosts.missing())]


@pytest.fixture
def stack(net, new_stack):
    names = ("chat-2", "chat-3")
    endpoints = {name: f"tcp://{hosts.FAR}:710{number}" for number, name in enumerate(names)}
    store = {"LEIDA_REDIS": f"{hosts.NEAR_STORE}:6379", "LEIDA_ADMIN": f"{hosts.FAR}:0"}
    near = f"tcp://{hosts.NEAR}:7100"
    return new_stack(
        chat=3,
        redis_options={"port": 6379, "bind": f"{hosts.NEAR_STORE} 127.0.0.1", "protected-mode": "no"},
        wrappers={name: net.far.prefix for name in names},
        settings={
            **{name: {**store, "LEIDA_ENDPOINT": endpoint} for name, endpoint in endpoints.items()},
            "chat-1": {"LEIDA_ENDPOINT": near},
            "gateway": {"LEIDA_UPSTREAM_CHAT": " ".join([near, *endpoints.values()])},
        },
    )


def rejoined(processes):
    """Waits until each of these takes calls again."""
    before = [(process, calls_taken(process.state["admin_url"])) for process in processes]
    wait_until(lambda: all(calls_taken(process.state["admin_url"]) > count + 10 for process, count in before), 10, "the far host to serve")


def run(stack, net, show, cuts, rounds=2):
    far = stack.services[1:3]
    with Load(World(stack)) as load:
        table = Table(f"network cut for {CUT:.0f} s, {len(load.talkers)} clients", load.calls)

        def cut(addresses):
            net.cut(*addresses)
            time.sleep(CUT)
            net.heal()
            for process in far:
                process.wait_ready()
            rejoined(far)

        for _ in range(rounds):
            for name, addresses in cuts.items():
                table.fault(name, lambda addresses=addresses: cut(addresses))
    show(table)
    assert check.faults(load) == []
    assert load.calls.failures == []
    assert load.calls.worst[0] < WORST * PATIENCE


def test_network_is_cut_between_hosts(stack, net, show):
    """All between the hosts; only what the far one says to the gateway: it does the work, and nobody hears of it."""
    run(stack, net, show, {"between the hosts": (hosts.NEAR, hosts.NEAR_STORE, hosts.FAR), "answers": (hosts.NEAR,)}, 1)


def test_network_is_cut_between_instances_and_redis(stack, net, show):
    """The far instances live, and cannot do anything."""
    run(stack, net, show, {"to Redis": (hosts.NEAR_STORE,)}, 1)
