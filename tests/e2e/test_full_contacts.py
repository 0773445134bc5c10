# SPDX-License-Identifier: Apache-2.0
"""Full rows of the contact list: GET /qiyeweixin/tongxunlu?rows=full says memo names and tags (decision 0031)."""

import pytest
from harness.records import World


@pytest.fixture(scope="module")
def stack(shared_stacks):
    return shared_stacks()


@pytest.fixture
def world(stack):
    world = World(stack)
    world.add("tag", id=7, name="共有")
    return world


@pytest.fixture
def pair(world):
    company = world.company()
    pair = world.bind(world.user(company_id=company), world.customer(username="本名"))
    pair.company = company
    world.load()
    return pair


def full_row(staff, **query):
    """The only row; the plain one is the same without what is asked for besides."""
    [row] = staff.get("/tongxunlu", rows="full", **query).rows
    besides = {"memo_name", "tags"}
    for plain in (staff.get("/tongxunlu", **query), staff.get("/tongxunlu", rows="plain", **query)):
        assert plain.rows == [{name: value for name, value in row.items() if name not in besides}]
    return row


def tag(pair, *names):
    for name in names:
        pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": name}).done()


def ids_of(staff):
    return {tag["name"]: tag["id"] for group in staff.get("/tag_list").rows for tag in group["tags"]}


def test_row_of_a_bare_customer(pair):
    row = full_row(pair.staff)
    assert (row["customer_username"], row["memo_name"], row["tags"]) == ("本名", "", [])


def test_memo_name_stands_beside_the_name(pair):
    pair.staff.post(f"/customer/update_information/{pair.customer.id}", {"sex": 1, "memo_name": "老王"}).done()
    row = full_row(pair.staff, username="老王")
    assert (row["customer_username"], row["memo_name"]) == ("本名", "老王")


def test_tags_are_those_of_the_card_in_its_order(pair):
    tag(pair, "意向高", "长期")
    ids = ids_of(pair.staff)
    assert full_row(pair.staff)["tags"] == [{"id": ids[name], "name": name} for name in ("意向高", "长期")]
    assert full_row(pair.staff, customer_id=pair.customer.id)["tags"] == full_row(pair.staff)["tags"]
    pair.staff.post(f"/tag_list/customer_tag/{pair.customer.id}", {"tag_list": [ids["长期"], ids["意向高"]]}).done()
    assert [one["name"] for one in full_row(pair.staff)["tags"]] == ["长期", "意向高"]
    pair.staff.post(f"/tag_list/customer_tag/{pair.customer.id}", {"tag_list": []}).done()
    assert full_row(pair.staff)["tags"] == []


def test_no_more_than_the_first_ten_tags(pair):
    names = [f"第{number}个" for number in range(12)]
    tag(pair, *names)
    assert [one["name"] for one in full_row(pair.staff)["tags"]] == names[:10]


def test_colleagues_see_the_tags_and_other_companies_do_not(world, pair):
    colleague, stranger = (world.bind(world.user(company_id=company), pair.customer).staff
                           for company in (pair.company, world.company()))
    world.load()
    tag(pair, "意向高")
    assert [one["name"] for one in full_row(colleague)["tags"]] == ["意向高"]
    assert full_row(stranger)["tags"] == []


def test_list_of_a_company_that_the_staff_user_has_left_is_not_shown(stack, world, pair):
    """Not even those of its tags that the stock has, too: the card shows the new company's list."""
    shared = next(iter(ids_of(pair.staff).values()))
    with stack.probe() as redis:
        of = f"tags:{{u:{pair.staff.id}}}:of"
        redis.call("HSET", of, pair.customer.id, f"{pair.company}:1:{shared}")
        assert [one["id"] for one in full_row(pair.staff)["tags"]] == [shared]
        redis.call("HSET", of, pair.customer.id, f"{pair.company + 1}:1:{shared}")
    assert full_row(pair.staff)["tags"] == []


@pytest.mark.parametrize("value", ["", "1", "1:2", "1:2:3,x", "x:2:3", "1:x:3", ":::", "1:2:0", "-1:2:3"])
def test_corrupt_tags_are_told_and_cost_plain_rows_nothing(stack, pair, value):
    with stack.probe() as redis:
        redis.call("HSET", f"tags:{{u:{pair.staff.id}}}:of", pair.customer.id, value)
    assert pair.staff.get("/tongxunlu").done()["data_count"] == 1
    assert pair.staff.get("/tongxunlu", rows="full").status == 503
    assert f"key=tags:{{u:{pair.staff.id}}}:of" in stack.logs()


def test_pages_of_many_rows_keep_rows_and_tags_together(world):
    """More rows than one command asks for."""
    staff = world.user(company_id=world.company())
    pairs = [world.bind(staff, world.customer()) for _ in range(130)]
    world.load()
    for number in (0, 59, 60, 129):
        tag(pairs[number], f"{number}号")
    tagged = {row["customer_id"]: [one["name"] for one in row["tags"]]
              for row in staff.get("/tongxunlu", rows="full", length=200, order="-create_date").rows if row["tags"]}
    assert tagged == {pairs[number].customer.id: [f"{number}号"] for number in (0, 59, 60, 129)}


@pytest.mark.parametrize("value", ["", "Full", "1", "tags"])
def test_other_forms_are_refused(pair, value):
    pair.staff.get("/tongxunlu", rows=value).invalid(rows="invalid")
