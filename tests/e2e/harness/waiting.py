# SPDX-License-Identifier: Apache-2.0
"""Waiting for a condition instead of sleeping a fixed time. LEIDA_PATIENCE stretches every limit (valgrind), and none is
so short that a machine that is busy with other things could exceed it."""

import os
import time

PATIENCE = float(os.environ.get("LEIDA_PATIENCE", "1"))
LEAST = 20  # seconds
LATE = 10 * PATIENCE  # seconds after which what was to come at once has not


def wait_until(condition, seconds, what):
    """The first true value of condition(); AssertionError naming `what` after so many (stretched) seconds, LEAST or more; 0:
    it is asked once."""
    deadline = time.monotonic() + (seconds and max(seconds, LEAST)) * PATIENCE
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.01)
