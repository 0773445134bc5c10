# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions of a process between two moments, with valgrind's callgrind: the same on every machine."""

import re
import subprocess

# valgrind and vgdb meet at FIFOs that are named after the user and the host, by these variables. valgrind reads them in
# the memory of the process, again and again, and redis-server writes its title over them. So both get none.
NAMELESS = ["env", *(word for name in ("LOGNAME", "USER", "HOST", "HOSTNAME") for word in ("-u", name))]


def wrapper(out_file):
    """What a process is started under so that its instructions can be counted; out_file is for instructions()."""
    return [*NAMELESS, "valgrind", "--tool=callgrind", "--instr-atstart=no", "-q", f"--callgrind-out-file={out_file}"]


def _tell(pid, *words):
    # One that sleeps is woken at once: vgdb would give it 100 ms to look by itself.
    subprocess.run([*NAMELESS, "vgdb", "--max-invoke-ms=1", f"--pid={pid}", *words], capture_output=True, timeout=60, check=True)


def begin(pid):
    """Turns counting on in a process started under wrapper() (it is some 50 times slower from then on)."""
    _tell(pid, "instrumentation", "on")


def instructions_of(processes, work, rounds=2):
    """How many instructions each of these processes spends in work(): the least of some rounds, so that what it does by the
    clock does not count. `processes` has a pid and the out_file of its wrapper() by name."""
    found = {name: [] for name in processes}
    for pid, _ in processes.values():
        _tell(pid, "zero")  # as each dump leaves it, too
    for _ in range(rounds):
        for _, out_file in processes.values():
            for old in out_file.parent.glob(out_file.name + "*"):
                old.unlink()
        work()
        for name, (pid, out_file) in processes.items():
            _tell(pid, "dump")
            dumps = [dump.read_text() for dump in out_file.parent.glob(out_file.name + "*")]
            totals = [number for dump in dumps for number in re.findall(r"^(?:totals|summary): (\d+)", dump, re.M)]
            found[name].append(max(map(int, totals)))
    return {name: min(counts) for name, counts in found.items()}


def instructions(pid, out_file, work, rounds=2):
    """The same of one."""
    return instructions_of({"": (pid, out_file)}, work, rounds)[""]
