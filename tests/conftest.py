# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests and the fault kit share: the options that say which programs to run, and stacks of them."""

import contextlib
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "e2e"))

from harness.stack import ROOT, Programs, Stack  # noqa: E402

# A stack of whoever runs the tests is none of theirs.
os.environ.pop("LEIDA_DATA", None)


def pytest_addoption(parser):
    group = parser.getgroup("leida")
    default = os.environ.get("LEIDA_BIN", ROOT / "build" / "dev" / "bin")
    group.addoption("--bin", default=default, help="folder with the programs (LEIDA_BIN)")
    wrapper = os.environ.get("LEIDA_WRAPPER", "")
    group.addoption("--wrapper", default=wrapper, help='run each under this, such as "valgrind -q" (LEIDA_WRAPPER)')
    group.addoption("--base-url", help="test the stack that answers here, such as http://127.0.0.1:8000")
    group.addoption("--seed", default=os.environ.get("LEIDA_SEED"), help="of what is random, as a run has printed it (LEIDA_SEED)")
    group.addoption("--ctl", default="./leida ctl", help="the command that is leidactl for that stack")


@pytest.fixture(scope="session")
def programs(request):
    if request.config.getoption("--base-url"):
        pytest.skip("starts programs of its own")
    return Programs(request.config.getoption("--bin"), request.config.getoption("--wrapper"))


@contextlib.contextmanager
def stacks_in(programs, folder):
    """Gives a function that starts stacks; in the end each must stop without a fault. It takes the options of Stack, and
    `prepare`, which is called with the new stack's folder first."""
    stacks = []

    def start(prepare=None, **options):
        place = folder / f"stack{len(stacks)}"
        place.mkdir()
        if prepare:
            prepare(place)
        stacks.append(Stack(programs, place, **options))
        try:
            return stacks[-1].start()
        except BaseException:
            stacks.pop().stop()
            raise

    yield start
    faults = [fault for stack in stacks for fault in stack.stop()]
    assert not faults, "\n".join(faults)


@pytest.fixture
def new_stack(programs, tmp_path):
    """Starts a stack that belongs to the test; for the options see stacks_in."""
    with stacks_in(programs, tmp_path) as start:
        yield start


@pytest.fixture(scope="session")
def shared_stacks(programs, tmp_path_factory):
    """Starts a stack for the whole session."""
    with stacks_in(programs, tmp_path_factory.mktemp("shared")) as start:
        yield start
