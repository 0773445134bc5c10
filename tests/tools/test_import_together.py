# SPDX-License-Identifier: Apache-2.0
"""leidactl: what is wrong only with all records together: circles of superiors, too many stock phrases."""

import json

import pytest
from test_import import dump

CIRCLE = "superior: must be neither the customer nor one whose own superiors lead back to the customer"
PHRASES_MAX = 200
LAST_ID = 2**53 - 1


def relation(customer, superior=None, user=1, **fields):
    named = {} if superior is None else {"superior": superior}
    return "relation", {"user_id": user, "customer_id": customer, **named, **fields}


@pytest.fixture
def office(store):
    """Staff users 1 and 2, and customers 1 to 5, all of them bound to both."""
    store.load([
        *(("user", {"id": user, "username": "u"}) for user in (1, 2)),
        *(("customer", {"id": customer, "username": "c"}) for customer in range(1, 6)),
        *(relation(customer, user=user) for user in (1, 2) for customer in range(1, 6)),
    ]).done()
    return store


def superiors(store):
    return {row["customer_id"]: row["superior"] for row in store.export("--user", 1) if row.get("superior")}


def refused(store, lines, *faults):
    """Each fault a pair of line number and text. Nothing is changed."""
    before = dump(store)
    result = store.load(lines)
    count = len({number for number, _ in faults})
    said = [f"line {number}: {text}" for number, text in faults]
    assert result.err.splitlines() == [*said, f"leidactl: {count} bad line{'s' * (count > 1)}, nothing imported"]
    assert (result.code, result.out, dump(store)) == (1, "", before)


@pytest.mark.parametrize("lines, bad", [
    ([relation(1, 1)], [1]),
    ([relation(1, 2), relation(2, 1)], [1, 2]),
    ([relation(4, 1), relation(1, 2), relation(2, 3), relation(3, 1), relation(5, 4)], [2, 3, 4]),
    ([relation(1, 2), relation(2, 5), relation(2, 1)], [1, 3]),
], ids=["oneself", "two", "three, with others below", "the last line of a relation counts"])
def test_circle_of_superiors_in_a_file_is_refused(office, lines, bad):
    refused(office, lines, *((number, CIRCLE) for number in bad))


def test_circle_of_superiors_with_the_store_is_refused(office):
    office.load([relation(2, 3), relation(3, 4)]).done()
    refused(office, [relation(1), relation(4, 2)], (2, CIRCLE))
    refused(office, [relation(5, 2), relation(1, 2), relation(4, 1)], (2, CIRCLE), (3, CIRCLE))
    office.load([relation(4, 2), relation(3, 1)]).done()
    assert superiors(office) == {2: 3, 3: 1, 4: 2}


def test_circle_of_another_staff_user_is_none(office):
    office.load([relation(1, 2), relation(2, 1, user=2)]).done()
    assert superiors(office) == {1: 2}


def test_circle_elsewhere_is_not_the_line_that_leads_to_it(office):
    for customer, superior in ((1, 2), (2, 1)):
        office.redis("HSET", f"rel:{{u:1}}:{customer}", "superior", superior)
    office.load([relation(4, 3), relation(3, 2)]).done()
    refused(office, [relation(2, 1)], (1, CIRCLE))
    office.load([relation(2, 5)]).done()
    assert superiors(office) == {1: 2, 2: 5, 3: 2, 4: 3}


@pytest.mark.parametrize("upwards", [True, False])
def test_superiors_of_any_depth_are_taken(office, upwards):
    depth = 1500
    people = range(100, 100 + depth)
    lines = [("customer", {"id": ident, "username": "c"}) for ident in people]
    lines += [relation(ident, ident + 1 if ident + 1 in people else None) for ident in (people if upwards else reversed(people))]
    office.load(lines).done()
    office.load(lines).done()
    assert office.ctl("check").done().endswith(" 0 findings, 0 of them repaired\n")
    lines.append(relation(people[-1], people[0]))
    refused(office, lines, *((number, CIRCLE) for number, (_, fields) in enumerate(lines, 1) if "superior" in fields))


def test_skip_bad_leaves_out_circles_of_superiors(office):
    """Also one that the line behind it would have broken, had it been good."""
    office.load([relation(4, 5)]).done()
    lines = [relation(1, 2), relation(2, 1), relation(3, 1, mem="x"), relation(4, 77), relation(5, 4)]
    result = office.load(lines, "--skip-bad")
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["line 1", "line 2", "line 4", "line 5", "leidactl"], result
    assert superiors(office) == {3: 1, 4: 5}


