# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions of a process between two moments, with valgrind's callgrind: the same on every machine."""

import re
import subprocess

WRAPPER = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "-q"]


def _tell(pid, *words):
    subprocess.run(["vgdb", f"--pid={pid}", *words], capture_output=True, timeout=60, check=True)


def instructions(pid, out_file, work):
    """How many instructions the process `pid`, started under WRAPPER + --callgrind-out-file=`out_file`, spends in work()."""
    for old in out_file.parent.glob(out_file.name + "*"):
        old.unlink()
    _tell(pid, "instrumentation", "on")
    work()
    _tell(pid, "zero")
    work()
    _tell(pid, "dump")
    _tell(pid, "instrumentation", "off")
    dumps = sorted(out_file.parent.glob(out_file.name + "*"))
    totals = [re.findall(r"^(?:totals|summary): (\d+)", dump.read_text(), re.M) for dump in dumps]
    return max(int(number) for found in totals for number in found)
