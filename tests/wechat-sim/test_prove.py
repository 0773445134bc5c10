# SPDX-License-Identifier: Apache-2.0
"""The prover finds what is wrong in a journal, and nothing in one that is right."""

import itertools

import pytest
from wechat_sim import prove

APP = "wx1"


def entries(*given):
    return [{"n": n, "at": 1000.0 + n, "kind": kind, **fields} for n, (kind, fields) in enumerate(given)]


def said(key, text, person="o1"):
    return "said", {"account": APP, "person": person, "key": key, "what": "say", "text": text, "fault": None}


def told(key, ok=True, person="o1", fault=None):
    return "callback", {"account": APP, "person": person, "key": key, "ok": ok, "status": 200 if ok else 0, "fault": fault,
                        "answer": ""}


def shown(text, person="o1", key=None, counter=itertools.count(1)):  # noqa: B008 (one for all)
    return "deliver", {"person": person, "api": "custom_send", "key": key or next(counter), "text": text}


def call(api, answer=0, fault=None, at=None, **more):
    return "call", {"account": APP, "api": api, "answer": answer, "fault": fault, "applied": not fault, **more,
                    **({"at": at} if at else {})}


def token(gen, fresh):
    return "token", {"account": APP, "what": "token", "gen": gen, "fresh": fresh}


RIGHT = entries(said(1, "a"), told(1, ok=False), told(1), said(2, "b"), told(2), told(2), said(3, "c"), told(3, ok=False))


@pytest.mark.parametrize("stored", [["a", "b"], ["a", "b", "c"]])
def test_what_was_accepted_is_stored_and_what_was_not_may_be(stored):
    assert prove.inbound(RIGHT, {"o1": stored}) == []


@pytest.mark.parametrize(("stored", "complaint"), [
    (["a"], "'b' was accepted and is not stored"), (["a", "b", "b"], "'b' is stored 2 times"), (["b", "a"], "in the order"),
    (["a", "b", "x"], "nobody has said it"), ([], "'a' was accepted and is not stored")])
def test_what_is_lost_doubled_or_out_of_order_is_found(stored, complaint):
    assert any(complaint in line for line in prove.inbound(RIGHT, {"o1": stored}))


def test_a_forgery_is_no_acceptance():
    assert prove.inbound(entries(said(1, "a"), told(1, fault="stale")), {}) == []
    assert "was taken" in prove.callbacks_refused(entries(said(1, "a"), told(1, fault="stale")))[0]


def test_what_is_sent_twice_is_found():
    assert prove.sent_twice(entries(shown("a\nb"), shown("c"), shown("a", person="o2"))) == []
    cards = [("deliver", {"person": "m", "api": "qy_send", "key": key, "description": text})
             for key, text in ((1, "a"), (2, "a\nb"))]
    assert "'a' again" in prove.sent_twice(entries(*cards))[0]
    assert "'b' again" in prove.sent_twice(entries(shown("a\nb"), shown("b\nc")))[0]
    assert prove.outbound(entries(shown("a\nb"), shown("d")), {"o1": ["a", "b", "c", "d"]}) == []
    wrong = prove.outbound(entries(shown("b"), shown("a"), shown("a"), shown("x")), {"o1": ["a", "b"]})
    assert [word for word in ("2 times", "was not sent", "out of order") if any(word in line for line in wrong)] == [
        "2 times", "was not sent", "out of order"]


def test_one_refresh_an_expiry():
    fetch = call("stable_token")
    assert prove.refreshes(entries(token(1, True), fetch, token(2, True), fetch)) == []
    assert "token 1 again" in prove.refreshes(entries(token(1, True), fetch, token(1, False), fetch))[0]
    assert prove.refreshes(entries(call("stable_token", fault="cut"), token(1, False))) == []
    assert prove.refreshes(entries(call("custom_send", 40001, fault="40001"), token(1, False))) == []
    assert len(prove.refreshes(entries(call("custom_send", 40001, fault="40001"), token(1, False), token(1, False)))) == 1
    assert len(prove.forced(entries(call("stable_token", forced=True)))) == 1


def test_who_was_killed_is_an_excuse_for_one_more_refresh():
    fetch, killed = call("stable_token"), ("killed", {"name": "redis"})
    assert prove.refreshes(entries(fetch, token(1, True), killed, fetch, token(1, False))) == []
    assert len(prove.refreshes(entries(fetch, token(1, True), killed, fetch, token(1, False), fetch, token(1, False)))) == 1
    assert len(prove.refreshes(entries(killed, fetch, token(1, True), fetch, token(1, False)))) == 1  # nobody was asking then
    assert len(prove.refreshes(entries(token(1, True), token(2, True)), least=50)) == 1
    while_fine = [call("media")] * 30
    in_time = entries(token(1, True), *while_fine, call("media", 40001), token(1, False), *while_fine, token(2, True))
    assert prove.refreshes(in_time, least=50) == []
    late = entries(call("custom_send", 40001), *[call("custom_send")] * 40, token(1, False))
    assert len(prove.refreshes(late)) == 1  # an excuse does not last


def test_who_is_told_to_rest_rests():
    assert prove.quotas(entries(call("custom_send", 45009, at=1000), call("custom_send", at=1055), call("media", at=1001))) == []
    assert len(prove.quotas(entries(call("custom_send", 45009, at=1000), call("custom_send", at=1054)))) == 1
    soon = entries(call("custom_send", 45009, at=1000), call("custom_send", 45009, at=1000.5), call("custom_send", at=1054))
    assert (len(prove.quotas(soon)), len(prove.quotas(soon, grace=1.0))) == (2, 1)


def test_all_proofs_together():
    assert prove.all_of(RIGHT, stored={"o1": ["a", "b"]}, sent={"o1": []}) == []
    assert len(prove.all_of(RIGHT, stored={"o1": ["a"]}, sent={"o1": []})) == 1
