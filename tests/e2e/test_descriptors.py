# SPDX-License-Identifier: Apache-2.0
"""A crowd of connections, or a limit that is too low, uses up the descriptors of a service: it neither ends nor spins,
refuses what is too much, says so once, serves whom it has, and goes on by itself."""

import contextlib
import resource
import socket
import time

import pytest
from harness import zmtp
from harness.metrics import scrape, total
from harness.process import cpu_ticks, http_status
from harness.records import World
from harness.waiting import wait_until

CROWD = 1100
REFUSED = "connection refused: too few descriptors"
IDLE_TICKS = 15  # of the 100 that a second has


def free_port():
    with socket.socket() as plain:
        plain.bind(("127.0.0.1", 0))
        return plain.getsockname()[1]


@pytest.fixture
def start(new_stack, programs):
    """Starts a stack whose chat instance has this endpoint and so many descriptors at most."""
    if programs.wrapper or not programs.are_plain():
        pytest.skip("counts descriptors and processor time")

    def run(transport, limit):
        wrappers = {"chat": ["prlimit", f"--nofile={limit}:{limit}", "--"]} if limit else {}
        settings = {}
        if transport == "tcp":
            endpoint = f"tcp://127.0.0.1:{free_port()}"
            settings = {"chat": {"LEIDA_ENDPOINT": endpoint}, "gateway": {"LEIDA_UPSTREAM_CHAT": endpoint}}
        return new_stack(wrappers=wrappers, settings=settings)

    return run


@contextlib.contextmanager
def crowd(endpoint, size=CROWD):
    """So many connections, at once, that say nothing."""
    room = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (room[1], room[1]))
    with contextlib.ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, room)
        yield [stack.enter_context(zmtp.connect(endpoint, 60)) for _ in range(size)]


def ticks_of_a_second(process):
    before = cpu_ticks(process.pid)
    time.sleep(1)  # the span that is measured
    return cpu_ticks(process.pid) - before


def refused(process):
    return total(scrape(process), "leida_service_connections_refused_total")


def is_served(pair):
    for _ in range(20):
        pair.customer_says("x").done()


def new_gateway(stack):
    """Connects anew, from its first byte on."""
    stack.gateway.stop()
    stack.gateway.start().wait_ready()
    stack.base_url = stack.gateway.state["base_url"]


@pytest.mark.parametrize(("transport", "limit"), [("ipc", 64), ("tcp", 64), ("ipc", 1024)])
def test_crowd_is_refused_and_gateways_are_served(start, transport, limit):
    stack = start(transport, limit)
    chat, pair = stack.service("chat-1"), World(stack).pair()
    is_served(pair)
    with crowd(chat.state["endpoint"]):
        is_served(pair)
        assert ticks_of_a_second(chat) <= IDLE_TICKS
        assert http_status(chat.state["admin_url"] + "/readyz") == 200
        assert refused(chat) >= CROWD - limit
        assert chat.log().count(REFUSED) == 1
    new_gateway(stack)
    is_served(World(stack).pair())


def test_crowd_that_says_nothing_gives_up_its_places(start):
    stack = start("ipc", 64)
    with crowd(stack.service("chat-1").state["endpoint"]):
        new_gateway(stack)
        is_served(World(stack).pair())


def test_crowd_within_the_limit_is_borne(start):
    stack = start("ipc", None)
    chat, pair = stack.service("chat-1"), World(stack).pair()
    with crowd(chat.state["endpoint"]):
        is_served(pair)
        assert ticks_of_a_second(chat) <= IDLE_TICKS
        assert refused(chat) == 0


@contextlib.contextmanager
def without_descriptors(process):
    """Takes all descriptors away that it does not have yet."""
    old = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (3, old[1]))
    try:
        yield
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, old)


@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_service_without_any_descriptor_serves_whom_it_has(start, transport):
    stack = start(transport, None)
    chat, pair = stack.service("chat-1"), World(stack).pair()
    is_served(pair)
    with without_descriptors(chat), crowd(chat.state["endpoint"], 50):
        is_served(pair)
        assert ticks_of_a_second(chat) <= IDLE_TICKS
    chat.wait_ready()
    new_gateway(stack)
    is_served(World(stack).pair())


def test_crowd_at_the_admin_address_is_borne(start):
    stack = start("ipc", 64)
    chat = stack.service("chat-1")
    with crowd(chat.state["admin_url"].replace("http", "tcp"), 200):
        assert http_status(chat.state["admin_url"] + "/readyz") == 200
        assert ticks_of_a_second(chat) <= IDLE_TICKS


@pytest.mark.parametrize("name", ["chat-1", "gateway"])
def test_redis_that_is_lost_without_descriptors_is_found_again(start, name):
    stack = start("ipc", None)
    process, pair = next(one for one in stack.processes if one.name == name), World(stack).pair()
    is_served(pair)
    with without_descriptors(process), stack.probe() as redis:
        redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        wait_until(lambda: "Too many open files" in process.log(), 10, "a line about it")
        assert ticks_of_a_second(process) <= IDLE_TICKS
        assert process.log().count("Too many open files") < 20
    process.wait_ready()
    wait_until(lambda: pair.customer_says("x").status == 200, 10, "service")


def test_gateway_that_cannot_open_a_connection_tries_again(start):
    stack = start("ipc", None)
    chat, pair = stack.service("chat-1"), World(stack).pair()
    is_served(pair)
    with without_descriptors(stack.gateway):
        chat.kill()
        wait_until(lambda: "instance is gone" in stack.gateway.log(), 10, "the gateway to notice")
        assert ticks_of_a_second(stack.gateway) <= IDLE_TICKS
        chat.start().wait_ready()
    stack.gateway.wait_ready()
    wait_until(lambda: pair.customer_says("x").status == 200, 10, "service")
