# SPDX-License-Identifier: Apache-2.0
"""People who write to each other while all goes wrong at once: calls to WeChat, its callbacks, and processes that are killed."""

import collections
import concurrent.futures
import http.client
import itertools
import random
import threading
import time

from meeting import Meeting
from people import APPID, CORP, page_of
from wechat_sim import letters

TOKEN_SECONDS = 360  # due for renewal after a minute: five minutes before their end
LEAST = 50  # seconds between two renewals

# What goes wrong with any call, the share of each; an answer that is lost may have had its effect or not.
ANSWERS = ("-1", "502", "hang", "hang_after", "reset_before", "reset_after", "cut", "huge", "doubled", "doubled_key", "text")
SENDING = ("custom_send", "template_send", "qy_send")
LOST = (OSError, http.client.HTTPException, AssertionError)  # what a call may come to while processes are killed


class Counts:
    """What happened how often, for whoever reads the report."""

    def __init__(self):
        self.lock = threading.Lock()
        self.of = collections.Counter()

    def add(self, what, number=1):
        with self.lock:
            self.of[what] += number


class Talk:
    """A staff user and a customer, who each write, read, and are away at times."""

    def __init__(self, people, number, seed):
        self.people, self.number = people, number
        self.random = random.Random(f"{seed} {number}")
        self.met = Meeting(people, says=None, userid=people.member())
        self.texts = itertools.count(1)
        self.acknowledged = []  # of the staff user's

    def text(self, by):
        return f"{by}{self.number}的第{next(self.texts)}句"

    def customer_says(self):
        how = self.random.choice(({"copies": 3}, {"copies": 3}, {}, {"reordered": True}))
        if "reordered" in how:
            how["texts"] = [self.text("客") for _ in range(3)]
        else:
            how["text"] = self.text("客")
        self.people.sim.do("say", openid=self.met.person, **how)

    def staff_says(self):
        text = self.text("员")
        if self.met.staff_says(text).code == 200:
            self.acknowledged.append(text)

    def step(self):
        """What either does next. A customer who is silent for long has their window used up."""
        chance = self.random.random()
        if chance < 0.35:
            self.customer_says()
        elif chance < 0.85:
            self.staff_says()
        elif chance < 0.92:
            self.met.staff_reads()
        else:
            self.met.customer_reads()

    def close(self):
        """Connections: one that was idle for long is ended."""
        for client in (self.met.staff, self.met.customer):
            client.close()

    def go_on(self, until, counts):
        self.customer_says()
        while time.monotonic() < until:
            try:
                self.step()
            except LOST:
                counts.add("calls that failed")
                self.close()
            time.sleep(self.random.uniform(0.2, 2.5))


def forge(people, talks, until, seed):
    """Every kind of letter that is to be refused, in turn, and letters that come once more."""
    chosen = random.Random(f"{seed} forger")
    for fault in itertools.cycle((*letters.REFUSED, "replay")):
        if time.monotonic() >= until:
            return
        if fault == "replay":
            people.sim.do("replay")
        else:
            people.sim.do("say", openid=chosen.choice(talks).met.person, text=f"falsch {fault}", fault=fault)
        time.sleep(0.3)


def visit(people, until, counts, seen):
    """People come by logins, the same ones again: each is one customer. `seen`: openid -> ids."""
    persons = [people.person(follows=True) for _ in range(4)]
    for person, scope in zip(itertools.cycle(persons), itertools.cycle(("base", "base", "userinfo"))):
        if time.monotonic() >= until:
            return
        try:
            seen[person].add(people.exchange(page_of(people.way(person, scope=scope))[1]["login"]).done()["user_id"])
            counts.add("logins")
        except (*LOST, KeyError, ValueError):
            counts.add("logins that failed")
        time.sleep(1)


def expire(people, until, counts):
    """Tokens end before their time, of both accounts, but seldom enough that others are renewed in time."""
    pause = min(75, (until - time.monotonic()) / 3)
    for account in itertools.cycle((APPID, CORP)):
        time.sleep(min(pause, max(0, until - time.monotonic())))
        if time.monotonic() >= until:
            return
        people.sim.do("expire", account=account)
        counts.add("tokens ended early")


def limit(people, until, counts):
    """Now and then it is too much for WeChat, or for WeCom: whoever is told so rests for a minute. (A day's quota: used_up().)"""
    for api, fault in itertools.cycle((("custom_send", "45011"), ("qy_send", "45009"), ("template_send", "45011"))):
        time.sleep(min(40, max(0, until - time.monotonic())))
        if time.monotonic() >= until - 30:
            return
        people.sim.do("fault", api=api, fault=fault, times=1)
        counts.add(f"rests of {api}")


def used_up(people, talks, victims):
    """The day's quota of custom messages is used up while everybody is written to. It is not asked for again, whoever dies."""
    people.sim.do("fault", api="custom_send", fault="45009", times=1)
    for talk in talks:
        people.sim.do("say", openid=talk.met.person, text=talk.text("客"))
        talk.staff_says()
    time.sleep(8)  # they are told after five
    for victim in victims:
        restart(people, victim)
    for talk in talks:
        talk.staff_says()
    time.sleep(12)  # and the leases of who died have ended by then


def restart(people, name):
    """Kills it; it is back before the return."""
    people.sim.do("killed", name=name)
    if name == "redis":
        people.stack.redis.kill()
        people.stack.start_redis()
        return
    process = people.stack.service(name)
    process.kill()
    process.start()
    process.wait_ready()


def kill_in_turn(people, victims, until, counts):
    """Instances of every kind and Redis, one after the other; each is back before the next goes."""
    for victim in itertools.cycle(victims):
        if time.monotonic() >= until:
            return
        counts.add(f"kills of {victim.split('-')[0]}")
        restart(people, victim)
        time.sleep(2)


def begin_faults(people, share):
    """All at once, each with so small a share that calls succeed sooner or later."""
    for fault in ANSWERS:
        people.sim.do("fault", api="*", fault=fault, share=share)
    for api in SENDING:
        for fault in ("40001", "42001"):
            people.sim.do("fault", api=api, fault=fault, share=share)
    people.sim.do("fault", api="userinfo", fault="stranger", share=4 * share)


def take_turns(talks, number, at_once, until, counts):
    """Every so-manyth talk, one after the other: they share the time."""
    mine = talks[number::at_once]
    begun, seconds = time.monotonic(), until - time.monotonic()
    for turn, talk in enumerate(mine, 1):
        talk.go_on(begun + seconds * turn / len(mine), counts)


def play(people, talks, at_once, seconds, victims, share, seed):
    """Counts, and who logged in as whom. Of the talks so many go on at once."""
    counts, seen = Counts(), collections.defaultdict(set)
    begin_faults(people, share)
    until = time.monotonic() + seconds
    with concurrent.futures.ThreadPoolExecutor(at_once + 5) as pool:
        playing = [pool.submit(take_turns, talks, number, at_once, until, counts) for number in range(at_once)]
        playing.append(pool.submit(forge, people, talks, until, seed))
        playing.append(pool.submit(visit, people, until, counts, seen))
        playing.append(pool.submit(expire, people, until, counts))
        playing.append(pool.submit(limit, people, until, counts))
        playing.append(pool.submit(kill_in_turn, people, victims, until, counts))
        for one in playing:
            one.result()
    people.sim.do("no_faults")
    people.sim.do("quiet")
    return counts, seen
