# SPDX-License-Identifier: Apache-2.0
"""`./leida bench --push` on few sockets and for moments: that it runs and tells all it is to tell, not how fast that is."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

TESTS = pathlib.Path(__file__).resolve().parent.parent
BIN = pathlib.Path(os.environ.get("LEIDA_BIN", TESTS.parent / "build/dev/bin")).resolve()
NCHAN = pathlib.Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
QUICK = ["--rounds", "1", "--seconds", "0.2", "--connections", "130", "--idle", "1"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """The finished run, and the figures that it has written."""
    if not shutil.which("wrk"):
        pytest.skip("needs wrk")
    file = tmp_path_factory.mktemp("bench") / "bench.json"
    words = [TESTS / "bench" / "run", "--push", *QUICK, "--bin", BIN, "--json", file]
    result = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result, json.loads(file.with_name("push.json").read_text())


def test_bench_push_measures_all_it_is_asked_for(bench):
    _, told = bench
    sides = ["leida", "nchan"] if NCHAN.is_file() else ["leida"]
    sends = [f"{what} / {name} / {kind} / {size} / {in_flight}" for what in ("answer", "delivery") for name in ("p50", "p99")
             for kind, size in [*((side, "many") for side in sides), ("leida", "half"), ("waiting", "half")]
             for in_flight in (1, 64)]
    by_side = [f"{what} / {side} / many" for side in sides
               for what in ("resident", "handshake / first", "handshake / again", "connects / first", "connects / again")]
    positive = [*sends, *by_side, *(f"idle / {side}" for side in sides),
                *(f"at rate / {name} / {rate}" for name in ("p50", "p99") for rate in (200, 1200)),
                *(f"history / {name} / {place}" for name in ("rps", "p50", "p99") for place in ("alone", "beside"))]
    for name in positive:
        # So few sockets may find room in pages that are there, and cost nothing within a second.
        assert told["medians"][name] > 0 or name.startswith(("resident", "idle")), name


def test_bench_push_prints_what_was_asked_beside_what_was_measured(bench):
    result, _ = bench
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in result.stdout.splitlines()]
    assert rows[0] == ["", "asked", "measured", "beside"]
    asked = [row[1] for row in rows[2:]]
    for mark in ("≤ 512 B", "≤ 1/15", "≤ 1.20", "≤ 0.60", "≥ 8,000", "≤ 3.0 %", "≤ 1.10", "≤ 2.80 ms", "≤ 5.20 ms"):
        assert mark in asked, result.stdout
    assert all(row[2] for row in rows[2:]), result.stdout
    measured_against_nchan = any("nchan" in row[0] and row[2] != "not measured" for row in rows)
    assert measured_against_nchan == NCHAN.is_file(), result.stdout
    assert ("the table goes without it" in result.stderr) != NCHAN.is_file()
