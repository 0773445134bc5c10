# SPDX-License-Identifier: Apache-2.0
"""Pages that read only when they are told to, while a network loses everything, silently. Who is cut off cannot be told anything:
for those pages the promise counts from the end of the cut, for all others from when a message was acknowledged.

On the far host are the first gateway and one chat instance, on the near one all else, and the pages."""

import time

import pytest
from harness.metrics import scrape, total
from kit import hosts
from kit.push_scene import Scene

BEAT = 1  # seconds, the shortest there is
SILENCE = 45 / 25 * BEAT

pytestmark = [pytest.mark.quiet, pytest.mark.skipif(bool(hosts.missing()), reason=hosts.missing())]


@pytest.fixture
def stack(request, net, new_stack):
    """A test's parameter for it are further settings of gateways."""
    near, far = f"tcp://{hosts.NEAR_STORE}:710", f"tcp://{hosts.FAR_SERVICE}:710"
    endpoints = {"chat-1": f"{near}1", "chat-2": f"{far}2", "crm": f"{near}3", "actionlog": f"{near}4"}
    store = {"LEIDA_REDIS": f"{hosts.NEAR_STORE}:6379", "LEIDA_ADMIN": f"{hosts.FAR}:0"}
    gateway = {
        "LEIDA_EXEMPT_ADDRESSES": "10.77.0.0/16", "LEIDA_UPSTREAM_CRM": endpoints["crm"], **getattr(request, "param", {}),
        "LEIDA_UPSTREAM_CHAT": f"{endpoints['chat-1']} {endpoints['chat-2']}", "LEIDA_UPSTREAM_ACTIONLOG": endpoints["actionlog"],
    }
    settings = {name: {"LEIDA_ENDPOINT": endpoint} for name, endpoint in endpoints.items()}
    settings["chat-2"] |= store
    settings["gateway"] = {**gateway, **store, "LEIDA_LISTEN": f"{hosts.FAR}:8000"}
    settings["gateway-2"] = {**gateway, "LEIDA_REDIS": f"{hosts.NEAR_STORE}:6379", "LEIDA_LISTEN": f"{hosts.NEAR}:8000",
                             "LEIDA_ADMIN": "127.0.0.1:0"}
    return new_stack(
        chat=2, gateways=2, settings=settings, wrappers={"gateway": net.far.prefix, "gateway-2": [], "chat-2": net.far.prefix},
        redis_options={"port": 6379, "bind": f"{hosts.NEAR_STORE} 127.0.0.1", "protected-mode": "no"},
    )


def cut_off(scene, net, between, readers, seconds):
    """True if one of the pages showed less than the others at the end of it."""
    with scene.away(readers), scene.talk():
        net.part(*between)
        time.sleep(seconds)
        missed = any(scene.is_behind(reader) for reader in readers)
        net.heal()
    scene.settle()
    return missed


@pytest.mark.parametrize("stack", [{"LEIDA_PUSH_BEAT": str(BEAT)}], indirect=True, ids=["beats"])
@pytest.mark.parametrize("cuts", [(4,), pytest.param((0.5, 1, 2, 4, 8, 16), marks=pytest.mark.long)])
def test_push_loses_nothing_when_pages_are_cut_off(stack, net, cuts):
    """They notice by the silence and connect anew; their gateway hears of everything meanwhile."""
    far, near = stack.gateways
    with Scene(stack, speak=[near.state["base_url"]], pinned=True, wait=1, silence=SILENCE) as scene:
        for seconds in cuts:
            assert cut_off(scene, net, (hosts.NEAR, hosts.FAR), scene.of(far), seconds)
        scene.finish()


def lost_instances(gateway):
    return total(scrape(gateway), "leida_push_syncs_total", reason="gone")


@pytest.mark.parametrize("cuts", [(4.5,), pytest.param((0.5, 1, 2, 4, 8, 16), marks=pytest.mark.long)])
def test_push_loses_nothing_when_a_gateway_is_cut_off_from_an_instance(stack, net, cuts):
    """The near gateway hears nothing of what the far instance does for the far gateway. Its pages are connected all the time:
    it is its own to have them read again."""
    far, near = stack.gateways
    with Scene(stack, speak=[far.state["base_url"]], pinned=True) as scene:
        for seconds in cuts:
            cut_off(scene, net, (hosts.NEAR, hosts.FAR_SERVICE), scene.of(near), seconds)
        assert lost_instances(near) > 0 and lost_instances(far) == 0
        scene.finish()
