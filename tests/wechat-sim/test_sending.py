# SPDX-License-Identifier: Apache-2.0
"""What an account and an app send: windows, quotas, fields."""

import pytest

APPID, CORP, PERSON, STRANGER = "wx00leida00simapp1", "ww00leida00simcorp", "oSim_customer_0001", "oSim_customer_0002"
FIELDS = {"thing1": {"value": "你有新消息"}, "time2": {"value": "2026-11-28 10:00"}}


@pytest.fixture
def gzh(sim):
    given = {"grant_type": "client_credential", "appid": APPID, "secret": "LeidaSimGzhSecret0001"}
    return sim.ask("/mp/cgi-bin/stable_token", given)["access_token"]


@pytest.fixture
def qy(sim):
    return sim.ask("/qy/cgi-bin/gettoken", corpid=CORP, corpsecret="LeidaSimQySecret0001")["access_token"]


def custom(sim, gzh, text="在", person=PERSON):
    given = {"touser": person, "msgtype": "text", "text": {"content": text}}
    return sim.ask("/mp/cgi-bin/message/custom/send", given, access_token=gzh)["errcode"]


def template(sim, gzh, person=PERSON, name="SimTemplate01", data=None, **more):
    given = {"touser": person, "template_id": name, "data": data or FIELDS, **more}
    return sim.ask("/mp/cgi-bin/message/template/send", given, access_token=gzh)


def card(sim, qy, text="小明: 在吗", person="zhangcong", **more):
    given = {"touser": person, "msgtype": "textcard", "agentid": 1000002,
             "textcard": {"title": "新消息", "description": text, "url": "https://h5.example.com/"}, **more}
    return sim.ask("/qy/cgi-bin/message/send", given, access_token=qy)


@pytest.mark.parametrize(("what", "given", "room", "seconds"), [
    ("say", {"text": "在吗"}, 5, 48 * 3600), ("subscribe", {}, 3, 60), ("scan", {"scene": "u7"}, 3, 60), ("menu", {}, 3, 60)])
def test_a_window_has_room_and_an_end(sim, receiver, gzh, what, given, room, seconds):
    assert custom(sim, gzh) == 45015
    sim.do(what, openid=PERSON, **given)
    assert [custom(sim, gzh, str(number)) for number in range(room + 1)] == [0] * room + [45047]
    sim.do(what, openid=PERSON, **given)
    sim.do("clock", forward=seconds - 5)
    assert custom(sim, gzh) == (0 if seconds < 7000 else 42001)  # the token has not lasted so long
    sim.do("clock", forward=10)
    assert custom(sim, gzh) in (45015, 42001)
    assert len(sim.phone(PERSON)) == room + (seconds < 7000)


def test_who_has_long_done_nothing_cannot_be_written_to(sim, receiver, gzh):
    sim.do("say", openid=PERSON, text="在吗")
    sim.do("menu", openid=PERSON)
    sim.do("silence", openid=PERSON)
    assert custom(sim, gzh) == 45015


def test_messages_are_refused(sim, receiver, gzh):
    sim.do("say", openid=PERSON, text="在吗")
    assert custom(sim, gzh, person="oNobody") == 40003
    assert custom(sim, gzh, person=STRANGER) == 43004
    assert [custom(sim, gzh, "字" * 683), custom(sim, gzh, "字" * 682)] == [45002, 0]
    escaped = b'{"touser":"%s","msgtype":"text","text":{"content":"\\u5728"}}' % PERSON.encode()
    assert sim.ask("/mp/cgi-bin/message/custom/send", escaped, access_token=gzh)["errcode"] == 40033
    assert sim.ask("/mp/cgi-bin/message/custom/send", b"{", access_token=gzh)["errcode"] == 47001
    twice = escaped.replace(b'\\u5728"', b'x"').replace(b"{", b'{"touser":"x",', 1)
    assert sim.ask("/mp/cgi-bin/message/custom/send", twice, access_token=gzh)["errcode"] == 47001
    assert [entry["text"] for entry in sim.phone(PERSON)] == ["字" * 682]


def test_a_template_goes_once_by_its_id_and_is_settled(sim, receiver, gzh):
    first, again, other = (template(sim, gzh, client_msg_id=job) for job in ("job-1", "job-1", "job-2"))
    assert first["msgid"] == again["msgid"] != other["msgid"]
    assert [entry["key"] for entry in sim.phone(PERSON)] == ["job-1", "job-2"]
    sim.do("quiet")
    assert [f"<MsgID>{answer['msgid']}</MsgID><Status><![CDATA[success]]></Status>" in document
            for answer, document in zip((first, other), receiver.documents, strict=True)] == [True, True]


