# SPDX-License-Identifier: Apache-2.0
"""What `./leida test` shows while tests run, and in the end: of a build with three tests, one of which fails."""

import os
import pty
import subprocess

import pytest

from checkout import Checkout
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
    made = Checkout(tmp_path)
    (tmp_path / "build/dev/CTestTestfile.cmake").write_text(CTEST)
    return made


def run(checkout, *label, **environment):
    """Where no terminal is: the exit code and what was printed."""
    done = checkout.run("test.sh", "dev", *label, **environment)
    return done.returncode, done.stdout


def run_on_terminal(checkout, *label):
    """The same on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([checkout.folder / "tools/sh/test.sh", "dev", *label], stdout=theirs, stderr=theirs,
                               env=checkout.environment())
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


def say(checkout, *tests):
    """Has ctest run tests of the label web that print these lines, and fail if their first word says so."""
    said = [f'add_test(web{at} "/bin/sh" "-c" [==[printf "{text}\\n"; exit {int(failed)}]==])\n'
            f"set_tests_properties(web{at} PROPERTIES LABELS web)\n" for at, (failed, text) in enumerate(tests)]
    (checkout.folder / "build/dev/CTestTestfile.cmake").write_text(CTEST + "".join(said))


def test_pages_are_counted_test_by_test(checkout):
    say(checkout, (False, " Test Files  17 passed (17)\\n      Tests  168 passed | 2 skipped (170)"),
        (False, "# tests 9\\n# suites 0\\n# pass 9\\n# fail 0\\n# skipped 0"), (False, ""))
    code, shown = run(checkout, "web")
    assert code == 0 and shown.endswith("2 skipped\n178 passed, 0 failed\n")


def test_pages_that_fail_are_counted(checkout):
    say(checkout, (True, "      Tests  1 failed | 76 passed (77)"), (True, "ℹ pass 7\\nℹ fail 2"), (True, ""))
    code, shown = run(checkout, "web")
    assert code == 1 and shown.endswith("83 passed, 4 failed\n")


def test_pages_are_left_out_where_no_registry_answers_and_that_is_said(checkout):
    say(checkout, (True, ""))
    _, shown = run(checkout, REGISTRY="silent")
    assert "web: skipped, the npm registry does not answer" in shown and shown.endswith("1 passed, 2 failed\n")


def test_pages_that_are_asked_for_are_not_left_out(checkout):
    say(checkout, (False, ""))
    done = checkout.run("test.sh", "dev", "web", REGISTRY="silent")
    assert done.returncode == 1 and "web cannot be tested: the npm registry does not answer" in done.stderr
    assert "passed" not in done.stdout


def test_criterion_names_the_test_that_failed():
    log = ("1/1 Test: unit/clock_test\nCommand: \"/somewhere/build/dev/tests/clock_test\"\n"
           "[\033[0;31mFAIL\033[0m] clock::ticks: (0.00s)\nTest time =   0.01 sec\nTest Failed.\n")
    done = subprocess.run(["awk", "-v", "build=build/dev", "-f", SCRIPTS / "summary.awk"], input=log,
                          capture_output=True, text=True, check=True)
    assert done.stdout.endswith("  unit/clock_test: clock::ticks\n"
                                "      build/dev/tests/clock_test --filter 'clock/ticks'\n")
