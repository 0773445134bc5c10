# SPDX-License-Identifier: Apache-2.0
"""compose.production.yml on a real engine: several instances, limits, and a user of Redis for each process whose
password is nowhere to be seen."""

import json
import re
import subprocess

import pytest
from forms import Sender
from harness.client import Client
from harness.documents import documents
from harness.records import World
from harness.routes import ROUTES, call
from harness.stack import ROOT
from harness.waiting import wait_until
from project import Project, run
from samples import unique

REPLICAS = {"actionlog": 2, "chat": 3, "crm": 2, "gateway": 1, "redis": 1, "wechat": 1}
MEMORY = {"actionlog": 512, "chat": 512, "crm": 512, "gateway": 1024, "redis": 6144, "wechat": 512}  # MiB
CPUS = {"actionlog": 1, "chat": 1, "crm": 1, "gateway": 2, "redis": 2, "wechat": 1}
LIMIT = "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes"


@pytest.fixture(scope="module")
def stack(production):
    production.compose("up", "-d")
    production.wait_healthy(sum(REPLICAS.values()))
    production.start_ctl()
    return production.stack


def test_production_runs_so_many(production, stack):
    assert {service: len(production.containers(service)) for service in REPLICAS} == REPLICAS


def test_production_limits_are_in_force(production, stack):
    for service, memory in MEMORY.items():
        for container, entry in production.inspect(service).items():
            host = entry["HostConfig"]
            assert (host["Memory"], host["NanoCpus"]) == (memory << 20, CPUS[service] * 10**9), entry["Name"]
            assert int(run("docker", "exec", container, "sh", "-c", LIMIT)) == memory << 20, entry["Name"]


def ask_redis(production, *words, password=None):
    (container,) = production.containers("redis")
    login = ["-e", f"REDISCLI_AUTH={password}"] if password else []
    return run("docker", "exec", *login, container, "redis-cli", *words)


def test_production_answers_on_every_route_with_least_rights(production, stack, secrets):
    pair = World(stack).pair()
    pair.customer_says().done()
    for route in ROUTES:
        answer = call(route, pair)
        assert (answer.status, answer.code) == (200, 200), (route, answer)
    wait_until(production.begins_login, 20, "the login of a company")
    password = (secrets / "redis_admin").read_text()
    assert ask_redis(production, "ACL", "LOG", password=password).strip() == ""
    names = ask_redis(production, "CLIENT", "LIST", password=password)
    assert all(f"user={name} " in names for name in ("gateway", "chat", "crm", "actionlog", "wechat"))


def test_production_redis_wants_a_password(production, stack):
    assert "NOAUTH" in ask_redis(production, "DBSIZE")


def test_production_shows_no_secret(production, stack, secrets):
    passwords = [file.read_text() for file in secrets.iterdir() if file.name != "redis_acl"]
    assert len(passwords) == 8
    ids = [*production.containers(), production.helper]
    shown = run("docker", "inspect", *ids) + production.compose("config") + production.compose("logs")
    shown += "".join(run("docker", "exec", ident, "env") for ident in ids)
    assert [password for password in passwords if password in shown] == []


def test_production_logs_are_json(production, stack):
    for service in ("gateway", "chat", "crm", "actionlog", "wechat"):
        for container in production.containers(service):
            lines = run("sh", "-c", f"docker logs {container} 2>&1").splitlines()
            assert lines and all(isinstance(json.loads(line), dict) for line in lines), service


def shell(project, line):
    """Runs a line of docs/operations.md, which says docker-compose and moves bytes."""
    line = line.replace("docker-compose", " ".join(project.command))
    subprocess.run(["sh", "-c", line], cwd=ROOT, env=project.environment, check=True, timeout=120)


def commands_of_backup(folder):
    """The four of docs/operations.md, on files in a folder: two make a backup, two restore it."""
    blocks = [block.text.splitlines() for block in documents()["docs/operations.md"].blocks if "leida-backup -" in block.text]
    assert [len(block) for block in blocks] == [4]
    return [re.sub(r"(leida\.rdb|media\.tar)$", rf"{folder}/\1", line) for line in blocks[0]]


def test_production_backup_is_restored_elsewhere(production, stack, images, secrets, with_wechat, tmp_path):
    pair = World(stack).pair()
    pair.customer_says("kept").done()
    picture = unique("png", 2, 100_000)
    url = Sender(pair.customer).upload(picture).done()["url"]
    commands = commands_of_backup(tmp_path)
    for line in commands[:2]:
        shell(production, line)
    other = Project(f"{production.name}-restored", images, production.files, LEIDA_SECRETS=str(secrets), **with_wechat)
    try:
        for line in commands[2:]:
            shell(other, line)
        other.compose("up", "-d")
        other.wait_healthy(sum(REPLICAS.values()))
        staff = Client(other.stack.base_url, "user", pair.staff.id, pair.staff.token)
        assert [row["msg"] for row in staff.get("/chat", customer_id=pair.customer.id).rows] == ["kept"]
        assert staff.send("GET", url).body == picture
        assert Sender(staff).upload(picture).done()["url"] == url
    finally:
        other.remove()
