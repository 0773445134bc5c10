# SPDX-License-Identifier: Apache-2.0
"""A machine stands still for longer than any connection may be silent, as one that is saved and gone on with does: the gateway,
the services and Redis all at once, or one of them. Then the next call is answered, and with what was said before."""

import signal
import time

from harness.records import World

STILL = 4  # s: more than what a service gives Redis (common/redis/options.h), or the gateway an instance


def everything(stack):
    return [stack.gateway, *stack.services, stack.redis]


WHO = {
    "all": everything,
    "all but redis": lambda stack: everything(stack)[:-1],
    "services": lambda stack: stack.services,
    "gateway": lambda stack: [stack.gateway],
    "redis": lambda stack: [stack.redis],
}


def stop(processes):
    for process in processes:
        process.child.send_signal(signal.SIGSTOP)


def go_on(processes):
    for process in processes:
        process.child.send_signal(signal.SIGCONT)


def test_next_call_is_answered(new_stack):
    stacks = {who: new_stack() for who in WHO}
    pairs = {who: World(stack).pair() for who, stack in stacks.items()}
    for pair in pairs.values():
        pair.customer_says("before").done()
    still = {who: choose(stacks[who]) for who, choose in WHO.items()}
    try:
        for processes in still.values():
            stop(processes)
        time.sleep(STILL)
        for who, pair in pairs.items():  # each as soon as it goes on
            go_on(still[who])
            pair.customer_says("after").done()
            assert [row["msg"] for row in pair.staff_reads(length=200).rows] == ["before", "after"], who
            assert pair.staff.get("/customer", customer_id=pair.customer.id).done()["data_count"] == 1, who
    finally:
        for processes in still.values():
            go_on(processes)
