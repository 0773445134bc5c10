# SPDX-License-Identifier: Apache-2.0
"""A stack of stand-ins (fake_process.py) under the real supervisor and a real Redis."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = pathlib.Path(os.environ.get("LEIDA_BIN", ROOT / "build/dev/bin")) / "leida-stack"
LIMIT = 60  # seconds
STOP_LIMIT = 120  # seconds, as the supervisor has it: only one that hangs takes so long


def wait_for(condition, limit=LIMIT):
    """Returns what condition() gives once it is true."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("it did not come to pass in time")


def is_running(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Stack:
    def __init__(self, data, programs):
        self.data = data
        self.programs = programs
        (data / "fake").mkdir(parents=True)

    def order(self, name, words):
        """Tells a stand-in how to behave from its next start on."""
        (self.data / "fake" / name).write_text(words)

    def command(self, *words):
        return [PROGRAM, words[0], "--data", self.data, *words[1:]]

    def run(self, *words, **options):
        return subprocess.run(self.command(*words), capture_output=True, text=True, timeout=120, **options)

    def up(self, *words, **options):
        return self.run("up", "--bin", self.programs, "--port", "0", "--detach", *words, **options)

    def up_again(self):
        assert self.run("down").returncode == 0
        return self.up()

    def up_in_front(self):
        """A process group of its own, as a shell would make it."""
        process = subprocess.Popen(self.command("up", "--bin", self.programs, "--port", "0"), start_new_session=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_for(lambda: self.run("status").returncode == 0)
        return process

    def status(self):
        return json.loads(self.run("status", "--json").stdout)

    def process(self, name):
        status = self.status()
        if name == "redis":
            return status["redis"]
        return next(process for process in status["processes"] if process["name"] == name)

    def pids(self):
        status = self.status()
        return [status["redis"]["pid"]] + [process["pid"] for process in status["processes"]]

    def supervisor(self):
        return int(pathlib.Path(f"/proc/{self.process('redis')['pid']}/stat").read_text().rsplit(")", 1)[1].split()[1])

    def redis(self, *words):
        """From within the folder: a socket's name has room for 107 bytes, and the folder's may be longer."""
        answer = subprocess.run(["redis-cli", "-s", "run/redis.sock", *words], cwd=self.data, capture_output=True, text=True,
                                timeout=10)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip()

    def log(self):
        return (self.data / "log/leida.log").read_text()

    def ended(self):
        """The names of the stand-ins that were stopped, in order."""
        return (self.data / "fake/ended").read_text().split()


def copy_programs(folder):
    """Puts the stand-ins there."""
    for role in ("chat", "crm", "actionlog", "wechat", "gateway"):
        shutil.copy(HERE / "fake_process.py", folder / f"leida-{role}")
    shutil.copy(HERE / "fake_leidactl.sh", folder / "leidactl")
    return folder


@pytest.fixture
def programs(tmp_path):
    folder = tmp_path / "bin"
    folder.mkdir()
    return copy_programs(folder)


@pytest.fixture
def new_stack(tmp_path, programs):
    stacks = []

    def make(name="data"):
        stacks.append(Stack(tmp_path / name, programs))
        return stacks[-1]

    yield make
    for stack in stacks:
        assert stack.run("down").returncode == 0


@pytest.fixture
def stack(new_stack):
    return new_stack()


def interrupt(process):
    """As Ctrl-C does: to the whole process group."""
    os.killpg(process.pid, signal.SIGINT)
