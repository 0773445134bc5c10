# SPDX-License-Identifier: Apache-2.0
"""One operating-system process of a stack: start it, wait until it listens, read what it says, end it."""

import json
import os
import select
import signal
import subprocess
import urllib.error
import urllib.request

from .waiting import PATIENCE, wait_until


def http_status(url):
    """The status of a GET, 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=2 * PATIENCE) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Process:
    """Runs `command` with its output in FOLDER/NAME.log. A Leida process also writes FOLDER/NAME.state."""

    def __init__(self, folder, name, command, environment=None):
        self.name = name
        self.command = [str(part) for part in command]
        self.environment = {**os.environ, **(environment or {})}
        self.log_path = folder / f"{name}.log"
        self.state_path = folder / f"{name}.state"
        self.child = None
        self.asked_to_stop = False
        self.state = {}

    @property
    def pid(self):
        return self.child.pid

    def start(self):
        self.state_path.unlink(missing_ok=True)
        with open(self.log_path, "ab") as log:
            self.child = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment
            )
        self.asked_to_stop = False
        return self

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def _still_runs(self):
        code = self.child.poll()
        assert code is None, f"{self.name} ended with {code}:\n{self.log()[-4000:]}"

    def _read_state(self):
        self._still_runs()
        try:
            self.state = json.loads(self.state_path.read_text())
        except (OSError, ValueError):
            return False
        return True

    def wait_state(self):
        """Until it listens: its state file then names pid, endpoint, admin_url (and base_url)."""
        wait_until(self._read_state, 15, f"the state file of {self.name}")
        return self.state

    def wait_ready(self):
        self.wait_state()

        def ready():
            self._still_runs()
            return http_status(self.state["admin_url"] + "/readyz") == 200

        wait_until(ready, 15, f"{self.name} to be ready")

    def kill(self):
        self.child.kill()
        self.child.wait()

    def _runs(self):
        return self.child is not None and self.child.poll() is None

    def begin_stop(self):
        """Asks it to stop; stop() then waits for that."""
        if self._runs() and not self.asked_to_stop:
            self.child.send_signal(signal.SIGTERM)
            self.asked_to_stop = True

    def stop(self, seconds=15):
        """Asks it to stop and returns the exit code; one that does not stop in time is killed and named."""
        self.begin_stop()
        if self._runs():
            self._wait_for_its_end(seconds * PATIENCE)
        return self.child.returncode if self.child else 0

    def _wait_for_its_end(self, seconds):
        """Popen.wait() with a limit would look by itself, in the end every 50 ms."""
        end = os.pidfd_open(self.pid)
        try:
            poll = select.poll()
            poll.register(end, select.POLLIN)
            ended = poll.poll(1000 * seconds)
        finally:
            os.close(end)
        if not ended:
            self.kill()
            raise AssertionError(f"{self.name} did not stop after SIGTERM:\n{self.log()[-2000:]}")
        self.child.wait()


def children_of(pid):
    """The process ids that `pid` has started, grandchildren included."""
    found, rest = [], [pid]
    while rest:
        parent = rest.pop()
        try:
            with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
                below = [int(number) for number in file.read().split()]
        except OSError:
            below = []
        found += below
        rest += below
    return found


def memory_together(pids):
    """Bytes resident in these processes together: what is their own, and each page of a mapped file once."""
    own, files = 0, {}
    for pid in pids:
        with open(f"/proc/{pid}/smaps", encoding="utf-8") as smaps:
            mapping = ""
            for line in smaps:
                words = line.split()
                if not words[0].endswith(":"):
                    mapping = (words[2], *words[5:])
                elif words[0] == "Rss:":
                    resident = int(words[1])
                elif words[0] == "Anonymous:":
                    own += int(words[1])
                    files[mapping] = max(files.get(mapping, 0), resident - int(words[1]))
    return (own + sum(files.values())) * 1024


def resident_memory(pid):
    """Bytes of resident memory (RSS)."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cpu_ticks(pid):
    """User and system time so far, in ticks of 10 ms."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
