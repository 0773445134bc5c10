# SPDX-License-Identifier: Apache-2.0
"""A stack that runs already, wherever: its address and its leidactl are all that is known of it."""

import json
import subprocess

import pytest

from .waiting import PATIENCE


class GivenStack:
    """The part of harness.stack.Stack that needs no process of its own. A test that asks for more is skipped."""

    def __init__(self, base_url, ctl):
        self.base_url = base_url
        self.command = ctl

    def __getattr__(self, name):
        pytest.skip(f"needs the {name} of a stack that the tests have started")

    def ctl(self, *words, given=""):
        """Runs leidactl; returns the finished process with its output as text."""
        return subprocess.run(
            [*self.command, *(str(word) for word in words)],
            input=given, capture_output=True, text=True, errors="surrogateescape", timeout=120 * PATIENCE, check=False,
        )

    def load(self, records):
        """Imports records and insists that it worked."""
        lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
        result = self.ctl("import", "-", given="\n".join(lines) + "\n")
        assert result.returncode == 0, f"leidactl import: {result.stdout}{result.stderr}"
