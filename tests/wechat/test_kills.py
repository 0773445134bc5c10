# SPDX-License-Identifier: Apache-2.0
"""Instances are killed while people write: whatever was acknowledged is in the conversations, once and in order."""

import concurrent.futures

import pytest
from harness.waiting import wait_until
from people import GREETING
from wechat_sim import prove

EACH = 12  # texts of each person


def write(people, person, number):
    """One text, told by two copies at once."""
    return people.sim.do("say", openid=person, text=f"{person} {number}", copies=2)["statuses"]


def restart(people, name):
    process = people.stack.service(name)
    process.kill()
    process.start()
    process.wait_ready()


@pytest.mark.parametrize("victims", [["wechat-1", "wechat-2"], ["chat-1", "crm"]])
def test_nothing_is_lost_or_doubled(fragile, victims):
    people = fragile
    persons = [people.person() for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        writing = [pool.submit(lambda who=person: [write(people, who, number) for number in range(EACH)]) for person in persons]
        for name in victims * 2:
            restart(people, name)
        for one in writing:
            one.result()
    entries = people.sim.journal()
    wanted = {person: [entry["text"] for entry in prove.accepted(entries) if entry["person"] == person] for person in persons}
    assert any(wanted.values())
    stored = {}
    for person in persons:
        customer = wait_until(lambda who=person: people.customer_of(who), 30, "the customer")
        wait_until(lambda who=customer: people.relation(people.default.id, who), 60, "the relation")
        wait_until(lambda who=customer, texts=set(wanted[person]): texts <= set(people.texts(people.default, who)), 90, "the texts")
        texts = people.texts(people.default, customer)
        assert texts.count(GREETING) <= 1
        stored[person] = [text for text in texts if text != GREETING]
    assert prove.inbound(entries, stored) == []
