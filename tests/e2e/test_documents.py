# SPDX-License-Identifier: Apache-2.0
"""The commands of the README and of docs/api.md, pasted into a shell one block after the other beside a running stack, and the answers that it
shows. Only what builds or starts something is left out: test_up.py starts the same stack, tests/compose the containers."""

import json
import os
import re
import subprocess

import pytest
from harness.stack import ROOT
from harness.waiting import PATIENCE

BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_HERE = re.compile(r"^(\./leida (up|test|check)|docker-compose)\b.*$", re.MULTILINE)


@pytest.fixture
def checkout(programs, tmp_path):
    """A folder that looks like a built checkout, with a stack of its own on var/; returns it and the base URL."""
    for name in ("leida", "tools"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "build" / "release").mkdir(parents=True)
    (tmp_path / "build" / "release" / "bin").symlink_to(programs.folder)
    supervisor = [programs.path("leida-stack")]
    environment = {**os.environ, "LEIDA_ROOT": str(tmp_path)}
    limit = 120 * PATIENCE
    subprocess.run([*supervisor, "up", "--port", "0", "--detach"], env=environment, check=True, timeout=limit)
    status = subprocess.run([*supervisor, "status", "--json"], env=environment, check=True, capture_output=True)
    yield tmp_path, json.loads(status.stdout)["base_url"]
    subprocess.run([*supervisor, "down"], env=environment, check=True, timeout=limit)


def shape(value):
    """The names and the types in an answer; code and msg as they are. Ids, times and counts differ from day to day."""
    if isinstance(value, dict):
        return {name: item if name == "code" else shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


def run(block, folder, base_url):
    commands = NOT_HERE.sub("", block).replace("http://127.0.0.1:8000", base_url)
    return subprocess.run(
        ["sh", "-euc", commands], cwd=folder, capture_output=True, text=True, timeout=120 * PATIENCE, check=False
    )


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/api.md"])
def test_readme_commands_work_as_pasted(checkout, name):
    folder, base_url = checkout
    output = None
    answers = 0
    for kind, block in BLOCK.findall((ROOT / name).read_text()):
        if kind == "sh":
            result = run(block, folder, base_url)
            assert result.returncode == 0, f"{block}\n{result.stdout}{result.stderr}"
            output = result.stdout
        else:
            shown, real = json.loads(block), json.loads(output)
            assert (shape(real), real["msg"]) == (shape(shown), shown["msg"]), block
            answers += 1
    assert answers >= 3


def test_readme_says_the_same_in_both_languages():
    def blocks(name):
        return [re.sub(r" *#.*", "", block) for _, block in BLOCK.findall((ROOT / name).read_text())]

    assert blocks("README.md") == blocks("README.zh-CN.md")
