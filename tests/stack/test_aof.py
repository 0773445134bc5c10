# SPDX-License-Identifier: Apache-2.0
"""Damage that a power cut leaves in Redis' file: `up` says which command mends it, and that command does."""

import os
import subprocess

import pytest

from conftest import ROOT, wait_for


def is_rewritten(told):
    return "aof_rewrite_in_progress:0" in told and "aof_rewrite_scheduled:0" in told


@pytest.fixture(params=["data", "it's a $HOME"])
def filled(new_stack, request):
    """A stopped stack with two keys in its file: one older than a rewrite of it."""
    stack = new_stack(request.param)
    assert stack.up("--no-demo").returncode == 0
    stack.redis("set", "old", "1")
    stack.redis("bgrewriteaof")
    wait_for(lambda: is_rewritten(stack.redis("info", "persistence")))
    stack.redis("set", "new", "2")
    assert stack.run("down").returncode == 0
    return stack


def folder(stack):
    return stack.data / "redis/appendonlydir"


def last_file(stack):
    (found,) = folder(stack).glob("*.incr.aof")
    return found


def append(path, damage):
    with path.open("ab") as file:
        file.write(damage)


def command_of(failed):
    """What stands indented, as somebody copies it."""
    assert failed.returncode == 1
    return "\n".join(line for line in failed.stderr.splitlines() if line.startswith("  "))


def mend(stack, command):
    environment = {**os.environ, "PATH": f"{ROOT}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", command], input="y\n", env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert stack.up("--no-demo").returncode == 0


def keys(stack):
    return stack.redis("get", "old"), stack.redis("get", "new")


def test_cut_tail_is_mended_by_redis_itself(filled):
    os.truncate(last_file(filled), last_file(filled).stat().st_size - 3)
    assert filled.up("--no-demo").returncode == 0
    assert keys(filled) == ("1", "")


@pytest.mark.parametrize("damage", [b"\0" * 4096, b"\x8f\x02junk\r\n" * 50], ids=["zeros", "junk"])
def test_damaged_tail_is_cut_off_by_the_command_that_is_shown(filled, damage):
    append(last_file(filled), damage)
    failed = filled.up("--no-demo")
    command = command_of(failed)
    assert "redis-check-aof --fix" in command and "is lost" in failed.stderr
    mend(filled, command)
    assert keys(filled) == ("1", "2")
    assert last_file(filled).name in os.listdir(filled.data / "redis.damaged/appendonlydir")


@pytest.mark.parametrize("left", [b"", b"\0" * 90, b"junk\n", None], ids=["empty", "zeros", "junk", "gone"])
def test_damaged_manifest_is_written_anew_by_the_command_that_is_shown(filled, left):
    manifest = folder(filled) / "appendonly.aof.manifest"
    before = manifest.read_text()
    manifest.unlink()
    if left is not None:
        manifest.write_bytes(left)
    failed = filled.up("--no-demo")
    assert "the files may be whole" in failed.stderr
    mend(filled, command_of(failed))
    assert keys(filled) == ("1", "2")
    assert manifest.read_text().splitlines()[:2] == before.splitlines()


def test_manifest_that_names_a_missing_file_is_brought_to_the_files_that_are_there(filled):
    last_file(filled).unlink()
    failed = filled.up("--no-demo")
    assert "since the snapshot" in failed.stderr, failed.stderr
    mend(filled, command_of(failed))
    assert keys(filled) == ("1", "")


def test_damaged_snapshot_is_replaced_by_a_backup(filled, tmp_path):
    assert filled.up("--no-demo").returncode == 0
    backup = subprocess.run([ROOT / "leida", "backup", tmp_path / "backup.rdb", "--data", filled.data],
                            capture_output=True, text=True)
    assert backup.returncode == 0, backup.stderr
    assert filled.run("down").returncode == 0
    (base,) = folder(filled).glob("*.base.rdb")
    os.truncate(base, base.stat().st_size - 9)
    failed = filled.up("--no-demo")
    mend(filled, command_of(failed).replace("FILE", str(tmp_path / "backup.rdb")))
    assert keys(filled) == ("1", "2")


def test_start_that_fails_otherwise_gives_no_advice(filled):
    filled.order("crm", "exit=2")
    assert command_of(filled.up("--no-demo")) == ""
