# SPDX-License-Identifier: Apache-2.0
"""Nobody reaches a customer or staff user they are not bound to (api.md 1, predecessor.md 1)."""

import pytest
from harness.records import Pair
from harness.routes import ROUTES, call

ABOUT_ONE = [route for route in ROUTES if route.peer or "{peer}" in route.path]
WRITES = [route for route in ABOUT_ONE if route.method == "POST"]
NO_RELATION = "用户-客户关系不存在"


@pytest.mark.parametrize("route", ABOUT_ONE, ids=str)
def test_route_works_between_the_bound(pair, route):
    pair.customer_says("x").done()
    pair.staff_says("x").done()
    call(route, pair).done()


@pytest.mark.parametrize("route", ABOUT_ONE, ids=str)
def test_route_refuses_a_foreign_partner(pair, world, route):
    other = world.pair()
    call(route, Pair(pair.staff, other.customer) if route.kind == "user" else Pair(other.staff, pair.customer)).refused(
        307, NO_RELATION
    )


@pytest.mark.parametrize("route", ABOUT_ONE, ids=str)
def test_route_refuses_an_unknown_partner_like_a_foreign_one(pair, route):
    call(route, pair, peer=8_999_998).refused(307, NO_RELATION)


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_route_refused_changes_nothing(world, stack, route):
    """The foreign pair looks the same afterwards (card, contact row, conversation, log), and no relation appears."""
    mine, theirs = world.pair(), world.pair()

    def seen():
        return [
            theirs.staff.get("/customer", customer_id=theirs.customer.id).data,
            theirs.staff.get("/tongxunlu").data,
            theirs.staff.get("/chat/getmsg/0", customer_id=theirs.customer.id, after=0).data,
            theirs.staff.get("/action/time").data,
            mine.staff.get("/tongxunlu").data,
        ]

    before = seen()
    crossed = Pair(mine.staff, theirs.customer) if route.kind == "user" else Pair(theirs.staff, mine.customer)
    call(route, crossed).refused(307, NO_RELATION)
    assert seen() == before


def test_colleague_of_the_same_company_is_foreign_too(world):
    company = world.company()
    one = world.bind(world.user(company_id=company), world.customer())
    two = world.bind(world.user(company_id=company), world.customer())
    world.load()
    one.staff.get("/customer", customer_id=two.customer.id).refused(307, NO_RELATION)


def test_conversations_of_one_customer_are_apart(world):
    customer = world.customer()
    one, two = (world.bind(world.user(), customer) for _ in range(2))
    world.load()
    one.customer_says("to one").done()
    two.customer_says("to two").done()
    assert [row["msg"] for row in one.staff_reads().rows] == ["to one"]
    assert [row["msg"] for row in two.staff_reads().rows] == ["to two"]
    assert [row["id"] for row in two.customer_reads().rows] == [1]


def test_same_number_as_staff_and_customer_are_two_principals(world):
    """Id 7,000,100 is a staff user and a customer; each signs with their own token and sees their own side."""
    staff, customer = world.user(id=7_000_100), world.customer(id=7_000_100)
    pair = world.bind(staff, customer)
    world.load()
    pair.staff_says("from staff").done()
    pair.customer_says("from customer").done()
    assert [row["send_type"] for row in pair.staff_reads().rows] == [1, 2]
    assert pair.unread() == (0, 1)
