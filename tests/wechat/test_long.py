# SPDX-License-Identifier: Apache-2.0
"""All that can go wrong with WeChat at once, while instances of every kind and Redis are killed: what its journal proves holds. The
long form takes ten minutes, or LEIDA_WECHAT_SECONDS."""

import os
import random
import time

import pytest
from conftest import DEFAULT_STAFF, TEMPLATE, settings_of
from harness.waiting import wait_until
from ordeal import LEAST, TOKEN_SECONDS, Talk, play, used_up
from people import People, write_companies
from wechat_sim import prove, world
from wechat_sim.client import Running

SECONDS = int(os.environ.get("LEIDA_WECHAT_SECONDS", "600"))
SETTLED = 400  # seconds after which whatever failed three times has been tried again
GRACE = 1.0  # seconds a call may be under way
PARTITIONS = 16


class Scale:
    """How many instances; how many talks, so many of them at once; for how long; what share of calls each fault is given."""

    def __init__(self, instances, talks, at_once, seconds, share):
        self.instances, self.talks, self.at_once, self.seconds, self.share = instances, talks, at_once, seconds, share

    def victims(self):
        """Of the WeChat service all in turn, each followed by an instance of chat or by Redis."""
        others = ("chat-1", "redis", "chat-2", "redis")
        return [name for number in range(1, self.instances + 1) for name in (f"wechat-{number}", others[number % 4])]


SCALES = [pytest.param(Scale(3, 5, 5, 30, 0.015), id="short"),
          pytest.param(Scale(8, 40, 8, SECONDS, 0.01), id="long", marks=pytest.mark.long)]


@pytest.fixture
def many(new_stack, tmp_path):
    """Starts so many instances."""
    write_companies(tmp_path / "companies", DEFAULT_STAFF, TEMPLATE)
    simulator = Running(tmp_path, {**world.DEFAULT, "token_seconds": TOKEN_SECONDS})

    def start(instances):
        settings = {"wechat": {**settings_of(simulator.roots, tmp_path / "companies"), "LEIDA_LOG_LEVEL": "info"}}
        return People(new_stack(wechat=instances, gateways=2, chat=2, settings=settings), simulator, DEFAULT_STAFF)

    yield start
    assert simulator.stop() == 0


def history(met):
    """The rows of a conversation, the oldest first; nothing is marked as read."""
    rows, after = [], 0
    while page := met.staff_reads("/chat/getmsg/0", after=after).data["ret_data"]:
        rows += page
        after = page[-1]["id"]
    return rows


def texts_of(met, by):
    return [row["msg"] for row in history(met) if row["msg"].startswith(by)]


def waiting(people, family):
    """What stands in the queues of a family."""
    return [item for number in range(PARTITIONS) for item in people.redis("XRANGE", f"wx:{family}:{{wx{number}}}", "-", "+")]


def last_words(people, talk):
    """Both write once more: what each is to be told of, up to which id."""
    talk.close()
    met, texts = talk.met, {"客": talk.text("客"), "员": talk.text("员")}
    met.staff_reads().done()
    assert people.sim.do("say", openid=met.person, text=texts["客"])["statuses"] == [200]
    met.staff_says(texts["员"]).done()
    wait_until(lambda: {*texts.values()} <= {row["msg"] for row in history(met)}, 30, "the last words")
    ids = {row["msg"]: row["id"] for row in history(met)}
    return {"u": ids[texts["客"]], "c": ids[texts["员"]]}


def finish(people, talks):
    """Until all that was taken is done; then each writes once more, and is told."""
    wait_until(lambda: not waiting(people, "in"), SETTLED, "what people wrote to be in the conversations")
    last = {talk: last_words(people, talk) for talk in talks}

    def untold():
        for talk, ids in last.items():
            met = talk.met
            for side, ident in ids.items():
                if int(people.redis("HGET", f"wx:told:{{u:{met.staff.id}}}", f"{met.customer.id}:{side}") or 0) < ident:
                    return True
        return False

    wait_until(lambda: not untold(), SETTLED, "everybody to be told")
    wait_until(lambda: not waiting(people, "out"), SETTLED, "notices to be done with")


def complaints_of(people, talks, seen):
    entries = people.sim.journal()
    stored = {talk.met.person: texts_of(talk.met, "客") for talk in talks}
    sent = {talk.met.person: texts_of(talk.met, "员") for talk in talks}
    cards = {talk.met.away: stored[talk.met.person] for talk in talks}
    found = prove.all_of(entries, stored, sent, least=LEAST, grace=GRACE) + prove.outbound(entries, cards, "qy_send")
    for talk in talks:
        lost = [text for text in talk.acknowledged if text not in sent[talk.met.person]]
        found += [f"{talk.met.person}: {text!r} was acknowledged to the staff user and is not stored" for text in lost]
    found += [f"{person} is several customers: {idents}" for person, idents in seen.items() if len(idents) > 1]
    found += [f"given up: {item}" for item in waiting(people, "dead")]
    return found


def report(people, counts, seconds):
    """What has happened, for people to read."""
    entries = people.sim.journal()
    counts.of["callbacks"] = sum(entry["kind"] == "callback" for entry in entries)
    counts.of["said"] = sum(entry["kind"] == "said" and not entry["fault"] for entry in entries)
    counts.of["accepted"] = len(prove.accepted(entries))
    for entry in entries:
        if entry["kind"] == "deliver":
            counts.of[f"shown by {entry['api']}"] += 1
        elif entry["kind"] == "call":
            counts.of["calls"] += 1
            if entry["fault"]:
                counts.of[f"call faults: {entry['fault']}"] += 1
        elif entry["kind"] == "callback" and entry["fault"]:
            counts.of[f"forged: {entry['fault']}"] += 1
        elif entry["kind"] == "token":
            counts.of[f"tokens {entry['why'] or 'as before'}"] += 1
    counts.of["texts shown by custom_send"] = len(prove.delivered(entries))
    counts.of["texts shown by qy_send"] = len(prove.delivered(entries, api="qy_send"))
    counts.of["windows run into"] = len(prove.refused_for_good(entries))
    counts.of["seconds in all"] = round(seconds)
    return "\n".join(f"{number:8} {what}" for what, number in sorted(counts.of.items()))


@pytest.mark.parametrize("scale", SCALES)
def test_nothing_is_lost_or_shown_twice(many, scale, request, capsys):
    seed = request.config.getoption("--seed") or str(random.SystemRandom().randrange(10**9))
    begun = time.monotonic()
    people = many(scale.instances)
    talks = [Talk(people, number, seed) for number in range(scale.talks)]
    counts, seen = play(people, talks, scale.at_once, scale.seconds, scale.victims(), scale.share, seed)
    finish(people, talks)
    used_up(people, talks, scale.victims()[:3])
    complaints = complaints_of(people, talks, seen)
    with capsys.disabled():
        print(f"\n--seed {seed}\n{report(people, counts, time.monotonic() - begun)}\n{len(complaints):8} violations")
    assert not complaints, "\n".join(complaints)
