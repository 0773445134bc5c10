# SPDX-License-Identifier: Apache-2.0
"""What goes wrong with calls, and whether they have had their effect by then."""

import http.client
import json

import pytest
from wechat_sim.client import fetch

APPID, PERSON = "wx00leida00simapp1", "oSim_customer_0001"


@pytest.fixture
def send(sim, receiver):
    """Sends one message that there is room for; status and body, or None when there is no whole answer."""
    given = {"grant_type": "client_credential", "appid": APPID, "secret": "LeidaSimGzhSecret0001"}
    token = sim.ask("/mp/cgi-bin/stable_token", given)["access_token"]
    sim.do("say", openid=PERSON, text="在吗")

    def post(timeout=10):
        given = {"touser": PERSON, "msgtype": "text", "text": {"content": "在"}}
        try:
            answer = fetch(f"{sim.base}/mp/cgi-bin/message/custom/send?access_token={token}", json.dumps(given, ensure_ascii=False).encode(), timeout)
        except (OSError, http.client.HTTPException):
            return None
        return answer[0], answer[2]

    return post


@pytest.mark.parametrize("errcode", [-1, 40001, 42001, 45009, 45011])
def test_an_errcode_has_no_effect(sim, send, errcode):
    sim.do("fault", api="custom_send", fault=str(errcode), times=1)
    assert json.loads(send()[1])["errcode"] == errcode and sim.phone(PERSON) == []
    assert json.loads(send()[1])["errcode"] == 0


@pytest.mark.parametrize(("fault", "applied"), [
    ("502", False), ("reset_before", False), ("reset_after", True), ("cut", True), ("huge", True), ("doubled", True),
    ("doubled_key", True), ("text", True)])
def test_a_fault_comes_before_or_after_the_effect(sim, send, fault, applied):
    sim.do("fault", api="custom_send", fault=fault, times=1)
    answer = send()
    assert len(sim.phone(PERSON)) == applied
    assert [entry["applied"] for entry in sim.journal(kind="call", fault=fault)] == [applied]
    if fault in ("reset_before", "reset_after", "cut"):
        assert answer is None
    elif fault == "502":
        assert answer[0] == 502 and b"<html>" in answer[1]
    elif fault == "huge":
        assert len(answer[1]) > 2 << 20
    elif fault == "text":
        assert json.loads(answer[1])["errcode"] == "0"
    elif fault == "doubled":
        assert answer[1] == answer[1][:len(answer[1]) // 2] * 2
    else:
        assert answer[1].count(b'"errcode"') == 2


def test_a_hang_answers_nothing(sim, send):
    sim.do("fault", api="*", fault="hang", times=1)
    assert send(timeout=0.3) is None
    assert send() is not None


def test_shares_of_calls_fail(sim, send):
    sim.do("fault", api="custom_send", fault="-1", share=0.3)
    sim.do("fault", api="custom_send", fault="502", share=0.3)
    for _ in range(100):
        send()
    faults = [entry["fault"] for entry in sim.journal(kind="call", api="custom_send")]
    assert all(10 <= faults.count(fault) <= 60 for fault in ("-1", "502", None))
    sim.do("no_faults")
    send()
    assert sim.journal(kind="call")[-1]["fault"] is None
