# SPDX-License-Identifier: Apache-2.0
"""Letters that pretend to be WeChat's: each is refused by an empty answer of its status, and nothing is stored."""

import pytest
from harness.client import BASE, Client
from harness.waiting import wait_until
from people import APPID, COMPANY, CORP
from wechat_sim import letters


def stored(people):
    """What callbacks write."""
    keys = people.redis("KEYS", "wx:in:*") + people.redis("KEYS", "wx:seen:*") + people.redis("KEYS", "wx:open:*")
    return sorted(keys), [people.redis("XLEN", key) for key in sorted(people.redis("KEYS", "wx:in:*"))]


def post(people, path, body, media="text/xml"):
    client = Client(people.stack.base_url, "customer", 0, "")
    answer = client.send("POST", BASE + path, body, {"Content-Type": media})
    client.close()
    return answer


@pytest.mark.parametrize("name", [APPID, CORP])
@pytest.mark.parametrize("fault", letters.REFUSED)
def test_a_hostile_letter_is_refused(people, name, fault):
    before = stored(people)
    given = {"account": name, "from": "oSim_hostile", "kind": "text", "fields": {"Content": "a", "MsgId": 7}, "fault": fault}
    assert people.sim.do("event", **given)["statuses"] == [letters.REFUSED[fault]]
    assert people.sim.journal(kind="callback")[-1]["answer"] == ""
    assert stored(people) == before


def test_a_wrong_original_id_in_the_file_loses_nothing_and_is_told(people):
    person = people.person(follows=True)
    fields = {"ToUserName": "gh_another0001", "Content": "在吗", "MsgId": 4711}
    assert people.sim.do("event", **{"account": APPID, "from": person, "kind": "text", "fields": fields})["statuses"] == [200]
    customer = wait_until(lambda: people.customer_of(person), 10, "the customer")
    wait_until(lambda: "在吗" in people.texts(people.default, customer), 10, "what they wrote")
    wait_until(lambda: "gh_another0001" in people.stack.logs(), 10, "a log of it")


@pytest.mark.parametrize("name", [APPID, CORP])
def test_an_address_is_verified(people, name):
    assert people.sim.do("verify", account=name)["ok"]
    for fault in ("bad_signature", "stale", "no_signature"):
        answer = people.sim.do("verify", account=name, fault=fault)
        assert (answer["status"], answer["answer"]) == (403, "")


@pytest.mark.parametrize("fault", ["bad_receiver", "bad_padding", "foreign_key", "not_base64"])
def test_wecoms_echo_is_opened_with_care(people, fault):
    answer = people.sim.do("verify", account=CORP, fault=fault)
    assert (answer["status"], answer["answer"]) == (403, "")


@pytest.mark.parametrize("area", ["gongzhonghao", "qiyeweixin"])
def test_nobody_is_told_which_companies_there_are(people, area):
    for company in (999, COMPANY):
        answer = post(people, f"/{area}/callback/{company}?signature=a&timestamp=1&nonce=b", b"<xml/>")
        assert (answer.status, answer.body) == (403, b"")


@pytest.mark.parametrize("area", ["gongzhonghao", "qiyeweixin"])
def test_a_letter_of_more_than_64_kib_is_too_large(people, area):
    answer = post(people, f"/{area}/callback/{COMPANY}", b"a" * (64 * 1024 + 1))
    assert (answer.status, answer.body) == (413, b"")


@pytest.mark.parametrize("body", [b"<xml><FromUserName>oSim</FromUserName><MsgType>text</MsgType><Content>a</Content></xml>"])
def test_plain_letters_are_not_taken(people, body):
    owner = type("Owner", (), {"token": "LeidaSimToken", "is_qy": False})
    query = letters._query(owner, "oSim", None, None)
    assert post(people, f"/gongzhonghao/callback/{COMPANY}?{query}", body).status in (400, 403)
