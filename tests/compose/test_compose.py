# SPDX-License-Identifier: Apache-2.0
"""docker-compose.yml on a real engine: the README's commands as pasted, what the containers may do, the end-to-end suite,
scaling and faults under load. The tests share one stack and stand in the order of a working day."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from forms import Sender
from harness.client import Client, read_json
from harness.documents import documents, paste, shape
from harness.records import World
from harness.stack import ROOT
from harness.waiting import PATIENCE, wait_until
from kit import check
from kit.table import Table
from kit.talk import Load
from project import run
from samples import unique

README = documents()["README.md"].blocks
UP, DEMO, CALL, SCALE, DOWN = [
    line for block in README if block.kind == "sh" for line in block.text.splitlines() if line.startswith("docker-compose ")
]
SERVICES = ["actionlog", "chat", "crm", "gateway", "redis"]


@pytest.fixture(scope="module")
def up(project):
    """The stack, started as the README says; how many seconds it took to be healthy."""
    began = time.monotonic()
    project.paste(UP)
    return project.wait_healthy(len(SERVICES)) - began


@pytest.fixture(scope="module")
def stack(project, up):
    project.start_ctl()
    return project.stack


def test_healthy_within_a_minute(project, up):
    assert project.states() == [(service, "healthy") for service in SERVICES]
    assert up < 60 * PATIENCE


@pytest.mark.parametrize("image", ["leida", "leida-redis"])
def test_image_is_small(images, image):
    assert int(run("docker", "image", "inspect", "-f", "{{.Size}}", f"{image}:{images}")) < 130_000_000


def test_containers_may_do_little(project, up):
    for entry in project.inspect().values():
        host = entry["HostConfig"]
        assert entry["Config"]["User"] not in ("", "root", "0"), entry["Name"]
        assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and not host["Privileged"], entry["Name"]
        assert any(option.startswith("no-new-privileges") for option in host["SecurityOpt"]), entry["Name"]
        assert host["RestartPolicy"]["Name"] == "unless-stopped", entry["Name"]
        written = run("docker", "exec", entry["Id"], "sh", "-c", "touch /x 2>/dev/null && echo written; id -u").split()
        assert len(written) == 1 and int(written[0]) > 0, entry["Name"]


def test_only_the_gateway_is_published_and_on_loopback(project, up):
    published = {
        (entry["Config"]["Labels"]["com.docker.compose.service"], binding["HostIp"])
        for entry in project.inspect().values()
        for bindings in entry["NetworkSettings"]["Ports"].values()
        for binding in bindings or []
    }
    assert published == {("gateway", "127.0.0.1")}


def test_readme_calls_work_as_pasted(project, stack, tmp_path):
    project.paste(DEMO)
    project.paste(CALL)
    calls = [(block, answer) for block, answer in zip(README, README[1:]) if block.kind == "sh" and "\ncurl " in block.text]
    assert len(calls) == 2
    for block, answer in calls:
        assert shape(read_json(paste(block, tmp_path, stack.base_url))) == shape(read_json(answer.text))


def test_pictures_of_the_demo_are_there(stack):
    staff = Client(stack.base_url, "user", 1, "demo-token-of-staff-user-1")
    pictures = {row["headimgurl"] for row in staff.get("/tongxunlu", length=100).rows} - {None, ""}
    assert len(pictures) > 5
    for picture in pictures:
        answer = staff.send("GET", picture)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png"), picture
    result = stack.ctl("media", "check")
    assert result.returncode == 0 and " 0 of them missing; " in result.stdout, result.stdout + result.stderr


def test_object_store_is_set_by_variables(project, stack):
    names = {"STORE": "s3", "S3_ENDPOINT": "https://s3.example.com", "S3_BUCKET": "leida", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b"}
    variables = {f"LEIDA_MEDIA_{name}": value for name, value in names.items()}
    command = ["run", "--rm", "-T", "--no-deps", "gateway", "leida-gateway", "--check-config"]
    run(*project.command, *command, env={**project.environment, **variables})


@pytest.mark.parametrize("page", ["", "c.html"])
def test_pages_come_with_what_they_load(stack, page):
    with urllib.request.urlopen(f"{stack.base_url}/web/{page}") as answer:
        loaded = re.findall(r' (?:src|href)="(/web/[^"]+)"', answer.read().decode())
    assert len(loaded) > 2
    for path in loaded:
        with urllib.request.urlopen(f"{stack.base_url}{path}") as answer:
            assert answer.status == 200 and answer.read(), path


def test_end_to_end_suite_on_the_published_port(stack):
    words = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", ROOT / "tests/e2e"]
    ctl = " ".join(stack.command)
    result = subprocess.run(
        [*words, "--base-url", stack.base_url, "--ctl", ctl], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout[-6000:]
    assert int(re.search(r"(\d+) passed", result.stdout)[1]) > 500, result.stdout[-500:]


def all_take_calls(project, count):
    """Until `count` chat containers have each received a call, counted from now."""
    containers = wait_until(
        lambda: len(found := project.containers("chat")) == count and found, 60, f"{count} chat containers"
    )
    before = {container: project.calls_taken(container) for container in containers}
    wait_until(
        lambda: all(project.calls_taken(container) > before[container] for container in containers),
        30, f"calls to each of {count} chat containers",
    )


def gateway_start(project):
    (entry,) = project.inspect("gateway").values()
    return entry["Id"], entry["State"]["StartedAt"]


def kill_by_the_host(project):
    """As a crash: the engine, which was not asked, starts it again."""
    victim, entry = next(iter(project.inspect("chat").items()))
    os.kill(entry["State"]["Pid"], signal.SIGKILL)
    wait_until(lambda: project.inspect("chat").get(victim, {}).get("RestartCount"), 30, "the engine to start it again")


def test_chat_scales_and_dies_under_load(project, stack, capsys):
    gateway = gateway_start(project)

    def kill_by_the_engine():
        run("docker", "kill", project.containers("chat")[0])
        all_take_calls(project, 2)

    def scale():
        project.paste(SCALE)
        all_take_calls(project, 3)

    def crash():
        kill_by_the_host(project)
        all_take_calls(project, 3)

    def scale_back():
        project.paste(SCALE.replace("chat=3", "chat=1"))
        all_take_calls(project, 1)

    with Load(World(stack)) as load:
        table = Table(f"chat containers, {len(load.talkers)} clients", load.calls)
        table.fault("scale 1 to 3", scale)
        table.fault("docker kill", kill_by_the_engine)
        table.fault("scale 2 to 3", scale)
        table.fault("crash", crash)
        table.fault("scale 3 to 1", scale_back)
    with capsys.disabled():
        print(f"\n{table}", flush=True)
    assert check.faults(load) == []
    assert load.calls.failures == []
    assert gateway_start(project) == gateway


def send(pair, count):
    texts = [str(number) for number in range(count)]
    for text in texts:
        pair.customer_says(text).done()
    return texts


def kept(pair):
    return [row["msg"] for row in pair.staff_reads(length=100).rows]


def test_all_killed_at_once_lose_nothing(project, stack):
    pair = World(stack).pair()
    told = send(pair, 20)
    run("docker", "kill", *project.containers())
    project.compose("up", "-d")
    project.wait_healthy(len(SERVICES))
    pair.staff.close()
    assert kept(pair) == told


def test_down_and_up_keeps_everything(project, stack):
    pair = World(stack).pair()
    told = send(pair, 5)
    picture = unique("png", 1, 100_000)
    url = Sender(pair.customer).upload(picture).done()["url"]
    before = stack.ctl("export").stdout
    run("docker", "rm", "-f", project.helper)
    project.paste(DOWN)
    assert project.containers() == []
    project.paste(UP)
    project.wait_healthy(len(SERVICES))
    project.start_ctl()
    pair.staff.close()
    assert pair.staff.send("GET", url).body == picture
    assert stack.ctl("export").stdout == before
    assert kept(pair) == told