@pytest.mark.parametrize("words", [("change", 1, 1, "superior=1"), ("change", 1, 1, "superior=2"), ("add", 1, 6, "superior=6")])
def test_edit_refuses_a_circle_of_superiors(office, words):
    office.load([("customer", {"id": 6, "username": "c"}), relation(2, 3), relation(3, 1)]).done()
    before = dump(office)
    result = office.ctl("relation", *words)
    assert (result.code, result.out, result.err) == (1, "", f"leidactl: relation: {CIRCLE}\n")
    assert dump(office) == before
    assert json.loads(office.ctl("relation", "change", 1, 1, "superior=4").out)["superior"] == 4


def phrase(text, ident=None, user=1):
    named = {} if ident is None else {"id": ident}
    return "follow_language", {"user_id": user, "custom_language": text, **named}


def phrases(store):
    return {row["id"]: row["custom_language"] for row in store.export("--user", 1) if row["type"] == "follow_language"}


TOO_MANY = f"custom_language: user 1 would have more than {PHRASES_MAX}"


@pytest.mark.parametrize("with_id", [True, False])
def test_more_phrases_than_the_limit_are_refused(office, with_id):
    lines = [phrase(f"p{number}", number if with_id else None) for number in range(1, PHRASES_MAX + 3)]
    refused(office, lines, (PHRASES_MAX + 1, TOO_MANY), (PHRASES_MAX + 2, TOO_MANY))
    office.load([*lines[:PHRASES_MAX], phrase("p1", user=2)]).done()
    refused(office, [phrase("p7"), phrase("new"), phrase("other", 900)], (2, TOO_MANY), (3, TOO_MANY))
    replacing = phrase("else", 1)  # takes the place of one that is there
    refused(office, [replacing, phrase("p1")], (2, TOO_MANY))
    office.load([replacing]).done()
    refused(office, [phrase("p1")], (1, TOO_MANY))
    assert len(phrases(office)) == PHRASES_MAX and phrases(office)[1] == "else"


def test_skip_bad_leaves_out_the_phrases_beyond_the_limit(office):
    lines = [phrase(f"p{number}") for number in range(1, PHRASES_MAX + 3)]
    result = office.load([lines[0], *lines], "--skip-bad")
    assert result.err.splitlines()[:2] == [f"line {number}: {TOO_MANY}" for number in (PHRASES_MAX + 2, PHRASES_MAX + 3)]
    assert list(phrases(office).values()) == [fields["custom_language"] for _, fields in lines[:PHRASES_MAX]]


def test_phrase_that_is_there_is_not_stored_twice(office):
    office.load([phrase("a", 3), phrase("b")]).done()
    said = office.load([phrase("a", 8), phrase("a"), phrase("c", 9), phrase("c"), phrase("c", 11), phrase("b", 4)]).done()
    assert said == "6 records imported, 5 of them were there already\n"
    assert phrases(office) == {3: "a", 4: "b", 9: "c"}
    office.load([phrase("d")]).done()
    assert phrases(office)[12] == "d"  # 11 was somebody's id, too


def test_phrase_without_an_id_takes_none_that_the_file_names(office):
    office.load([phrase("a"), phrase("b", 1), phrase("c", 2)]).done()
    assert phrases(office) == {1: "b", 2: "c", 3: "a"}


def test_phrase_behind_the_largest_id_is_refused(office):
    office.load([phrase("a", LAST_ID)]).done()
    refused(office, [phrase("b")], (1, "custom_language: no id is left for user 1"))
    for other in (phrase("c", LAST_ID, user=2), ("follow_language_last", {"user_id": 2, "id": LAST_ID})):
        refused(office, [phrase("b", user=2), other], (1, "custom_language: no id is left for user 2"))


def test_phrases_that_are_too_many_already_stay(office):
    for number in range(1, PHRASES_MAX + 9):
        office.redis("HSET", "phrases:{u:1}", number, f"p{number}")
    assert office.load([phrase("p201"), phrase("p202", 202)]).done().endswith("2 of them were there already\n")
    office.load([phrase("else", 202)]).done()
    assert phrases(office)[202] == "else" and len(phrases(office)) == PHRASES_MAX + 8
    refused(office, [phrase("new")], (1, TOO_MANY))
