# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests and the fault kit share: the options that say which programs to run, and stacks of them."""

import concurrent.futures
import contextlib
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "e2e"))

from harness.redis_lent import Clusters  # noqa: E402
from harness.stack import ROOT, Programs, Stack  # noqa: E402

AT_ONCE = 8  # stacks that are stopped

# A stack of whoever runs the tests is none of theirs, and neither is the script that has started them (`./leida test`): with
# its folder in LEIDA_ROOT programs name it in the commands they print, and it runs another build.
for name in ("LEIDA_DATA", "LEIDA_ROOT"):
    os.environ.pop(name, None)


def pytest_addoption(parser):
    group = parser.getgroup("leida")
    default = os.environ.get("LEIDA_BIN", ROOT / "build" / "dev" / "bin")
    group.addoption("--bin", default=default, help="folder with the programs (LEIDA_BIN)")
    wrapper = os.environ.get("LEIDA_WRAPPER", "")
    group.addoption("--wrapper", default=wrapper, help='run each under this, such as "valgrind -q" (LEIDA_WRAPPER)')
    group.addoption("--base-url", help="test the stack that answers here, such as http://127.0.0.1:8000")
    group.addoption("--seed", default=os.environ.get("LEIDA_SEED"), help="of what is random, as a run has printed it (LEIDA_SEED)")
    group.addoption("--redis", choices=("one", "cluster"), default="one", help="what the stacks keep their data in")
    group.addoption("--ctl", default="./leida ctl", help="the command that is leidactl for that stack")


def pytest_runtest_setup(item):
    alone = item.get_closest_marker("one_redis")
    if alone and item.config.getoption("--redis") != "one":
        pytest.skip(f"with one Redis only: {alone.kwargs['reason']}")


@pytest.fixture
def show(capsys):
    """Prints past pytest's capture: the tables are for people."""

    def write(text):
        with capsys.disabled():
            print(f"\n{text}", flush=True)

    return write


@pytest.fixture(scope="session")
def programs(request):
    if request.config.getoption("--base-url"):
        pytest.skip("starts programs of its own")
    return Programs(request.config.getoption("--bin"), request.config.getoption("--wrapper"))


@pytest.fixture(scope="session")
def clusters(request, tmp_path_factory):
    """What lends clusters to stacks; None: each stack has one Redis of its own."""
    if request.config.getoption("--redis") == "one":
        yield None
        return
    lent = Clusters(tmp_path_factory.mktemp("clusters"))
    yield lent
    lent.stop()


@contextlib.contextmanager
def stacks_in(programs, clusters, folder):
    """Gives a function that starts stacks; in the end each must stop without a fault. It takes the options of Stack, `prepare`,
    which is called with the new stack's folder first, and `ready`: False leaves all but Redis to be started."""
    stacks, lent = [], []

    def start(prepare=None, ready=True, redis_options=None, **options):
        place = folder / f"stack{len(stacks)}"
        place.mkdir()
        if prepare:
            prepare(place)
        if clusters and "redis" not in options:
            lent.append(clusters.lend(redis_options, options.get("secrets")))
            options |= {"redis": lent[-1], "keep_redis": True}
        stacks.append(Stack(programs, place, redis_options=redis_options, **options))
        try:
            stacks[-1].start_redis()
            return stacks[-1].start_processes() if ready else stacks[-1]
        except BaseException:
            end(stacks.pop())
            raise

    def end(stack):
        return [*stack.stop(), *(clusters.take_back(stack.redis) if stack.redis in lent else [])]

    yield start
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        faults = [fault for found in pool.map(end, stacks) for fault in found]
    assert not faults, "\n".join(faults)


@pytest.fixture
def new_stack(programs, clusters, tmp_path):
    """Starts a stack that belongs to the test; for the options see stacks_in."""
    with stacks_in(programs, clusters, tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def shared_stacks(programs, clusters, tmp_path_factory):
    """Starts a stack for all tests of a module. (One that idles takes half a percent of a processor.)"""
    with stacks_in(programs, clusters, tmp_path_factory.mktemp("shared")) as start:
        yield start


@pytest.fixture(scope="session")
def session_stacks(programs, clusters, tmp_path_factory):
    """Starts a stack for the whole session."""
    with stacks_in(programs, clusters, tmp_path_factory.mktemp("session")) as start:
        yield start
