# SPDX-License-Identifier: Apache-2.0
"""The commands of every document, pasted into a shell one block after the other beside a running stack, and the answers that
are shown below them. A block that cannot be run here says so behind its fence, with the reason: ```sh not run: REASON."""

import json
import re
import subprocess

import pytest
from harness.documents import documents, paste, shape
from harness.resp import Redis
from harness.stack import ROOT
from harness.waiting import PATIENCE

# As ./leida and its kin, but that nothing is installed or built: that has been done.
PROVIDED = "provide_packages() { :; }\nprovide_build() { :; }\n"
# What a block may be; a diagram has no kind.
KINDS = {"sh", "json", "sql", "http", "vectors", "zpl", "redis", "sentinel", "cron", "html", "text", ""}


def shells(document):
    return [block for block in document.blocks if block.kind == "sh"]


WITH_COMMANDS = [name for name, document in documents().items() if any(not block.reason for block in shells(document))]


@pytest.fixture
def checkout(programs, tmp_path):
    """A folder that looks like a built checkout, with a stack of its own on var/. Stacks that the commands start besides are
    stopped as well. Returns it, the base URL and what `up` printed."""
    for folder in ("tools/sh", "build/release"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("leida", "ops", "tools/sh/backup.sh"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "tools" / "sh" / "provide.sh").write_text(PROVIDED)
    (tmp_path / "build" / "release" / "bin").symlink_to(programs.folder)
    said = leida(tmp_path, "up", "--port", "0", "--detach")
    try:
        with Redis(tmp_path / "var" / "run" / "redis.sock") as redis:
            redis.call("CONFIG", "SET", "repl-diskless-sync-delay", 0)  # else a backup waits 5 s for more who want the same
        yield tmp_path, json.loads(leida(tmp_path, "status", "--json"))["base_url"], said
    finally:
        for data in tmp_path.glob("*/run"):
            leida(tmp_path, "down", "--data", data.parent)


def leida(folder, *words):
    result = subprocess.run([folder / "leida", *words], cwd=folder, capture_output=True, text=True, timeout=120 * PATIENCE,
                            check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_commands_work_as_pasted(checkout, name):
    folder, base_url, _ = checkout
    output = None
    for block in documents()[name].blocks:
        if block.kind == "sh" and not block.reason:
            output = paste(block, folder, base_url)
        elif block.kind == "json":
            assert output is not None, f"{block.place}: an answer to nothing"
            shown, real = json.loads(block.text), json.loads(output)
            assert (shape(real), real["msg"]) == (shape(shown), shown["msg"]), block.place


def test_readme_and_api_show_answers():
    for name, least in (("README.md", 3), ("README.zh-CN.md", 3), ("docs/api.md", 15)):
        assert sum(block.kind == "json" for block in documents()[name].blocks) >= least


def test_up_says_what_the_readme_shows(checkout):
    folder, base_url, said = checkout
    shown = [block.text for block in documents()["README.md"].blocks if block.note == "up"]
    assert len(shown) == 1
    said = said.replace(base_url, "http://127.0.0.1:8000").replace(str(folder), "/srv/leida")
    said = re.sub(r"(#/login/)\S+", r"\1…", said)
    assert said.strip().replace("./leida down\n", "./leida down, or Ctrl-C here\n") + "\n" == shown[0]


@pytest.mark.parametrize("name", documents())
def test_commands_are_in_blocks_that_are_known(name):
    document = documents()[name]
    for block in document.blocks:
        assert block.kind in KINDS, f"{block.place}: what is {block.kind!r}?"
        assert block.kind != "sh" or not block.note or block.reason, f"{block.place}: {block.note!r}"
    indented = [f"{name}:{number}" for number, line in document.lines if line.startswith("    ")]
    assert not indented, "a block without a fence is run by nobody"


@pytest.mark.parametrize("name", [name for name, document in documents().items() if shells(document)])
def test_commands_are_shell(name):
    for block in shells(documents()[name]):
        result = subprocess.run(["sh", "-n"], input=block.text, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, ""), block.place


def test_readme_says_the_same_in_both_languages():
    """Blocks but for their comments, headings by their number, links but for the one to the other language."""

    def facts(name):
        document = documents()[name]
        blocks = [re.sub(r" *#.*", "", block.text) for block in document.blocks]
        links = [link for link in document.links() if not link.startswith("README")]
        return blocks, links, len(document.anchors)

    assert facts("README.md") == facts("README.zh-CN.md")
