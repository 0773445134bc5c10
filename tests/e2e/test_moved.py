# SPDX-License-Identifier: Apache-2.0
"""Export, then import into an empty stack: every route that is built answers there as it did before."""

import pytest
from harness.client import Client
from harness.records import Pair
from harness.routes import ROUTES, call

IDS = {"user": 1, "customer": 1}  # of the demo's best known two


def pair_of(stack):
    clients = {kind: Client(stack.base_url, kind, ident, stack.ctl("token", "issue", kind, ident).stdout.strip())
               for kind, ident in IDS.items()}
    return Pair(clients["user"], clients["customer"])


@pytest.fixture(scope="module")
def moved(shared_stacks):
    """A stack in which the demo was loaded and each route was called, and one that has its export alone."""
    source, target = shared_stacks(), shared_stacks()
    assert source.ctl("demo").returncode == 0
    pair = pair_of(source)
    for route in ROUTES:
        assert call(route, pair).code == 200, route
    pair.staff_says("not read yet").done()
    pair.customer_says("not read either").done()
    exported = source.ctl("export")
    assert exported.returncode == 0
    imported = target.ctl("import", "-", given=exported.stdout)
    assert (imported.returncode, imported.stderr) == (0, "")
    assert target.ctl("export").stdout == exported.stdout
    assert target.ctl("check").stdout.endswith(" 0 findings, 0 of them repaired\n")
    return pair, pair_of(target)


# Those that write come last: what they write has a time of its own.
@pytest.mark.parametrize("route", sorted(ROUTES, key=lambda route: route.method), ids=str)
def test_route_answers_the_same(moved, route):
    before, after = (call(route, pair) for pair in moved)
    assert before.code == 200 and after.envelope == before.envelope
