# SPDX-License-Identifier: Apache-2.0
"""The authorize page, and what a code is good for."""

import urllib.parse

import pytest
from wechat_sim.client import fetch

APPID, CORP, PERSON = "wx00leida00simapp1", "ww00leida00simcorp", "oSim_customer_0001"
SECRET, QY_SECRET = "LeidaSimGzhSecret0001", "LeidaSimQySecret0001"
GZH = [("appid", APPID), ("redirect_uri", "http://127.0.0.1:8000/back"), ("response_type", "code"), ("scope", "snsapi_base"),
       ("state", "State1")]
QY = [("appid", CORP), *GZH[1:], ("agentid", "1000002")]
WEB = [("login_type", "CorpApp"), ("appid", CORP), ("agentid", "1000002"), GZH[1], GZH[4]]


def visit(sim, pairs, path="/open/connect/oauth2/authorize", person=PERSON):
    return fetch(f"{sim.base}{path}?{urllib.parse.urlencode([*pairs, *([('sim_person', person)] if person else [])])}")


def sent_back(sim, pairs, **how):
    status, headers, _ = visit(sim, pairs, **how)
    assert status == 302
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(headers["Location"]).query))


def exchange(sim, code, secret=SECRET):
    return sim.ask("/mp/sns/oauth2/access_token", appid=APPID, secret=secret, code=code, grant_type="authorization_code")


def changed(name, value):
    return [(key, value if key == name else old) for key, old in GZH]


def test_a_code_tells_the_openid_once(sim):
    back = sent_back(sim, GZH)
    assert back["state"] == "State1"
    answer = exchange(sim, back["code"])
    assert (answer["openid"], answer["scope"]) == (PERSON, "snsapi_base")
    assert exchange(sim, back["code"])["errcode"] == 40163


def test_a_code_lasts_five_minutes(sim):
    code = sent_back(sim, GZH)["code"]
    sim.do("clock", forward=301)
    assert exchange(sim, code)["errcode"] == 40029
    assert exchange(sim, "never")["errcode"] == 40029


def test_a_profile_is_told_with_the_scope_for_it(sim):
    base, info = (exchange(sim, sent_back(sim, changed("scope", scope))["code"]) for scope in ("snsapi_base", "snsapi_userinfo"))
    told = [sim.ask("/mp/sns/userinfo", access_token=one["access_token"], openid=PERSON) for one in (base, info)]
    assert (told[0]["errcode"], told[1]["nickname"]) == (48001, "小明")


def test_a_snapshot_visitor_has_a_false_openid(sim):
    sim.do("people", openid=PERSON, is_snapshot=True, unionid="uSim1")
    answer = exchange(sim, sent_back(sim, GZH)["code"])
    assert answer["is_snapshotuser"] == 1 and answer["openid"] != PERSON and "unionid" not in answer


def test_who_refuses_comes_back_without_a_code(sim):
    assert sent_back(sim, GZH, person="deny") == {"state": "State1"}


@pytest.mark.parametrize("pairs", [
    [GZH[1], GZH[0], *GZH[2:]], GZH[:4], [*GZH, ("more", "1")], changed("state", "a-b"), changed("state", "a" * 129),
    changed("scope", "all"), changed("appid", "wx1"), changed("redirect_uri", "/back"), QY[:-1], [*QY[:-1], ("agentid", "1")]])
def test_a_link_that_is_not_as_documented_is_wrong(sim, pairs):
    assert visit(sim, pairs)[0] == 400
    assert [entry["ok"] for entry in sim.journal(kind="authorize")] == [False]


def test_a_page_asks_who_comes(sim):
    status, headers, body = visit(sim, GZH, person=None)
    assert (status, headers.get_content_type()) == (200, "text/html") and PERSON in body.decode() and "拒绝" in body.decode()
    sim.do("visitor", person=PERSON)
    assert exchange(sim, sent_back(sim, GZH, person=None)["code"])["openid"] == PERSON


@pytest.mark.parametrize(("pairs", "path"), [(QY, "/open/connect/oauth2/authorize"), (WEB, "/qy/wwlogin/sso/login")])
def test_wecom_tells_members_from_others(sim, pairs, path):
    token = sim.ask("/qy/cgi-bin/gettoken", corpid=CORP, corpsecret=QY_SECRET)["access_token"]
    codes = [sent_back(sim, pairs, path=path, person=person)["code"] for person in ("zhangcong", PERSON)]
    member, other, again = (sim.ask("/qy/cgi-bin/auth/getuserinfo", access_token=token, code=code) for code in [*codes, codes[0]])
    assert (member["userid"], other["openid"], again["errcode"]) == ("zhangcong", PERSON, 40029)
    assert "userid" not in other
