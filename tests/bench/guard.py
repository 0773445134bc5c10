# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions that each process spends on a request, alone in the system, under callgrind: a number that
does not depend on what else the machine does. `./leida bench --guard` compares it with guard.json."""

import json
import pathlib
import sys

import measure
import routes
from harness import callgrind
from harness.stack import Programs, Stack

RECORDED = pathlib.Path(__file__).resolve().parent / "guard.json"
BAND = 0.05
REQUESTS, ROUNDS = 100, 6  # the least counts: iterations of the loop that found nothing do not
GUARDED = {"send": ("send_msg", "chat"), "history page": ("history page of 20", "chat"),
           "contact page": ("tongxunlu, 10 rows", "crm")}


def _started(options, folder):
    """The stack with its data, gateway and services under callgrind."""
    roles = ("gateway", "chat", "crm")
    wrappers = {role: callgrind.wrapper(folder / f"{role}.callgrind") for role in roles}
    stack = Stack(Programs(options.bin), folder, settings={"gateway": {"LEIDA_THREADS": "1"}}, wrappers=wrappers)
    stack.start()
    stack.load(routes.records(customers=100, messages=100, actions=0))
    return stack


def count(options, folder):
    """Instructions per request by route and process."""
    stack = _started(options, folder)
    lines = {name: make() for name, _, make, _, _ in routes.ROUTES}
    processes = {"gateway": stack.gateway, "chat": stack.service("chat-1"), "crm": stack.service("crm")}
    found = {}
    try:
        for process in processes.values():
            callgrind.begin(process.pid)
        for title, (route, service) in GUARDED.items():
            line = lines[route][0]
            measure.insist(stack.base_url, line)
            for role in ("gateway", service):
                found[f"{title}: {role}"] = callgrind.instructions(
                    processes[role].pid, folder / f"{role}.callgrind",
                    lambda: measure.ask_all(stack.base_url, [line] * REQUESTS), ROUNDS) // REQUESTS
    finally:
        faults = stack.stop()
    assert not faults, faults
    return found


def check(options, folder):
    """0 when nothing costs more than it did, within the band. With options.record writes what it costs instead."""
    found = count(options, folder)
    if options.record:
        RECORDED.write_text(json.dumps(found, indent=1) + "\n")
    recorded = json.loads(RECORDED.read_text())
    code = 0
    for name, number in found.items():
        change = number / recorded[name] - 1
        verdict = "good" if abs(change) <= BAND else "FEWER: record it with --guard --record" if change < 0 else "MORE"
        print(f"{name}: {number} instructions a request, recorded {recorded[name]} ({100 * change:+.1f} %): {verdict}")
        if abs(change) > BAND:
            code = 1
    if code:
        print("leida: the cost of a request has changed", file=sys.stderr)
    return code
