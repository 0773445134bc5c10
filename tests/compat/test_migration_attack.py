# SPDX-License-Identifier: Apache-2.0
"""A store is brought forward while crm and Redis die, again and again, with damage in it, and is asked all along. In the end
it is as if nothing had happened."""

import random
import threading
import time

import aged
import pytest
from harness.records import World
from harness.waiting import wait_until

BEGINS = "bringing the store forward"
ENDS = "store brought forward"
REFUSALS = (503, 504)  # of the gateway, until there is a store
GOES = 4  # at an attack, each with twice the customers


def damage(redis):
    """Keys of another type, rows and profiles that nothing can be read of, and a member of another relation."""
    for key in ("rel:{u:1}:7", "notes:{u:2}:8", "tagged:9", "msgs:{u:1}:10", "log:{u:3}"):
        redis.call("DEL", key)
        redis.call("SET", key, "of another type")
    redis.call("RPUSH", "notes:{u:1}:11", "short")
    redis.call("RPUSH", "log:{u:2}", "damaged")
    redis.call("SET", "tag:5", "no profile")
    redis.call("SET", "bound:12", "no set")
    redis.call("HSET", "rel:{u:2}:13", "member", "of nobody")
    redis.call("SET", "rel:{u:x}:1", "no key of ours")


class Asker(threading.Thread):
    """Asks for pages, again and again. What is refused is counted; what is answered must be as on the store brought forward
    in peace."""

    def __init__(self, stack, expected):
        super().__init__(daemon=True)
        self.staff = World(stack).client("user", 1)
        self.expected = expected
        self.over = threading.Event()
        self.refused = self.answered = 0
        self.wrong = []

    def run(self):
        while not self.over.is_set():
            for path, right in self.expected.items():
                answer = self.staff.get(path)
                if answer.status in REFUSALS:
                    self.refused += 1
                elif answer.status == 200 and answer.envelope == right:
                    self.answered += 1
                else:
                    self.wrong.append((path, repr(answer)))


# Not tag_customer: its order is when customers got a tag, which is the time of the migration.
PAGES = ("/tongxunlu", "/tag_list", "/action/time", "/follow_language")


@pytest.fixture
def seed(request):
    return request.config.getoption("--seed") or str(random.SystemRandom().randrange(10**6))


def pages(stack):
    staff = World(stack).client("user", 1)
    return {path: staff.get(path).envelope for path in PAGES}


def found(stack):
    """What check says, less the number of keys and when."""
    return sorted(line for line in stack.ctl("check").stdout.splitlines() if " findings" not in line)


def make(upgrade, form, customers, damaged):
    stack = upgrade()
    with stack.probe() as redis, aged.unhurried(redis):
        aged.fill(stack, customers)
        aged.age(redis, form)
        if damaged:
            damage(redis)
    return stack


def peaceful(upgrade, form, customers, damaged):
    """What becomes of a store, what pages answer, what check says, and how long bringing it forward took."""
    stack = make(upgrade, form, customers, damaged)
    crm = stack.service("crm").start()
    wait_until(lambda: BEGINS in crm.log(), 15, "crm to begin")
    began = time.monotonic()
    wait_until(lambda: ENDS in crm.log(), 120, "crm to end")
    took = time.monotonic() - began
    with stack.probe() as redis:
        contents = aged.contents(redis)
    crm.stop()
    stack.begin()
    stack.wait_ready()
    return contents, pages(stack), found(stack), took


def refuses_import(stack):
    """leidactl leaves a store alone of which only a part has been brought forward."""
    if stack.redis_call("GET", "form") != b"2":
        refused = stack.ctl("import", "-", given='{"type":"company","id":9,"name":"x"}\n')
        assert refused.returncode == 1 and "leida-crm brings it forward" in refused.stderr, refused


def disturb(stack, died, moment):
    """Kills crm, or Redis under it, `moment` seconds after it has begun once more, having been disturbed so often. False when
    it was through already."""
    crm = stack.service("crm")
    wait_until(lambda: crm.log().count(BEGINS) > died or ENDS in crm.log(), 30, "crm to begin")
    time.sleep(moment)
    if died % 5 == 1:
        stack.redis.kill()
        stack.start_redis()
    else:
        crm.kill()
        refuses_import(stack)
        crm.start()
    return ENDS not in crm.log()


def attack_once(upgrade, chance, form, customers, kills, damaged):
    """Gives how often something was killed, and what check finds in the end. The kills come later each time, lest it be through
    before there were enough."""
    died = 0
    right, expected, broken, took = peaceful(upgrade, form, customers, damaged)
    stack = make(upgrade, form, customers, damaged)
    stack.begin()
    asker = Asker(stack, expected)
    asker.start()
    while died < kills and disturb(stack, died, chance.uniform(0, took * 0.8 * ((died + 1) / kills) ** 3)):
        died += 1
    stack.wait_ready()
    wait_until(lambda: asker.answered > 2 * len(PAGES), 30, "answers")
    asker.over.set()
    asker.join()
    with stack.probe() as redis:
        wrong = aged.differences(right, aged.contents(redis))
    print(f"form {form}, {customers} customers: {died} kills, {asker.refused} calls refused, {asker.answered} answered, "
          f"{took:.2f} s in peace")
    assert (wrong, asker.wrong[:3], found(stack)) == ([], [], broken)
    return died, broken


def attack(upgrade, seed, form, customers, kills, damaged=True):
    """Gives what check finds in the end. How long it takes in peace says little where the machine was busier then than it
    is now: if it was through before there were enough kills, it is done again with twice as many customers."""
    chance = random.Random(seed)
    print(f"--seed {seed}")
    for doubled in range(GOES):
        died, broken = attack_once(upgrade, chance, form, customers << doubled, kills, damaged)
        if died >= kills / 2:
            return broken
    raise AssertionError(f"{died} of {kills} kills with {customers << doubled} customers: it was through before")


@pytest.mark.parametrize("form", [0, 1])
def test_killed_and_damaged_the_store_comes_out_the_same(upgrade, seed, form):
    assert attack(upgrade, seed, form, 150, 2)


def test_a_sound_store_has_nothing_to_be_mended(upgrade, seed):
    assert attack(upgrade, seed, 0, 150, 2, damaged=False) == []


@pytest.mark.long
@pytest.mark.parametrize("form", [0, 1])
def test_killed_fifty_times(upgrade, seed, form):
    assert attack(upgrade, seed, form, 1500, 50)
