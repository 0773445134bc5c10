# SPDX-License-Identifier: Apache-2.0
"""Imports into one store at once: one works, others are refused, whatever becomes of the first."""

import json
import random
import signal
import subprocess
import time

import pytest
from harness.waiting import wait_until
from test_import_old import action, note

BUSY = "leidactl: another import into this store is under way: nothing imported, repeat it once that has ended\n"
CUSTOMERS = (9, 10, 11)


@pytest.fixture
def office(people):
    people.load([("customer", {"id": 11, "username": "x"}),
                 *(("relation", {"user_id": 1, "customer_id": ident}) for ident in CUSTOMERS)]).done()
    return people


def lines(rows):
    return "".join(json.dumps({"type": kind, **fields}) + "\n" for kind, fields in rows)


def message(number):
    return ("message", {"user_id": 1, "customer_id": 9, "send_type": 1, "content": {"info_type": 1, "msg": f"m{number}"},
                        "create_date": f"2026-01-03T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"})


class Running:
    """An import that was stopped in the middle of its work."""

    def __init__(self, store):
        file = store.folder / "running.jsonl"
        file.write_text(lines(everything(range(5000))))
        self.process = subprocess.Popen(store.command("import", file), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=store.environment)
        wait_until(lambda: b" name=leidactl-import " in store.redis("CLIENT", "LIST"), 15, "the import to begin")
        self.process.send_signal(signal.SIGSTOP)

    def end(self):
        """Has it go on, and gives what it says."""
        self.process.send_signal(signal.SIGCONT)
        out, err = self.process.communicate(timeout=60)
        assert (self.process.returncode, err) == (0, "")
        return out


def everything(numbers):
    return [row(number) for number in numbers for row in (action, note, message)]


def sound(store):
    assert " 0 findings," in store.ctl("check").done()
    assert [key for key in store.redis("KEYS", "*") if b"merge" in key] == []


def test_second_import_is_refused_while_one_is_under_way(office):
    running = Running(office)
    for words in (["import", "-"], ["demo"]):
        refused = office.ctl(*words, given=lines(everything(range(10))))
        assert (refused.code, refused.out, refused.err) == (1, "", BUSY)
    assert "15000 records imported, 0 of them" in running.end()
    assert "30 records imported, 30 of them" in office.load(everything(range(10))).done()
    sound(office)


def test_edits_of_single_records_do_not_wait_for_an_import(office):
    running = Running(office)
    office.ctl("customer", "change", 9, "username=another").done()
    running.end()


def test_import_that_was_killed_keeps_nobody_out(office):
    running = Running(office)
    running.process.kill()
    running.process.communicate()
    wait_until(lambda: office.load(everything(range(10))).code == 0, 15, "the next import to be let in")
    sound(office)


def begin(store, path):
    return subprocess.Popen(store.command("import", path), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                            env=store.environment)


def write(folder, files):
    """Gives where files with these rows are."""
    paths = [folder / f"{number}.jsonl" for number in range(len(files))]
    for path, rows in zip(paths, files, strict=True):
        path.write_text(lines(everything(rows)))
    return paths


def each_is_there_once(store, numbers):
    rows = [row for row in store.export() if row["type"] in ("action", "follow_info", "message")]
    assert (len(rows), len({json.dumps(row, sort_keys=True) for row in rows})) == (3 * len(numbers), 3 * len(numbers))
    sound(store)


@pytest.mark.parametrize("files", [(range(900), range(900)), (range(0, 900), range(450, 1350)), (range(700, 1600), range(800))],
                         ids=["the same file", "overlapping files", "older rows in the second"])
def test_imports_at_once_store_each_row_once(office, tmp_path, files):
    """Those that were refused are repeated."""
    office.load(everything(range(300, 700, 2))).done()
    paths = write(tmp_path, files)
    while paths:
        running = [(path, begin(office, path)) for path in paths]
        for path, process in running:
            err = process.communicate(timeout=60)[1]
            assert (process.returncode, err) in ((0, ""), (1, BUSY))
            if process.returncode == 0:
                paths.remove(path)
    each_is_there_once(office, {*range(300, 700, 2), *files[0], *files[1]})


def kill_at_random(store, paths, times):
    """Lets two imports begin at once, and kills one."""
    chance = random.Random(times)
    for _ in range(times):
        running = [begin(store, path) for path in paths]
        time.sleep(chance.uniform(0, 0.2))
        chance.choice(running).kill()
        for process in running:
            err = process.communicate(timeout=60)[1]
            assert (process.returncode, err) in ((0, ""), (1, BUSY), (-signal.SIGKILL, ""), (-signal.SIGKILL, BUSY))


@pytest.mark.parametrize("times", [5, pytest.param(100, marks=pytest.mark.long)])
def test_killed_imports_are_repeated_without_harm(office, tmp_path, times):
    """Files that have rows older than many stored ones, too, which are merged by steps."""
    office.load(everything(range(300, 700, 2))).done()
    files = range(0, 1500), range(500, 2500)
    paths = write(tmp_path, files)
    kill_at_random(office, paths, times)
    for path in paths:
        office.ctl("import", path).done()
    each_is_there_once(office, {*files[0], *files[1]})
