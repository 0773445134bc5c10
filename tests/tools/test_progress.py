# SPDX-License-Identifier: Apache-2.0
"""What `./leida test` shows while tests run, and in the end: of a build with three tests, one of which fails."""

import os
import pty
import shutil
import subprocess

import pytest

from conftest import TESTS

SCRIPTS = TESTS.parent / "tools/sh"
SAID = [
    "2.50s call     ../../tests/e2e/test_a.py::test_b[it's]",
    "FAILED ../../tests/e2e/test_a.py::test_b[it's] - assert 0",
]
PYTEST = f"import time; time.sleep(0.5); print(*{SAID}, sep=chr(10)); exit(1)"  # ends last
CTEST = f"""
add_test(good "/usr/bin/true")
add_test(bad "/usr/bin/false")
add_test(python "/usr/bin/python3" "-c" [==[{PYTEST}]==] "pytest" "-q")
set_tests_properties(good PROPERTIES LABELS unit)
set_tests_properties(bad python PROPERTIES LABELS e2e)
"""


@pytest.fixture
def checkout(tmp_path):
    """A checkout as small as test.sh needs it."""
    shutil.copytree(SCRIPTS, tmp_path / "tools/sh")
    build = tmp_path / "build/dev"
    build.mkdir(parents=True)
    (build / "CTestTestfile.cmake").write_text(CTEST)
    return tmp_path


def run(checkout, *label):
    """Where no terminal is: the exit code and what was printed."""
    done = subprocess.run([checkout / "tools/sh/test.sh", "dev", *label], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout


def run_on_terminal(checkout, *label):
    """The same on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([checkout / "tools/sh/test.sh", "dev", *label], stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # how Linux says that nobody has the other end any more
        pass
    os.close(ours)
    return process.wait(), shown.decode()


def test_terminal_shows_one_line_that_is_redrawn(checkout):
    code, shown = run_on_terminal(checkout)
    assert code == 1
    assert "\r\033[K- good: 0 passed, 0 failed, 0:0" in shown
    assert "\r\033[K- good, bad: 0 passed, 0 failed, 0:0" in shown
    assert "\r\033[K2/3 python: 1 passed, 1 failed, 0:0" in shown
    assert "Start" not in shown and "#1: good" not in shown
    assert "#2: bad" in shown and shown.rstrip().endswith("1 passed, 2 failed")


def test_exit_code_is_that_of_the_tests(checkout):
    assert run_on_terminal(checkout, "unit")[0] == 0
    assert run_on_terminal(checkout, "e2e")[0] == 1


def test_no_terminal_no_progress(checkout):
    code, shown = run(checkout)
    assert code == 1
    assert "\r" not in shown and "\033" not in shown and "0 failed, 0:0" not in shown
    assert "    Start 1: good\n" in shown and "1/3 Test #1: good" in shown


def test_end_names_the_longest_and_how_to_run_what_failed(checkout):
    _, shown = run(checkout)
    longest = shown.split("Took longest:\n")[1].splitlines()
    assert longest[0] == "    2.50 s  tests/e2e/test_a.py::test_b[it's]"
    assert {line.split()[-1] for line in longest[1:3]} == {"good", "bad"}
    assert shown.split("Failed, and the command that runs it alone:\n")[1].splitlines()[:4] == [
        "  bad", "      ctest --test-dir build/dev --output-on-failure -R '^bad$'",
        "  tests/e2e/test_a.py::test_b[it's]",
        "      /usr/bin/python3 -B -m pytest -q -p no:cacheprovider --bin build/dev/bin "
        "'tests/e2e/test_a.py::test_b[it'\\''s]'"]


def test_nothing_failed_nothing_to_run_again(checkout):
    code, shown = run(checkout, "unit")
    assert code == 0 and "Failed" not in shown


def test_criterion_names_the_test_that_failed():
    log = ("1/1 Test: unit/clock_test\nCommand: \"/somewhere/build/dev/tests/clock_test\"\n"
           "[\033[0;31mFAIL\033[0m] clock::ticks: (0.00s)\nTest time =   0.01 sec\nTest Failed.\n")
    done = subprocess.run(["awk", "-v", "build=build/dev", "-f", SCRIPTS / "summary.awk"], input=log,
                          capture_output=True, text=True, check=True)
    assert done.stdout.endswith("  unit/clock_test: clock::ticks\n"
                                "      build/dev/tests/clock_test --filter 'clock/ticks'\n")
