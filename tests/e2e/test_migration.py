# SPDX-License-Identifier: Apache-2.0
"""The queries of docs/migration.md, as they stand there, on MariaDB: what they give is imported, and the API answers as it
did."""

import json
import pathlib
import re
import subprocess

import pytest
from harness.client import Client
from harness.stack import ROOT
from harness.waiting import wait_until

QUERY = re.compile(r"^```sql (\w+)\n(.*?)^```$", re.M | re.S)


class Database:
    """A MariaDB of its own, in a folder, on a socket alone."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = folder / "db.sock"
        self.user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        data, log = folder / "data", (folder / "install.log").open("w")
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={data}", f"--user={self.user}", "--skip-test-db",
                        "--auth-root-authentication-method=normal"], stdout=log, stderr=log, check=True)
        self.process = subprocess.Popen(
            ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={self.socket}", f"--user={self.user}",
             "--skip-networking", f"--pid-file={folder / 'pid'}", "--sql-mode=NO_ENGINE_SUBSTITUTION"], stdout=log, stderr=log)

    def run(self, statements, *options):
        words = ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "--default-character-set=utf8mb4", *options]
        return subprocess.run(words, input=statements, capture_output=True, text=True, check=False)

    def wait_ready(self):
        wait_until(lambda: self.run("SELECT 1").returncode == 0, 60, "the database to answer")
        return self

    def lines(self, query):
        """What the command of the document prints."""
        done = self.run(query, "--batch", "--raw", "--skip-column-names", "office")
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    def close(self):
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    database = Database(tmp_path_factory.mktemp("db"))
    try:
        database.wait_ready()
        made = database.run("CREATE DATABASE office CHARACTER SET utf8mb4; USE office;\n"
                            + (pathlib.Path(__file__).parent / "predecessor.sql").read_text())
        assert made.returncode == 0, made.stderr
        yield database
    finally:
        database.close()


@pytest.fixture(scope="module")
def queries():
    """By the type of the records that they make."""
    return dict(QUERY.findall((ROOT / "docs/migration.md").read_text()))


def test_there_is_a_query_for_each_type(queries, stack):
    told = stack.ctl("import", "--help").stdout
    types = re.findall(r"^  (\w+) +\w+\*", told[told.index("required ones with a star"):], re.M)
    assert len(types) == 13 and set(queries) == set(types)


def test_imported_office_answers_as_it_did(new_stack, database, queries):
    stack = new_stack()
    lines = [line for query in queries.values() for line in database.lines(query)]
    given = "\n".join(lines) + "\n"
    for already in (0, len(lines)):
        done = stack.ctl("import", "-", given=given)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"{len(lines)} records imported, {already} of them were there already\n"
    assert stack.ctl("check").stdout.endswith(" 0 findings, 0 of them repaired\n")

    staff = Client(stack.base_url, "user", 1, "1" * 32)
    first, second = staff.get("/tongxunlu", order="-create_date").rows[::-1]
    assert (first["customer_id"], first["customer_username"], first["expedted_pr"]) == (1, "胡蓉💗Rose", 80)
    assert (first["article_id"], first["title"], first["expected_time"]) == (2, "jajjaj", "2018-06-14")
    assert (second["customer_id"], second["customer_username"], second["expedted_pr"]) == (2, "", 100)
    card, = staff.get("/customer", customer_id=1).rows
    assert card["company"] == '引号" 和 \\ 和\n换行' and card["memo_name"] == "太乙真人" and card["phone"] == "19931788974"
    assert sorted(card["tag"]) == ["已婚", "重要客户"] and card["source"] == "公众号文章"
    assert [card[name] for name in ("birthday", "mem", "sex")] == ["2018-06-01", "我是一个兵", 1]
    log = staff.get("/action/time").rows
    assert [(row["action"], row["create_date"]) for row in log] == [(14, "2018-06-09T10:03:29"), (1, "2018-06-09T10:02:12")]

    assert staff.get("/action/get_new_log").done()["data_count"] == 0

    assert staff.get("/chat/query_num/0", customer_id=1).done()["chatinfo_count"] == 1
    said = staff.get("/chat", customer_id=1).rows
    assert [row.get("msg") for row in said] == ["这个信息是文字\\表情 💗", None, "在吗"]
    assert [row["dateTime"] for row in said] == ["2018-06-01T10:00:00.548", "2018-06-01T10:00:01", "2018-06-01T10:00:02"]
    assert (said[1]["url"], said[1]["extra"]) == ("statics/a.png", None)
    assert staff.get("/chat", customer_id=2).rows[0]["dateTime"] == "1970-01-01T08:00:00"
    customer = Client(stack.base_url, "customer", 1, "c" * 32)
    assert customer.get("/chat/query_num/0", u_id=1).done()["chatinfo_count"] == 0
    gone = Client(stack.base_url, "user", 2, "2" * 32)
    gone.get("/tongxunlu").refused(400, "token异常")
    notes = [json.loads(line) for line in stack.ctl("export").stdout.splitlines()]
    assert [row["follow_info"] for row in notes if row["type"] == "follow_info"] == ["已电话沟通"]
    assert [row["custom_language"] for row in notes if row["type"] == "follow_language"] == ["您好，请问有什么可以帮您？"]
