# SPDX-License-Identifier: Apache-2.0
"""Calls that come one after the other, without a pause, do not keep the gateway from looking after what it does not call."""

import signal
import time

from harness.process import http_status
from harness.records import World
from harness.waiting import PATIENCE

SPAN = 4  # seconds: an idle instance is asked after two, and suspect a quarter later


def test_idle_instance_that_hangs_is_noticed_beside_steady_calls(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1"}})
    pair = World(stack).pair()
    actionlog, ready = stack.service("actionlog"), stack.gateway.state["admin_url"] + "/readyz"
    pair.staff.get("/tongxunlu").done()
    actionlog.child.send_signal(signal.SIGSTOP)
    try:
        end = time.monotonic() + SPAN * PATIENCE
        while time.monotonic() < end:
            pair.staff.get("/tongxunlu").done()
        assert http_status(ready) == 503
    finally:
        actionlog.child.send_signal(signal.SIGCONT)
