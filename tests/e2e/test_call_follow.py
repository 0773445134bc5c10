# SPDX-License-Identifier: Apache-2.0
"""leidactl call --follow: prints what a WebSocket tells, a line each, as it comes."""

import contextlib
import json
import os
import queue
import subprocess
import threading

import pytest
from harness.metrics import scrape, total
from harness.records import World
from harness.waiting import PATIENCE, wait_until


@pytest.fixture(scope="module")
def world(shared_stacks):
    return World(shared_stacks(settings={"gateway": {"LEIDA_THREADS": "1"}}))


@pytest.fixture
def pair(world):
    return world.pair()


class Following:
    """The program and its lines."""

    def __init__(self, stack, who, *options):
        environment = {**os.environ, "LEIDA_REDIS": stack.redis_address, "LEIDA_URL": stack.base_url}
        self.process = subprocess.Popen(
            [stack.programs.path("leidactl"), "call", "--follow", "--as", who, *options], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def next(self, name):
        """The next event of that name; others before it are left out."""
        while True:
            event = self.lines.get(timeout=20 * PATIENCE)
            if event["event"] == name:
                return event

    def end(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        return self.process.stderr.read()


@contextlib.contextmanager
def following(stack, who, *options):
    program = Following(stack, who, *options)
    try:
        yield program
    finally:
        program.end()


@pytest.mark.parametrize("options", [[], ["--hmac"]])
def test_each_message_is_printed(world, pair, options):
    with following(world.stack, f"user:{pair.staff.id}", *options) as program:
        program.next("hello")
        for number in range(1, 11):
            pair.customer_says(str(number)).done()
            assert program.next("message") == {"event": "message", "user_id": pair.staff.id, "customer_id": pair.customer.id,
                                               "id": number, "send_type": 2}


def test_a_customer_follows_too(world, pair):
    with following(world.stack, f"customer:{pair.customer.id}") as program:
        program.next("hello")
        pair.staff.post("/chat/typing/0", {"customer_id": pair.customer.id}).done("查询成功")
        assert program.next("typing")["user_id"] == pair.staff.id


def test_rotated_credentials_end_it(world, pair):
    with following(world.stack, f"user:{pair.staff.id}") as program:
        program.next("hello")
        assert world.stack.ctl("token", "rotate", "user", pair.staff.id).returncode == 0
        assert program.process.wait(10 * PATIENCE) == 1
        assert "4401" in program.process.stderr.read()


def test_one_whose_place_another_takes_leaves_it_to_them(new_stack):
    world = World(new_stack(settings={"gateway": {"LEIDA_THREADS": "1", "LEIDA_PUSH_PER_PRINCIPAL": "1"}}))
    pair = world.pair()
    with following(world.stack, f"user:{pair.staff.id}") as first:
        first.next("hello")
        with following(world.stack, f"user:{pair.staff.id}") as second:
            second.next("hello")
            assert first.process.wait(10 * PATIENCE) == 1
            assert "4409 replaced" in first.process.stderr.read()
            pair.customer_says("您好").done()
            assert second.next("message")["id"] == 1


def test_a_limit_for_now_is_not_the_end(new_stack):
    """429 is answered until the second is over in which one request was allowed."""
    limits = {"LEIDA_THREADS": "1", "LEIDA_RATE_ADDRESS": "1", "LEIDA_RATE_ADDRESS_BURST": "1", "LEIDA_EXEMPT_ADDRESSES": ""}
    world = World(new_stack(settings={"gateway": limits}))
    pair = world.pair()
    assert pair.staff_reads("/chat/query_num/0").status == 200
    with following(world.stack, f"user:{pair.staff.id}") as program:
        program.next("hello")
        assert "429" in program.end()


def test_output_that_nobody_takes_ends_it(world, pair):
    environment = {**os.environ, "LEIDA_REDIS": world.stack.redis_address, "LEIDA_URL": world.stack.base_url}
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [world.stack.programs.path("leidactl"), "call", "--follow", "--as", f"user:{pair.staff.id}"], env=environment,
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=20 * PATIENCE, check=False)
    assert done.returncode == 1 and "No space left on device" in done.stderr


def test_a_gateway_that_comes_back_is_followed_again(new_stack):
    world = World(new_stack())
    pair = world.pair()
    stack = world.stack
    stack.gateway.environment["LEIDA_LISTEN"] = stack.base_url.removeprefix("http://")
    with following(stack, f"user:{pair.staff.id}") as program:
        program.next("hello")
        stack.gateway.kill()
        stack.gateway.start().wait_ready()
        program.next("hello")
        wait_until(lambda: total(scrape(stack.gateway), "leida_push_connections") == 1, 10, "the new connection")
        pair.customer_says("您好").done()
        assert program.next("message")["id"] == 1


def test_nobody_to_follow(world, pair):
    stack = world.stack
    absent = stack.ctl("call", "--follow", "--as", "user:4711")
    assert absent.returncode == 1 and "4711" in absent.stderr
    for words in (["GET", "--follow"], ["--follow", "-d", "a=b"], ["--follow", "--json"]):
        usage = stack.ctl("call", *words, "--as", f"user:{pair.staff.id}")
        assert usage.returncode == 2 and "--follow takes no route" in usage.stderr
