# SPDX-License-Identifier: Apache-2.0
"""A stack of the real processes as `leida up` runs them."""

import json
import subprocess

from .waiting import PATIENCE


class Supervised:
    """A stack that leida-stack (what ./leida calls) runs; the part of harness.stack.Stack that World needs. Once it was
    entered, it is down after the block."""

    def __init__(self, programs, folder):
        self.program = programs.path("leida-stack")
        self.data = folder
        self.base_url = None

    def __enter__(self):
        self.data.mkdir()
        return self

    def __exit__(self, *_):
        assert self.run("down").returncode == 0

    def run(self, *words):
        command = [self.program, words[0], "--data", self.data, *words[1:]]
        return subprocess.run(command, capture_output=True, text=True, timeout=60 * PATIENCE, check=False)

    def up(self, *words):
        result = self.run("up", "--port", "0", "--no-demo", "--detach", *words)
        assert result.returncode == 0, result.stdout + result.stderr
        self.base_url = self.status()["base_url"]

    def status(self):
        return json.loads(self.run("status", "--json").stdout)

    def load(self, records):
        file = self.data / "load.jsonl"
        file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
        result = self.run("ctl", "import", file)
        assert result.returncode == 0, result.stdout + result.stderr