def test_a_template_that_a_person_blocks_is_told_of_later(sim, receiver, gzh):
    sim.do("people", openid=PERSON, blocks=True)
    assert template(sim, gzh)["errcode"] == 0
    sim.do("quiet")
    assert "failed:user block" in receiver.documents[0] and sim.phone(PERSON) == []


@pytest.mark.parametrize(("name", "value"), [
    ("thing1", "字" * 21), ("thing1", ""), ("time2", "soon"), ("time2", None), ("thing3", "x")])
def test_fields_have_kinds(sim, gzh, name, value):
    assert template(sim, gzh, data={**FIELDS, name: {"value": value}})["errcode"] == 47003


def test_templates_are_refused(sim, gzh):
    assert template(sim, gzh, name="Other")["errcode"] == 40037
    assert template(sim, gzh, person=STRANGER)["errcode"] == 43004


def test_a_subscription_is_used_up(sim, gzh):
    def send():
        given = {"touser": STRANGER, "template_id": "SimSubscribe01", "data": FIELDS}
        return sim.ask("/mp/cgi-bin/message/subscribe/bizsend", given, access_token=gzh)["errcode"]

    assert send() == 43101
    sim.do("people", openid=STRANGER, grants={"SimSubscribe01": 1})
    assert [send(), send()] == [0, 43101]


def test_a_day_has_a_quota_and_a_test_account_a_tenth(sim, receiver, gzh):
    sim.do("say", openid=PERSON, text="在吗")
    sim.do("quota", account=APPID, api="custom_send", limit=2)
    assert [custom(sim, gzh, text) for text in "abc"] == [0, 0, 45009]
    assert sim.journal(kind="call", answer=45009)[0]["over"] is True


def test_codes_have_scenes_and_are_scanned_by_what_is_drawn(sim, receiver, gzh):
    def create(kind, scene, **more):
        given = {"action_name": kind, "action_info": {"scene": {"scene_str": scene}}, **more}
        return sim.ask("/mp/cgi-bin/qrcode/create", given, access_token=gzh)

    own, lent = create("QR_LIMIT_STR_SCENE", "u7"), create("QR_STR_SCENE", "u7.c12", expire_seconds=2_592_000)
    assert "expire_seconds" not in own and lent["expire_seconds"] == 2_592_000
    assert create("QR_STR_SCENE", "u7", expire_seconds=2_592_001)["errcode"] == 40051
    assert create("QR_LIMIT_STR_SCENE", "u" * 65)["errcode"] == 40053
    sim.do("scan", openid=STRANGER, url=lent["url"])
    sim.do("scan", openid=STRANGER, url=own["url"])
    assert "<Event><![CDATA[subscribe]]></Event><EventKey><![CDATA[qrscene_u7.c12]]>" in receiver.documents[0]
    assert "<Event><![CDATA[SCAN]]></Event><EventKey><![CDATA[u7]]>" in receiver.documents[1]


def test_media_come_by_their_id(sim, receiver, gzh):
    sim.do("say", openid=PERSON, kind="image", data="/9j/")
    name = receiver.documents[0].split("<MediaId><![CDATA[")[1].split("]")[0]
    assert sim.ask("/mp/cgi-bin/media/get", access_token=gzh, media_id=name) == b"\xff\xd8\xff"
    assert sim.ask("/mp/cgi-bin/media/get", access_token=gzh, media_id="x")["errcode"] == 40007


def test_cards_reach_members_once_and_not_too_often(sim, qy):
    assert card(sim, qy, person="ZhangCong|nobody") | {"msgid": 0} == {
        "errcode": 0, "errmsg": "ok", "invaliduser": "nobody", "msgid": 0}
    assert card(sim, qy, person="nobody")["errcode"] == 81013
    for text in ("a", "a", "b"):
        assert card(sim, qy, text, enable_duplicate_check=1)["errcode"] == 0
    assert [entry["description"] for entry in sim.journal(kind="deliver")] == ["小明: 在吗", "a", "b"]
    assert [entry["why"] for entry in sim.journal(kind="dropped")] == ["duplicate"]
    for number in range(40):
        card(sim, qy, f"{number}")
    assert "member's limit" in {entry["why"] for entry in sim.journal(kind="dropped")}


def test_cards_have_limits(sim, qy):
    assert card(sim, qy, "字" * 171)["errcode"] == 45002
    sim.do("quota", corp=CORP, api="qy_send", limit=2)  # one is used up
    assert [card(sim, qy, text)["errcode"] for text in "ab"] == [0, 45009]
