# SPDX-License-Identifier: Apache-2.0
"""An innocent client beside each attack: it is answered every time, on kept connections and on new ones. How much
slower is told, not asserted: attacker and gateway share this machine."""

import http.client
import time
from dataclasses import dataclass

import pytest
from harness.client import Client
from harness.records import World
from siege import assaults

ALONE = 1.5  # seconds, and likewise:
WARM = 0.3
SHORT = 1.5
LONG = 8
PACE = 0.002  # between two requests
NEW_EVERY = 10  # requests, after which a connection of its own is tried
HEAD = f"{'':18}{'answered':>9}{'refused':>9}{'p50 ms':>9}{'p99 ms':>9}{'times alone':>13}"


@dataclass(frozen=True)
class Target:
    """What the attackers know: where it is, and one customer's credentials."""

    address: tuple
    client: Client
    write: str
    page: tuple


@dataclass
class Told:
    """How the innocent client fared."""

    times: list
    refused: list

    def share(self, part):
        return sorted(self.times)[int(len(self.times) * part)] * 1000

    def row(self, name, alone):
        middle, late = self.share(0.5), self.share(0.99)
        counts = f"{len(self.times):>9}{len(self.refused):>9}"
        return f"{name:18}{counts}{middle:>9.2f}{late:>9.2f}{late / alone.share(0.99):>13.1f}"


@pytest.fixture
def stack(new_stack):
    """The attackers' address has the limits of any other, the innocent one asks more often than those allow."""
    limits = {"LEIDA_EXEMPT_ADDRESSES": "127.0.0.1", "LEIDA_CONNECTIONS_PER_ADDRESS": "150", "LEIDA_LOG_ACCESS": "0"}
    return new_stack(settings={"gateway": limits})


def ask(client, seconds):
    """Requests at a pace; the first moments do not count."""
    told, began, number = Told([], []), time.monotonic(), 0
    while (moment := time.monotonic()) < began + WARM + seconds:
        number += 1
        if number % NEW_EVERY == 0:
            client.close()
        try:
            answer = client.get("/tongxunlu")
            status = answer.status
        except (OSError, http.client.HTTPException) as error:
            status = repr(error)
        if status != 200:
            told.refused.append(status)
        if moment > began + WARM:
            told.times.append(time.monotonic() - moment)
        time.sleep(PACE)
    return told


def beside_all(stack, show, seconds):
    innocent = World(stack).pair()
    pair = World(stack).pair()
    for _ in range(30):
        pair.staff_says("x" * 30_000).done()
    target = Target((pair.staff.host, int(pair.staff.port)), pair.staff, "/chat/send_msg/0",
                    ("/chat", {"customer_id": pair.customer.id, "length": 30}))
    alone = ask(innocent.staff, ALONE)
    lines, refused = [HEAD, alone.row("alone", alone)], {}
    for assault in assaults.ASSAULTS:
        with assaults.under(assault, target):
            told = ask(innocent.staff, seconds)
        lines.append(told.row(assault.__name__, alone))
        if told.refused:
            refused[assault.__name__] = told.refused[:5]
    show("\n".join(lines))
    assert not refused


def test_innocent_client_is_answered_beside_every_attack(stack, show):
    beside_all(stack, show, SHORT)


@pytest.mark.long
def test_innocent_client_is_answered_beside_long_attacks(stack, show):
    beside_all(stack, show, LONG)
