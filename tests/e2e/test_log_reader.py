# SPDX-License-Identifier: Apache-2.0
"""The log never holds up what it tells of: whoever reads it may stop, go away or have no room."""

import fcntl
import os
import pty
import re
import time

import pytest
from harness.metrics import scrape, total
from harness.process import is_alive
from harness.records import World
from harness.waiting import PATIENCE, wait_until

ROLES = ("gateway", "chat", "crm", "actionlog")
TALKATIVE = {"LEIDA_LOG_LEVEL": "debug", "LEIDA_LOG_ACCESS": "1"}
REQUESTS = 300
# The command that follows, with its log to the file that is named first.
LOG_TO = ["sh", "-c", 'exec "$@" 2>"$0"']


class Reader:
    """A pipe by name for the logs of some processes, with one page of room; it reads only when told to."""

    def __init__(self, path):
        os.mkfifo(path)
        self.path = path
        self.fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(self.fd, fcntl.F_SETPIPE_SZ, 4096)
        self.text = ""

    def read(self):
        """All lines so far."""
        try:
            while more := os.read(self.fd, 65536):
                self.text += more.decode()
        except BlockingIOError:
            pass
        return self.text


@pytest.fixture
def start(new_stack, programs, tmp_path):
    """Starts a stack whose processes log to the file that PLACE(role) names."""

    def run(place):
        if programs.wrapper:
            pytest.skip("wraps the programs itself")
        return new_stack(settings=dict.fromkeys(ROLES, TALKATIVE), wrappers={role: [*LOG_TO, place(role)] for role in ROLES})

    return run


@pytest.fixture
def readers(tmp_path):
    made = {role: Reader(tmp_path / f"{role}.pipe") for role in ROLES}
    yield made
    for reader in made.values():
        os.close(reader.fd)


def slowest_of_hundred(pair):
    """The duration, in seconds, that 99 % of the requests stay below; each must be answered as ever."""
    took = []
    for _ in range(REQUESTS):
        began = time.monotonic()
        pair.staff.get("/tongxunlu").done()
        took.append(time.monotonic() - began)
    return sorted(took)[REQUESTS * 99 // 100]


def lost(process):
    return int(total(scrape(process), "leida_log_lines_lost_total"))


def told(reader):
    """How many lost lines the lines up to now tell of."""
    return sum(int(count) for count in re.findall(r"warning \S+ log lines lost count=(\d+)\n", reader.read()))


def talkers(stack):
    return stack.gateway, stack.service("crm")


def test_reader_that_stops_costs_lines_and_no_time(start, readers):
    stack = start(lambda role: readers[role].path)
    pair = World(stack).pair()
    stopped = slowest_of_hundred(pair)
    for process in talkers(stack):
        assert lost(process) > REQUESTS / 2, process.name
    for reader in readers.values():
        reader.read()
    assert stopped < 2 * PATIENCE  # who waits for the reader waits for ever


def test_reader_that_reads_again_is_told_how_many_lines_it_missed(start, readers):
    stack = start(lambda role: readers[role].path)
    pair = World(stack).pair()
    slowest_of_hundred(pair)
    for process in talkers(stack):
        reader, missed = readers[process.name], lost(process)
        before = len(reader.read())
        pair.staff.get("/tongxunlu").done()
        wait_until(lambda: "request" in reader.read()[before:] or "call" in reader.read()[before:], 5, "a line")
        assert told(reader) == missed, process.name
        assert all(re.match(r"\d{4}-.*Z \w+ \S+ ", line) for line in reader.text.splitlines()), "a torn line"


def test_reader_that_reads_again_is_told_at_the_next_scrape(start, readers):
    stack = start(lambda role: readers[role].path)
    slowest_of_hundred(World(stack).pair())
    readers["gateway"].read()
    assert told(readers["gateway"]) < lost(stack.gateway) == told(readers["gateway"])


def test_reader_that_goes_away_ends_nobody(start, readers):
    stack = start(lambda role: readers[role].path)
    pair = World(stack).pair()
    pids = [process.pid for process in stack.processes]
    for reader in readers.values():
        null = os.open("/dev/null", os.O_RDWR)
        os.dup2(null, reader.fd)
        os.close(null)
    slowest_of_hundred(pair)
    assert all(is_alive(pid) for pid in pids)
    for process in talkers(stack):
        assert lost(process) >= REQUESTS, process.name


def test_full_disk_ends_nobody(start):
    stack = start(lambda role: "/dev/full")
    slowest_of_hundred(World(stack).pair())
    for process in talkers(stack):
        assert lost(process) >= REQUESTS, process.name


def test_terminal_that_is_held_costs_lines_and_stays_blocking(start):
    masters, terminals = zip(*(pty.openpty() for _ in ROLES))
    try:
        stack = start(lambda role: os.ttyname(terminals[ROLES.index(role)]))
        slowest_of_hundred(World(stack).pair())
        for process in talkers(stack):
            assert lost(process) > 0, process.name
        assert not any(fcntl.fcntl(terminal, fcntl.F_GETFL) & os.O_NONBLOCK for terminal in terminals)
        for process in stack.processes:
            flags = re.search(r"flags:\s+(\d+)", open(f"/proc/{process.pid}/fdinfo/2", encoding="ascii").read())[1]
            assert not int(flags, 8) & os.O_NONBLOCK, process.name
    finally:
        for fd in masters + terminals:
            os.close(fd)
