# SPDX-License-Identifier: Apache-2.0
"""What the shells complete, and the help that is there before anything is built."""

import os
import shutil
import subprocess

import pytest
from conftest import PROGRAM, TESTS

ROOT = TESTS.parent

ASK = """
eval "$("$1" completion bash)"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
case $1 in */leida) _leida "$1" ;; *) _leidactl ;; esac
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(*words):
    """What bash offers for the last of the words."""
    result = subprocess.run(["bash", "-c", ASK, "bash", PROGRAM, *words], capture_output=True, text=True, timeout=60, check=True)
    assert result.stderr == ""
    return result.stdout.split()


def test_bash_completes_verbs_and_their_words():
    assert completed("leidactl", "com") == ["company", "completion"]
    assert completed("leidactl", "token", "") == ["issue", "rotate", "revoke"]
    assert completed("leidactl", "token", "issue", "c") == ["customer"]
    assert completed("leidactl", "company", "") == ["list", "show", "add", "change"]
    assert "disable" in completed("leidactl", "user", "")


def test_bash_completes_options_and_their_values_wherever_they_stand():
    assert completed("leidactl", "token", "--s") == ["--scheme"]
    assert completed("leidactl", "--scheme", "h") == ["hmac"]
    assert completed("leidactl", "--redis", "x", "token", "--scheme", "any", "r") == ["rotate", "revoke"]
    assert completed("leidactl", "import", "--sk") == ["--skip-bad"]
    assert completed("leidactl", "--v") == ["--version"]


def test_bash_completes_fields_and_paths():
    assert completed("leidactl", "user", "change", "7", "pos") == ["position="]
    assert completed("leidactl", "user", "add", "username", "=", "x", "ava") == ["avatar="]
    assert completed("leidactl", "call", "GET", "/zhugeleida/qiyeweixin/to") == ["/zhugeleida/qiyeweixin/tongxunlu"]
    assert completed("leidactl", "call", "POST", "/x", "--as", "c") == ["customer:"]
    assert completed("leidactl", "call", "--as", "user", ":", "1", "G") == ["GET"]


def test_bash_completes_leida_and_what_stands_behind_ctl(checkout):
    leida = str(checkout / "leida")
    assert completed(leida, "st") == ["status"]
    assert completed(leida, "ctl", "token", "ro") == ["rotate"]
    assert completed(leida, "ctl", "--data", "/x", "user", "sh") == ["show"]
    assert "--detach" in completed(leida, "up", "--d")


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh")
def test_zsh_takes_what_is_made_for_it():
    script = 'autoload -U compinit && compinit -D && eval "$("$1" completion zsh)" && print ${_comps[leidactl]}'
    result = subprocess.run(["zsh", "-fc", script, "zsh", PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stderr) == (0, ""), result
    assert "_leidactl" in result.stdout


@pytest.fixture
def checkout(tmp_path):
    """A checkout in which nothing has been built."""
    shutil.copy(ROOT / "leida", tmp_path)
    (tmp_path / "tools").symlink_to(ROOT / "tools")
    return tmp_path


def help_of(checkout, *words):
    environment = {**os.environ, "PATH": "/usr/bin:/bin"}
    result = subprocess.run([checkout / "leida", "ctl", *words], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stderr) == (0, ""), result
    return result.stdout


@pytest.mark.parametrize("command", ["up", "down", "status", "scale", "logs"])
def test_help_of_a_stack_needs_nothing_built(checkout, command):
    environment = {**os.environ, "PATH": "/usr/bin:/bin"}
    shown = subprocess.run([checkout / "leida", command, "--help"], env=environment, capture_output=True, text=True, timeout=60)
    built = subprocess.run([PROGRAM.parent / "leida-stack", command, "--help"], capture_output=True, text=True, check=True).stdout
    assert (shown.returncode, shown.stderr, shown.stdout) == (0, "", built)
    assert built.startswith(f"leida {command} ") and "== " not in built
    assert not (checkout / "build").exists()


def test_help_needs_nothing_built(checkout):
    built = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    assert help_of(checkout, "--help") == help_of(checkout) == help_of(checkout, "help") == built
    for subcommand in ("token", "check", "demo"):
        built = subprocess.run([PROGRAM, subcommand, "--help"], capture_output=True, text=True, check=True).stdout
        assert help_of(checkout, subcommand, "--help") == help_of(checkout, "--help", subcommand) == built
    assert help_of(checkout, "import", "--help").startswith("leidactl import FILE.jsonl")
    assert "./leida up" in help_of(checkout, "import", "--help")
    assert not (checkout / "build").exists()


def test_help_tells_every_option_and_word():
    """commands.c and help.txt say the same."""
    tables = subprocess.run([PROGRAM, "completion", "bash"], capture_output=True, text=True, check=True).stdout
    for line in tables.split("_leidactl_takes")[0].splitlines():
        if "'" not in line or "/1/" not in line and not line.strip().split(")")[0].isalpha():
            continue
        subcommand = line.strip().split(")")[0].split("/")[0]
        told = subprocess.run([PROGRAM, subcommand, "--help"], capture_output=True, text=True, check=True).stdout
        for word in line.split("'")[1].split():
            assert word in told, f"{subcommand}: {word}"
