# SPDX-License-Identifier: Apache-2.0
"""Redis, or its disk, is full; Redis or a service is slow. What cannot be done is refused, nothing is half done."""

import pytest
from harness.records import World
from harness.waiting import PATIENCE, wait_until
from kit import check, disk, faults
from kit.table import Table
from kit.talk import Load

WORST = 4.0  # seconds that a call may take


def test_full_redis_refuses_writes_and_serves_reads(new_stack, show):
    stack = new_stack(chat=2)
    world = World(stack)
    pair = world.pair()
    pair.customer_says("before").done()

    def fill_up(redis):
        redis.call("CONFIG", "SET", "maxmemory", int(redis.info("memory")["used_memory"]) // 2)
        answer = pair.customer_says("full")
        answer.gateway_error(503)
        assert answer.headers["Retry-After"] == "1"
        pair.staff.post("/customer/update_expected_pr/" + str(pair.customer.id), {"expedted_pr": 7}).gateway_error(503)
        pair.staff_reads("/chat/query_num/0").done()
        assert pair.staff_reads("/chat/getmsg/0", after=0).rows[0]["msg"] == "before"
        pair.staff.get("/tongxunlu").done()
        redis.call("CONFIG", "SET", "maxmemory", 0)
        pair.customer_says("room").done()

    with Load(world) as load, stack.probe() as redis:
        table = Table(f"Redis is full, {len(load.talkers)} clients", load.calls)
        for _ in range(3):
            table.fault("no memory left", lambda: fill_up(redis))
    show(table)
    assert check.faults(load) == []
    assert [row["msg"] for row in check.history(pair)] == ["before", "room", "room", "room"]
    assert {failure.what for failure in load.calls.failures} == {"HTTP 503, code 503"}
    assert not [failure for failure in load.calls.failures if failure.name in ("unread", "getmsg after", "contacts")]


def test_slow_redis_and_slow_services_fail_no_call(new_stack, show):
    stack = new_stack(chat=2)
    slow = {"Redis": [stack.redis], "both chat instances": stack.services[:2], "crm": [stack.service("crm")]}
    with Load(World(stack)) as load:
        table = Table(f"slow: 10 ms of work, 200 ms of rest; {len(load.talkers)} clients", load.calls)
        for name, processes in slow.items():
            table.fault(name, lambda processes=processes: faults.slow(processes, 1))
    show(table)
    assert check.faults(load) == []
    assert load.calls.failures == []
    assert load.calls.worst[0] < WORST * PATIENCE


@pytest.mark.skipif(bool(disk.missing()), reason=disk.missing())
@pytest.mark.parametrize("policy", ["always", pytest.param("everysec", marks=pytest.mark.long)])
def test_full_disk_loses_nothing(new_stack, show, tmp_path, policy):
    """With appendfsync always Redis ends when it cannot write, and comes back; else it refuses writes (MISCONF)."""
    folder = tmp_path / "disk"
    folder.mkdir()
    small = disk.Disk(folder, "4m")
    try:
        stack = new_stack(
            chat=2,
            settings={"gateway": {"LEIDA_DEADLINE": "1500"}},
            redis_options={"dir": folder, "appendfsync": policy},
            wrappers={"redis": small.prefix},
        )
        world = World(stack)
        probe = world.pair()

        def fill_up():
            small.fill()
            # 503 where Redis says that it cannot write, 504 where it dies of it with a call on its way.
            wait_until(lambda: probe.customer_says("full").status in (503, 504), 20, "the disk to be full")
            small.clear()
            if policy == "always":
                stack.redis.child.wait(20)
                stack.start_redis()
            wait_until(lambda: probe.customer_says("room").status == 200, 10, "service to be back")

        with Load(world) as load:
            table = Table(f"the disk is full, appendfsync {policy}, {len(load.talkers)} clients", load.calls)
            for _ in range(2):
                table.fault("no room on the disk", fill_up)
        show(table)
        assert check.faults(load) == []
        assert {failure.what for failure in load.calls.failures} <= {"HTTP 503, code 503", "HTTP 504, code 504"}
        stack.stop()
    finally:
        small.close()
