# SPDX-License-Identifier: Apache-2.0
"""A stack whose Redis is filled before its processes start."""

import base64
import json
import pathlib
import subprocess

import pytest
from harness.stack import ROOT, Stack

STORES = pathlib.Path(__file__).resolve().parent / "stores"


def pytest_addoption(parser):
    parser.getgroup("leida").addoption("--older", help="folder with the programs of an older build (mixed.py)")


class Upgrade(Stack):
    """Its Redis runs alone at first."""

    def restore(self, name):
        """Fills it with a store of an earlier build."""
        with self.probe() as redis:
            for line in (STORES / f"{name}.jsonl").read_text().splitlines():
                row = json.loads(line)
                redis.call("RESTORE", row["key"], 0, base64.b64decode(row["dump"]))

    def begin(self, *but):
        """Starts its processes but for services that run already, without waiting for them to be ready."""
        for process in self.services:
            if process.name not in but:
                process.start()
        for process in self.services:
            process.wait_state()
        self.gateway.start().wait_state()
        self.base_url = self.gateway.state["base_url"]

    def wait_ready(self):
        for process in self.processes:
            process.wait_ready()

    def redis_call(self, *words):
        with self.probe() as redis:
            return redis.call(*words)


@pytest.fixture
def upgrade(programs, tmp_path):
    """Makes such stacks, with the options of Stack; in the end each must stop without a fault."""
    stacks = []

    def make(**options):
        folder = tmp_path / f"stack{len(stacks)}"
        folder.mkdir()
        stacks.append(Upgrade(programs, folder, **options))
        stacks[-1].start_redis()
        return stacks[-1]

    yield make
    faults = [fault for stack in stacks for fault in stack.stop()]
    assert not faults, "\n".join(faults)


@pytest.fixture
def secrets(tmp_path):
    """The users of Redis that production has."""
    folder = tmp_path / "secrets"
    subprocess.run([ROOT / "ops/docker/make-secrets", folder], check=True, capture_output=True)
    return folder
