# SPDX-License-Identifier: Apache-2.0
"""The services' clocks jump three days forward and back: nothing that is written later is dated in the future. Debian's
faketime moves their clocks, and their wall clocks alone; Redis keeps the machine's."""

import pathlib
import sysconfig

import pytest
from harness import days
from harness.metrics import scrape
from harness.records import World
from harness.waiting import wait_until

FAKETIME = pathlib.Path("/usr/lib") / sysconfig.get_config_var("MULTIARCH") / "faketime/libfaketime.so.1"


class Clock:
    """The services' clock."""

    def __init__(self, folder):
        self.file = folder / "clock"
        self.file.write_text("+0")

    def environment(self):
        return {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def jump(self, stack, to, direction):
        """Until each service has told of it."""
        self.file.write_text(to)
        for service in stack.services:
            wait_until(lambda: jumps(service, direction) == 1, 10, f"{service.name} to see the jump")  # noqa: B023


def jumps(process, direction):
    return scrape(process)["leida_clock_jumps_total"].samples["", (("direction", direction),)]


def test_jump_of_the_clock_is_told_and_leaves_no_time_in_the_future(new_stack, tmp_path):
    if not FAKETIME.exists():
        pytest.skip("faketime is not installed")
    clock = Clock(tmp_path)
    stack = new_stack(settings={role: clock.environment() for role in ("chat", "crm", "actionlog")})
    pair = World(stack).pair()

    def record(remark):
        return pair.customer.post("/action/record/0", {"u_id": pair.staff.id, "action": 1, "remark": remark, "msg_id": remark})

    record("before").done()
    clock.jump(stack, "+3d", "forward")
    assert not days.is_recent(record("during").done()["dateTime"])
    pair.customer_says(msg_id="said-during").done()
    clock.jump(stack, "+0", "back")
    assert days.is_recent(record("after").done()["dateTime"])
    assert days.is_recent(pair.customer_says(msg_id="said-after").done()["dateTime"])
    today = days.date_ago(0)
    rows = pair.staff.get("/action/time", create_date__gte=today, create_date__lt=today).rows
    assert [row["log"][-6:].lstrip("0123456789") for row in rows] == ["after", "during", "before"]
    assert all(days.is_recent(row["create_date"]) for row in rows)
    for service in stack.services:
        assert service.log().count("the clock has jumped") == 2
    # The message that was sent meanwhile keeps its time until it is repaired.
    found = stack.ctl("check").stdout.splitlines()
    assert [line.split(": ", 1)[1] for line in found[:-1]] == ["row 1 is dated in the future: can be repaired"], found
    assert stack.ctl("check", "--repair").returncode == 0
    assert stack.ctl("check").returncode == 0
    assert all(days.is_recent(row["dateTime"]) for row in pair.customer_reads().rows)
