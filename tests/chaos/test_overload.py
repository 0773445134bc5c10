# SPDX-License-Identifier: Apache-2.0
"""Four times as many sends as the stack can take. What is beyond is refused at once, the rest is done as fast as ever,
and memory does not grow.

Redis sleeps most of the time, and few calls may be in flight: so the limit is the store, and this machine can offer four times of it
on time, which no machine can that is itself the limit."""

import resource

import pytest
from harness.records import World
from harness.waiting import PATIENCE
from kit import check, faults
from kit.flood import Flood
from kit.talk import Load

pytestmark = pytest.mark.quiet

IN_FLIGHT = 24  # what Redis reads in one iteration of its loop (16 KB)
ALONE = 20  # connections that nearly reach it: some calls are those of the talking clients
CONNECTIONS = 800
NAP = 0.02  # seconds
WORST = 4.0  # seconds that a call may take
SHARE = 0.8  # of the best throughput
GROWTH = 0.05  # of a process' memory, or
GROWTH_BYTES = 3 << 20  # what the allocator may still add
HEAD = f"{'':10}{'offered/s':>10}{'sent/s':>8}{'accepted/s':>11}{'p50 ms':>8}{'refused/s':>10}{'p99 ms':>8}"


def row(name, told, offered, seconds):
    form = "{:10}{:>10.0f}{:>8.0f}{:>11.0f}{:>8.1f}{:>10.0f}{:>8.1f}".format
    rates = [told[key] / seconds for key in ("sent", "accepted", "refused")]
    return form(name, offered, rates[0], rates[1], told["accepted_p50_ms"], rates[2], told["refused_p99_ms"])


def memory(watched):
    lines = zip(watched.first, watched.first.values(), watched.last.values())
    return [f"{name:10} {first >> 10:>8} KB at first {last >> 10:>8} KB at last" for name, first, last in lines]


def judge(watched, programs):
    """Every request was answered, each refusal says when to come again, no process has grown."""
    told = watched.told
    assert [told[name] for name in ("others", "broken", "unanswered", "bare_refusals")] == [0, 0, 0, 0]
    assert told["accepted"] + told["refused"] == told["sent"]
    for name, before in watched.first.items() if programs.are_plain() else ():
        assert watched.last[name] - before < max(GROWTH * before, GROWTH_BYTES), f"{name} grows"


def best(flood, seconds, lines):
    """The best throughput: of a few connections one call after the other, or of a little more than can be done."""
    alone = flood.run(ALONE, 0, seconds)
    rate = alone["accepted"] / seconds
    pressed = flood.run(CONNECTIONS, 1.5 * rate, seconds)
    lines += [row("alone", alone, rate, seconds), row("pressed", pressed, 1.5 * rate, seconds)]
    return max(alone["accepted"], pressed["accepted"]) / seconds


def run(flood, seconds, show):
    """One round: the best, then four times of it. Returns the share of the best that was accepted."""
    lines = [f"overload, {seconds} s, {CONNECTIONS} connections", HEAD]
    measure = min(seconds / 4, 5)
    before = best(flood, measure, lines)
    watched = flood.run_watched(CONNECTIONS, 4 * before, seconds)
    lines.append(row("4 x best", watched.told, 4 * before, seconds))
    after = best(flood, measure, lines)
    show("\n".join(lines + memory(watched)))
    judge(watched, flood.stack.programs)
    # Whatever else runs on the machine may have made it slower meanwhile.
    return watched.told["accepted"] / seconds / min(before, after)


def overload(new_stack, show, seconds, rounds):
    settings = {"gateway": {"LEIDA_IN_FLIGHT": str(IN_FLIGHT), "LEIDA_THREADS": "1"}}
    stack = new_stack(settings=settings, redis_options={"enable-debug-command": "yes"})
    world = World(stack)
    flood = Flood(world)
    shares = []
    with stack.probe() as probe, faults.sleepy(probe, NAP), Load(world, styles=("getmsg", "after"), each=1) as load:
        while len(shares) < rounds and max(shares, default=0) < SHARE:
            shares.append(run(flood, seconds, show))
    assert max(shares) >= SHARE
    assert flood.stored() == flood.accepted
    assert check.faults(load) == []
    assert {failure.what for failure in load.calls.failures} <= {"HTTP 503, code 503"}
    assert load.calls.worst[0] < WORST * PATIENCE


def test_overload(new_stack, show):
    overload(new_stack, show, 4, 4)


@pytest.mark.long
def test_thousands_of_impatient_connections(new_stack, show):
    """Nothing is slowed, and whoever is refused asks again at once: here the machine itself is the limit."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    connections, seconds = min(8000, files - 100), 30
    flood = Flood(World(new_stack()))
    best = flood.run(64, 0, 5)
    watched = flood.run_watched(connections, 0, seconds)
    lines = [f"{connections} connections without a pause, {seconds} s", HEAD, row("best", best, best["accepted"] / 5, 5)]
    lines.append(row("all", watched.told, watched.told["sent"] / seconds, seconds))
    show("\n".join(lines + memory(watched)))
    judge(watched, flood.stack.programs)
    assert flood.stored() == flood.accepted


@pytest.mark.long
def test_overload_of_a_minute(new_stack, show):
    overload(new_stack, show, 60, 2)
