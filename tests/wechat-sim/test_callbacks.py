# SPDX-License-Identifier: Apache-2.0
"""What is told by callbacks, how often, and in which wrong ways."""

import concurrent.futures

import pytest
from wechat_sim import letters

APPID, CORP, PERSON = "wx00leida00simapp1", "ww00leida00simcorp", "oSim_customer_0001"
BY_SEAL = [name for name, status in letters.FORGED.items() if name not in ("stale", "early", "bad_receiver", "longer_receiver")]


def test_a_message_comes_sealed_and_signed(sim, receiver):
    assert sim.do("say", openid=PERSON, text="在吗?]]>👋")["statuses"] == [200]
    query = receiver.queries[0]
    assert (query["encrypt_type"], query["openid"], query["receiver"]) == ("aes", PERSON, APPID)
    assert "在吗?]]]]><![CDATA[>👋" in receiver.documents[0]


def test_a_callback_that_fails_comes_again_elsewhere_three_times(sim, receiver):
    receiver.answers = [500, 0]
    assert sim.do("say", openid=PERSON, text="a")["statuses"] == [500, 0, 200]
    receiver.answers = [503] * 3
    assert sim.do("say", openid=PERSON, text="b")["statuses"] == [503] * 3
    tries = sim.journal(kind="callback")
    assert len({entry["key"] for entry in tries}) == 2 and len({entry["address"] for entry in tries}) == 2
    assert len(receiver.documents) == 1


def test_copies_come_at_once_to_both(sim, receiver):
    assert sim.do("say", openid=PERSON, text="a", copies=3)["statuses"] == [200] * 3
    assert len(set(receiver.documents)) == 1 and {query["path"] for query in receiver.queries} == {"/one", "/two"}
    assert len({query["msg_signature"] for query in receiver.queries}) == 3


def test_what_is_told_behind_the_answer_keeps_its_order(sim, receiver):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: sim.do("say", openid=f"oSim_customer_000{1 + number % 2}", text=f"n{number}", wait=False),
                      range(20)))
    sim.do("quiet")
    texts = {person: [entry["text"] for entry in sim.journal(kind="said", person=person)] for person in (PERSON, PERSON[:-1] + "2")}
    for person, said in texts.items():
        there = [document.split("<Content><![CDATA[")[1].split("]")[0] for document in receiver.documents if person in document]
        assert there == said and len(said) == 10


def test_messages_overtake_each_other(sim, receiver):
    texts = [f"n{number}" for number in range(30)]
    sim.do("say", openid=PERSON, texts=texts, reordered=True)
    said = [entry["text"] for entry in sim.journal(kind="said")]
    assert said != texts and sorted(said) == sorted(texts)


@pytest.mark.parametrize("fault", BY_SEAL)
def test_forgeries_are_not_as_they_should_be(sim, receiver, fault):
    assert sim.do("say", openid=PERSON, text="a", fault=fault)["statuses"] == [403]


@pytest.mark.parametrize("fault", ["stale", "early", "bad_receiver", "longer_receiver", *letters.SEALED, *letters.OUTER])
def test_what_is_hostile_goes_out_as_it_is_named(sim, receiver, fault):
    sim.do("say", openid=PERSON, text="a", fault=fault)
    entry = sim.journal(kind="callback")[0]
    assert entry["fault"] == fault
    if fault in letters.OUTER:
        assert entry["status"] == 403 and receiver.documents == []  # there is nothing to open
    elif fault in letters.SEALED:
        assert receiver.documents == [letters.SEALED[fault][0]]
    else:
        assert (receiver.queries[0]["receiver"] == APPID) == (fault in ("stale", "early"))


def test_a_callback_is_replayed_byte_for_byte(sim, receiver):
    sim.do("say", openid=PERSON, text="a")
    assert sim.do("replay")["status"] == 200
    first, second = receiver.queries
    assert first["msg_signature"] == second["msg_signature"] and first["timestamp"] == second["timestamp"]


@pytest.mark.parametrize("name", [APPID, CORP])
def test_addresses_are_verified(sim, receiver, name):
    assert sim.do("verify", account=name)["ok"]


def test_wecom_tells_events_of_its_app(sim, receiver):
    sim.do("event", account=CORP, **{"from": "zhangcong"}, fields={"Event": "enter_agent"})
    assert "<Event><![CDATA[enter_agent]]></Event>" in receiver.documents[0] and receiver.queries[0]["receiver"] == CORP
    assert "signature" not in receiver.queries[0] and "openid" not in receiver.queries[0]


def test_a_fault_that_is_unknown_is_refused(sim, receiver):
    with pytest.raises(AssertionError, match="there is no fault 'other'"):
        sim.do("say", openid=PERSON, text="a", fault="other")
