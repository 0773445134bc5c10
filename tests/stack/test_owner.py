# SPDX-License-Identifier: Apache-2.0
"""A stack and a build that belong to another user. Needs root, to be two users."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest
from conftest import PROGRAM, ROOT

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
NOBODY = 65534


@pytest.fixture
def place():
    """A folder that everybody may enter, with the programs."""
    folder = pathlib.Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    shutil.copy(PROGRAM, folder)
    for name in ("tools/sh", "ops/redis"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "leida", folder)
    yield folder
    shutil.rmtree(folder)


def as_nobody(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=30, user=NOBODY, group=65534,
                          extra_groups=[], env={"PATH": os.environ["PATH"]}, check=False)


@pytest.fixture
def data(place):
    """As `up` makes it for root."""
    folder = place / "data"
    for name in ("run", "log", "redis"):
        (folder / name).mkdir(parents=True)
    folder.chmod(0o700)
    return folder


@pytest.mark.parametrize("words", [["status"], ["down"], ["scale", "chat", "2"], ["ctl", "check"], ["logs"],
                                   ["up", "--port", "0"]])
def test_stack_of_another_user_is_named_with_its_owner(place, data, words):
    refused = as_nobody(place / "leida-stack", words[0], "--data", data, *words[1:])
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"leida: {data} belongs to root, who alone may use it: run this as that user")


def test_stack_of_another_user_below_a_closed_folder_is_named(place, data):
    refused = as_nobody(place / "leida-stack", "down", "--data", data / "deep/er")
    assert refused.returncode == 1 and f"{data} belongs to root" in refused.stderr


def test_stack_of_another_user_whose_socket_alone_is_closed_is_named(place, data):
    for folder in (data, data / "run"):
        folder.chmod(0o755)
    (data / "run/control.sock").touch(mode=0o600)
    refused = as_nobody(place / "leida-stack", "down", "--data", data)
    assert refused.returncode == 1 and f"{data}/run/control.sock belongs to root" in refused.stderr


def test_status_of_another_users_stack_stays_valid_json(place, data):
    refused = as_nobody(place / "leida-stack", "status", "--json", "--data", data)
    assert refused.returncode == 1 and f"{data} belongs to root" in refused.stderr
    assert json.loads(refused.stdout) == {"base_url": None, "redis": None, "processes": []}


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_backup_and_restore_name_the_owner(place, data, command):
    refused = as_nobody(place / "leida", command, "/dev/null", "--data", data)
    assert refused.returncode == 1 and f"{data} belongs to root, who alone may enter it" in refused.stderr


def test_up_of_root_leaves_the_folder_of_another_user_alone(place, data, stack):
    for folder in (data, data / "redis"):
        os.chown(folder, NOBODY, NOBODY)
    refused = subprocess.run([PROGRAM, "up", "--bin", stack.programs, "--port", "0", "--data", data],
                             capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 1
    assert f"{data}/redis belongs to nobody: start the stack as that user" in refused.stderr
    assert not (data / "leida.conf").exists()


def test_up_on_a_build_of_another_user_says_whose_it_is(place):
    (place / "build").mkdir()
    (place / "build/lock").touch(mode=0o644)
    refused = as_nobody(place / "leida", "up")
    assert refused.returncode == 1
    assert f"{place}/build belongs to root, who built here before" in refused.stderr


def test_up_in_a_checkout_of_another_user_says_whose_it_is(place):
    refused = as_nobody(place / "leida", "up")
    assert refused.returncode == 1
    assert f"{place} belongs to root, you may not build there" in refused.stderr
