# SPDX-License-Identifier: Apache-2.0
"""The real processes under the supervisor of `leida up`: a call works, what dies is started again, nothing is lost."""

import os
import signal
import subprocess
import urllib.request

import pytest
from harness.client import Client
from harness.process import is_alive
from harness.records import World
from harness.stack import ROOT
from harness.supervised import Supervised
from harness.waiting import PATIENCE, wait_until


@pytest.fixture
def supervised(programs, tmp_path):
    with Supervised(programs, tmp_path / "data") as stack:
        stack.up("--chat", "2")
        yield stack


def pids(status):
    return {"redis": status["redis"]["pid"], **{entry["name"]: entry["pid"] for entry in status["processes"]}}


def test_up_serves_and_names_every_process(supervised):
    pair = World(supervised).pair()
    pair.customer_says("x").done()
    status = supervised.status()
    assert [entry["role"] for entry in status["processes"]] == ["chat", "chat", "crm", "actionlog", "gateway"]
    assert all(entry["ready"] and is_alive(entry["pid"]) for entry in status["processes"])


def test_up_starts_again_what_dies_and_loses_nothing(supervised):
    pair = World(supervised).pair()
    for number, name in enumerate(["chat-1", "chat-2", "crm", "actionlog", "gateway", "redis"], 1):
        pair.customer_says(str(number)).done()
        before = pids(supervised.status())[name]
        os.kill(before, signal.SIGKILL)

        def is_back(name=name, before=before):
            status = supervised.status()
            found = pids(status).get(name)
            return found not in (None, 0, before) and all(entry["ready"] for entry in status["processes"])

        wait_until(is_back, 10, f"{name} to be back")

        def answers():
            pair.staff.close()
            pair.customer.close()
            try:
                return pair.staff_reads().status == 200 and pair.staff.get("/tongxunlu").status == 200
            except OSError:
                return False

        wait_until(answers, 10, f"answers after {name} died")
        assert [row["msg"] for row in pair.staff_reads().rows] == [str(step) for step in range(1, number + 1)]


def test_up_serves_while_the_supervisor_is_stopped_and_tells_what_was_lost(supervised):
    """It is who reads the logs: at level debug, every request has a line."""
    pair = World(supervised).pair()
    supervisor = parent_of(supervised.status()["redis"]["pid"])
    for process in supervised.status()["processes"]:
        os.kill(process["pid"], signal.SIGUSR1)
    os.kill(supervisor, signal.SIGSTOP)
    try:
        for _ in range(1000):
            pair.staff.get("/tongxunlu").done()
    finally:
        os.kill(supervisor, signal.SIGCONT)

    def is_told():
        pair.staff.get("/tongxunlu").done()
        return "gateway log lines lost count=" in (supervised.data / "log/leida.log").read_text(encoding="utf-8")

    wait_until(is_told, 10, "the log to tell what was lost")


def parent_of(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return int(file.read().rsplit(")", 1)[1].split()[1])


def test_up_down_leaves_no_process(supervised):
    running = pids(supervised.status()).values()
    assert supervised.run("down").returncode == 0
    assert [pid for pid in running if is_alive(pid)] == []


def leida(*words):
    return subprocess.run([ROOT / "leida", *words], capture_output=True, text=True, timeout=60 * PATIENCE, check=False)


def test_up_backup_is_restored_by_the_commands(supervised, programs, tmp_path):
    pair = World(supervised).pair()
    pair.customer_says("kept").done()
    file = tmp_path / "leida.rdb"
    assert leida("backup", file, "--data", supervised.data).returncode == 0
    pair.customer_says("after the backup").done()
    other = Supervised(programs, tmp_path / "other")
    assert leida("restore", file, "--data", other.data).returncode == 0
    other.up()
    try:
        staff = Client(other.base_url, "user", pair.staff.id, pair.staff.token)
        assert [row["msg"] for row in staff.get("/chat", customer_id=pair.customer.id).rows] == ["kept"]
    finally:
        assert other.run("down").returncode == 0


def test_up_backup_needs_a_stack(tmp_path):
    refused = leida("backup", tmp_path / "leida.rdb", "--data", tmp_path)
    assert (refused.returncode, list(tmp_path.iterdir())) == (1, [])
    assert f"no stack is up on {tmp_path}" in refused.stderr


def test_up_restore_refuses_a_folder_with_data(supervised, tmp_path):
    refused = leida("restore", tmp_path / "leida.rdb", "--data", supervised.data)
    assert refused.returncode == 1 and "holds data" in refused.stderr


def test_up_restore_refuses_a_damaged_backup(tmp_path):
    file = tmp_path / "leida.rdb"
    file.write_bytes(b"REDIS0010\xfa\x09redis-ver\x067.0.15\xfa\x0aredis-bits")
    refused = leida("restore", file, "--data", tmp_path / "data")
    assert refused.returncode == 1 and "is no whole backup: Unexpected EOF" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_the_demo_s_pictures_are_served_under_the_names_that_uploads_get(supervised):
    assert supervised.run("ctl", "demo").returncode == 0
    staff = Client(supervised.base_url, "user", 1, supervised.run("ctl", "token", "issue", "user", "1").stdout.strip())
    [row] = [row for row in staff.get("/contact", length=100).rows if row["name"] == "🌻向日葵"]
    drawn = (ROOT / "tools/leidactl/demo/pictures/sunflower.png").read_bytes()
    with urllib.request.urlopen(supervised.base_url + row["src"]) as answer:
        assert (answer.headers["Content-Type"], answer.read()) == ("image/png", drawn)
    body = b'--B\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + drawn + b"\r\n--B--\r\n"
    uploaded = staff.post_raw("/media/0", body, "multipart/form-data; boundary=B")
    assert uploaded.done()["url"] == row["src"]
