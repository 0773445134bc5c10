# SPDX-License-Identifier: Apache-2.0
"""Tokens and tickets: how long they live, and who is refused."""

import pytest

APPID, CORP = "wx00leida00simapp1", "ww00leida00simcorp"
GZH = {"grant_type": "client_credential", "appid": APPID, "secret": "LeidaSimGzhSecret0001"}
QY = {"corpid": CORP, "corpsecret": "LeidaSimQySecret0001"}


def token(sim, **more):
    return sim.ask("/mp/cgi-bin/stable_token", {**GZH, **more})


def ticket(sim, text):
    return sim.ask("/mp/cgi-bin/ticket/getticket", access_token=text, type="jsapi")


def test_a_token_is_the_same_until_its_last_five_minutes_and_then_both_live(sim):
    first = token(sim)
    assert token(sim)["access_token"] == first["access_token"] and first["expires_in"] <= 7200
    sim.do("clock", forward=6890)
    assert token(sim)["access_token"] == first["access_token"]
    sim.do("clock", forward=30)
    second = token(sim)
    assert second["access_token"] != first["access_token"] and second["expires_in"] > 7190
    assert [ticket(sim, one["access_token"])["errcode"] for one in (first, second)] == [0, 0]
    sim.do("clock", forward=300)
    assert [ticket(sim, one["access_token"])["errcode"] for one in (first, second)] == [42001, 0]


def test_a_token_that_ends_early_is_expired_and_renewed(sim):
    first = token(sim)["access_token"]
    sim.do("expire", account=APPID)
    assert ticket(sim, first)["errcode"] == 42001
    second = token(sim)["access_token"]
    assert second != first and ticket(sim, second)["errcode"] == 0


def test_a_forced_refresh_ends_the_one_before_and_is_rare(sim):
    first = token(sim)["access_token"]
    assert token(sim, force_refresh=True)["access_token"] != first
    assert ticket(sim, first)["errcode"] == 42001
    assert token(sim, force_refresh=True)["errcode"] == 45009


@pytest.mark.parametrize(("wrong", "errcode"), [
    ({"appid": "wx0"}, 40013), ({"secret": "x"}, 40125), ({"grant_type": "password"}, 40002)])
def test_whoever_is_not_the_account_gets_no_token(sim, wrong, errcode):
    assert token(sim, **wrong)["errcode"] == errcode


def test_what_never_was_a_token_is_invalid(sim):
    assert [ticket(sim, "x")["errcode"], sim.ask("/mp/cgi-bin/ticket/getticket", type="jsapi")["errcode"]] == [40001, 41001]


def test_wecom_gives_tokens_and_both_tickets(sim):
    text = sim.ask("/qy/cgi-bin/gettoken", **QY)["access_token"]
    assert sim.ask("/qy/cgi-bin/gettoken", **QY)["access_token"] == text
    corp = sim.ask("/qy/cgi-bin/get_jsapi_ticket", access_token=text)
    agent = sim.ask("/qy/cgi-bin/ticket/get", access_token=text, type="agent_config")
    assert corp["ticket"] != agent["ticket"] and (corp["errcode"], agent["errcode"]) == (0, 0)
    assert sim.ask("/qy/cgi-bin/gettoken", **{**QY, "corpsecret": "x"})["errcode"] == 40091
    assert sim.ask("/qy/cgi-bin/get_jsapi_ticket", access_token="x")["errcode"] == 40014
    sim.do("expire", corp=CORP)
    assert sim.ask("/qy/cgi-bin/get_jsapi_ticket", access_token=text)["errcode"] == 42001
