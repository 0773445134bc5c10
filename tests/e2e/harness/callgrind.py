# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions of a process between two moments, with valgrind's callgrind: the same on every machine."""

import re
import subprocess

WRAPPER = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "-q"]


def _tell(pid, *words):
    subprocess.run(["vgdb", f"--pid={pid}", *words], capture_output=True, timeout=60, check=True)


def begin(pid):
    """Turns counting on in a process started under WRAPPER (it is some 50 times slower from then on)."""
    _tell(pid, "instrumentation", "on")


def instructions(pid, out_file, work, rounds=2):
    """How many instructions the process spends in work(): the least of some rounds, so that what it does by the clock
    does not count. `out_file` is what it was given as --callgrind-out-file."""
    found = []
    for _ in range(rounds):
        for old in out_file.parent.glob(out_file.name + "*"):
            old.unlink()
        _tell(pid, "zero")
        work()
        _tell(pid, "dump")
        dumps = [dump.read_text() for dump in out_file.parent.glob(out_file.name + "*")]
        totals = [number for dump in dumps for number in re.findall(r"^(?:totals|summary): (\d+)", dump, re.M)]
        found.append(max(map(int, totals)))
    return min(found)
