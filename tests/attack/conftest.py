# SPDX-License-Identifier: Apache-2.0
"""The attack stands on the stacks and clients of the end-to-end tests (tests/conftest.py, tests/e2e/harness)."""

import pytest


@pytest.fixture
def show(capsys):
    """Prints past pytest's capture: the tables are for people."""

    def write(text):
        with capsys.disabled():
            print(f"\n{text}", flush=True)

    return write
