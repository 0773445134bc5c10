# SPDX-License-Identifier: Apache-2.0
"""Waiting for a condition instead of sleeping a fixed time. LEIDA_PATIENCE stretches every limit (valgrind)."""

import os
import time

PATIENCE = float(os.environ.get("LEIDA_PATIENCE", "1"))


def wait_until(condition, seconds, what):
    """The first true value of condition(); AssertionError naming `what` after so many (stretched) seconds."""
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.01)
