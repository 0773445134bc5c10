# SPDX-License-Identifier: Apache-2.0
"""`leida up --redis-cluster`: real nodes under the real supervisor, stand-ins for the processes that use them."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess

import pytest
from conftest import Stack, copy_programs, is_running, wait_for

NODES = [f"redis-{number}" for number in range(1, 7)]
KEYS = [f"key-{number}" for number in range(60)]


class Cluster(Stack):
    def up(self, *words, **options):
        return super().up("--redis-cluster", *words, **options)

    def up_again(self):
        """As somebody who has forgotten what it is."""
        assert self.run("down").returncode == 0
        return Stack.up(self)

    def nodes(self):
        return {node["name"]: node for node in self.status()["redis"]["nodes"]}

    def process(self, name):
        return self.nodes()[name] if name in NODES else super().process(name)

    def pids(self):
        status = self.status()
        return [entry["pid"] for entry in status["redis"]["nodes"] + status["processes"]]

    def secret(self):
        return (self.data / "redis/cluster/secret").read_text()

    def ask(self, name, *words, password=None, lines=None):
        """What a node says; with `lines` to commands that stand there."""
        port = self.nodes()[name]["address"].rsplit(":", 1)[1]
        command = ["redis-cli", "-c", "-p", port, *words]
        environment = {**os.environ, "REDISCLI_AUTH": self.secret() if password is None else password}
        answer = subprocess.run(command, env=environment, input=lines, capture_output=True, text=True, timeout=30, check=False)
        return answer.stdout.strip()

    def fill(self):
        said = self.ask(self.partner_of_a_master()[0]["name"], lines="".join(f"set {key} kept\n" for key in KEYS)).splitlines()
        assert said.count("OK") == len(KEYS), said

    def kept(self, through=None):
        through = through or self.partner_of_a_master()[0]["name"]
        said = self.ask(through, lines="".join(f"get {key}\n" for key in KEYS)).splitlines()
        return [line for line in said if "edirected" not in line] == ["kept"] * len(KEYS)

    def roles(self):
        return {name: node["role"] for name, node in self.nodes().items()}

    def partner_of_a_master(self):
        """A master, and its replica."""
        nodes = self.nodes().values()
        master = next(node for node in nodes if node["role"] == "master")
        return master, next(node for node in nodes if node["replica_of"] == master["address"])

    def all_ready(self):
        return self.run("status").returncode == 0

    def tables(self):
        return {name: (self.data / "redis/cluster" / name / "nodes.conf").read_text() for name in NODES}


@pytest.fixture(scope="module")
def module_programs(tmp_path_factory):
    return copy_programs(tmp_path_factory.mktemp("programs"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory, module_programs):
    """The first start of a cluster; what it said is in `said`."""
    stack = Cluster(tmp_path_factory.mktemp("cluster") / "data", module_programs)
    result = stack.up()
    assert result.returncode == 0, result.stderr
    stack.said = result.stdout
    yield stack
    assert stack.run("down").returncode == 0


@pytest.fixture
def cluster(shared):
    """The tests share one, which is whole before each of them."""
    if shared.status()["redis"] is None:
        assert shared.up().returncode == 0
    wait_for(shared.all_ready)
    return shared


@pytest.fixture
def new_cluster(tmp_path, programs):
    stacks = []

    def make(name="data"):
        stacks.append(Cluster(tmp_path / name, programs))
        return stacks[-1]

    yield make
    for stack in stacks:
        assert stack.run("down").returncode == 0


def test_cluster_has_three_masters_with_a_replica_each(cluster):
    assert cluster.roles() == {name: "master" if number < 3 else "replica" for number, name in enumerate(NODES)}
    nodes = cluster.nodes()
    for master, replica in (("redis-1", "redis-4"), ("redis-2", "redis-5"), ("redis-3", "redis-6")):
        assert nodes[replica]["replica_of"] == nodes[master]["address"] and nodes[master]["replica_of"] is None
    info = cluster.ask("redis-5", "cluster", "info")
    assert "cluster_state:ok" in info and "cluster_slots_assigned:16384" in info and "cluster_size:3" in info


def test_status_has_every_documented_field_of_a_cluster(cluster):
    redis = cluster.status()["redis"]
    assert set(redis) == {"address", "ready", "nodes"} and redis["ready"] is True
    addresses = [node["address"] for node in redis["nodes"]]
    assert redis["address"] == "cluster://" + ",".join(addresses)
    for node in redis["nodes"]:
        assert set(node) == {"name", "pid", "address", "folder", "role", "replica_of",
                             "ready", "reason", "uptime_seconds", "restarts"}
        assert node["folder"] == f"{cluster.data}/redis/cluster/{node['name']}" and is_running(node["pid"])
        assert pathlib.Path(node["folder"], "appendonlydir").is_dir()
    assert "socket" not in redis
    rows = [line.split() for line in cluster.run("status").stdout.splitlines() if line.startswith("redis-")]
    assert [(row[0], row[2], row[-1]) for row in rows[:3]] == [(name, "ready", "master") for name in NODES[:3]]
    assert [row[-4:] for row in rows[3:]] == [[addresses[number + 3], "replica", "of", addresses[number]] for number in range(3)]


def test_cluster_is_given_to_every_process_and_to_ctl(cluster):
    address = cluster.status()["redis"]["address"]
    for name in ("gateway", "chat-1", "crm", "actionlog"):
        told = (cluster.data / f"run/{name}.conf").read_text()
        assert f'\nredis = "{address}"\nredis.password = "file:redis/cluster/secret"\n' in told
    environment = cluster.run("ctl", "--bin", cluster.programs, "media").stdout.splitlines()
    assert f"LEIDA_REDIS={address}" in environment
    assert f"LEIDA_REDIS_PASSWORD=file:{cluster.data}/redis/cluster/secret" in environment
    assert (cluster.data / "fake/demo").read_text() == address + "\n"
    assert f"LEIDA_REDIS_PASSWORD=file:{cluster.data}/redis/cluster/secret\n" in (cluster.data / "fake/demo-media").read_text()


def test_nodes_keep_every_write_and_talk_to_nobody_without_the_secret(cluster):
    assert cluster.ask("redis-1", "ping", password="").startswith("NOAUTH")
    assert cluster.ask("redis-1", "ping", password="x").startswith("WRONGPASS") or "NOAUTH" in cluster.ask("redis-1", "ping", password="x")
    for path in ("redis/cluster/secret", "run/redis-1.conf", "run/crm.conf"):
        assert (cluster.data / path).stat().st_mode & 0o777 == 0o600, path
    assert cluster.secret() not in (cluster.data / "log/leida.log").read_text() + cluster.said
    for pid in (node["pid"] for node in cluster.nodes().values()):
        listening = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True, check=True).stdout
        of_node = [line.split()[3] for line in listening.splitlines() if f"pid={pid}," in line]
        assert len(of_node) == 2 and all(address.startswith("127.0.0.1:") for address in of_node)
    shown = cluster.ask("redis-6", "config", "get", "append*").split("\n")
    settings = dict(zip(shown[::2], shown[1::2]))
    assert (settings["appendonly"], settings["appendfsync"]) == ("yes", "always")


def test_log_lines_of_nodes_have_their_names_and_levels(cluster):
    lines = cluster.run("logs", "--all").stdout.splitlines()
    for name in NODES:
        said = [line for line in lines if re.match(rf"\d{{4}}-\S+Z info {name} Ready to accept connections", line)]
        assert len(said) == 1, name


def test_scale_works_beside_a_cluster(cluster):
    assert cluster.run("scale", "chat", "2").returncode == 0
    assert "cluster://" in (cluster.data / "run/chat-2.conf").read_text()


def test_killed_master_is_followed_by_its_replica_and_comes_back_as_one(cluster):
    cluster.fill()
    master, replica = cluster.partner_of_a_master()
    survivor = next(name for name, role in cluster.roles().items() if role == "master" and name != master["name"])
    os.kill(master["pid"], signal.SIGKILL)
    wait_for(lambda: cluster.roles()[replica["name"]] == "master", limit=15)
    gone = cluster.nodes()[master["name"]]
    assert gone["role"] is None and gone["ready"] is False and gone["reason"] == "it has ended and is being started again"
    assert cluster.kept(through=survivor)
    wait_for(cluster.all_ready, limit=30)
    back = cluster.nodes()[master["name"]]
    assert back["pid"] != master["pid"] and back["restarts"] == 1
    assert (back["role"], back["replica_of"]) == ("replica", replica["address"])


def test_command_that_up_prints_kills_a_master(cluster):
    command = next(line.strip() for line in cluster.said.splitlines() if "kill -9" in line)
    assert "sleep 5" in command
    stand_in = pathlib.Path(cluster.programs, "leida")
    stand_in.write_text(f'#!/bin/sh\nexec {cluster.command("x")[0]} "$@"\n')
    stand_in.chmod(0o755)
    masters = [node["pid"] for node in cluster.nodes().values() if node["role"] == "master"]
    environment = {**os.environ, "PATH": f"{cluster.programs}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", command.replace("sleep 5", ":")], env=environment, capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.stderr == ""
    # The first of them that answers within a second: on a busy machine not always the first.
    wait_for(lambda: not all(is_running(pid) for pid in masters))


@pytest.mark.parametrize("killed", [False, True])
def test_data_and_addresses_survive_down_and_up(cluster, killed):
    """Also when roles have changed meanwhile; and without the option, which a folder needs once."""
    if killed:
        master, replica = cluster.partner_of_a_master()
        os.kill(master["pid"], signal.SIGKILL)
        wait_for(lambda: cluster.roles()[replica["name"]] == "master", limit=15)
    cluster.fill()
    before, roles = cluster.status()["redis"]["address"], cluster.roles()
    result = cluster.up_again()
    assert result.returncode == 0, result.stderr
    assert cluster.status()["redis"]["address"] == before and cluster.kept()
    assert [name for name, role in cluster.roles().items() if role == "master"] == \
        [name for name, role in roles.items() if role == "master"]
    assert (cluster.data / "fake/demo").read_text().count("\n") == 1


def test_all_killed_at_once_lose_nothing(cluster):
    cluster.fill()
    pids = cluster.pids()
    for pid in [*pids, cluster_supervisor(cluster)]:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not any(is_running(pid) for pid in pids))
    assert cluster.up().returncode == 0
    assert cluster.kept()


def cluster_supervisor(cluster):
    pid = cluster.nodes()["redis-1"]["pid"]
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def test_down_ends_the_nodes_after_the_services(cluster):
    pids = cluster.pids()
    assert cluster.run("down").returncode == 0
    assert not any(is_running(pid) for pid in pids)
    log = cluster.log()
    log = log[log.rindex(" stack stopping"):]
    for name in NODES:
        assert log.index("ended name=crm") < log.index(f" {name} Redis is now ready to exit") < log.index(f"ended name={name}")
    assert "killed" not in log
    assert sorted(path.name for path in (cluster.data / "run").iterdir()) == ["lock", "upstream.chat"]


def test_two_clusters_run_side_by_side(cluster, new_cluster):
    other = new_cluster("other")
    assert other.up().returncode == 0
    cluster.fill()
    assert other.ask("redis-1", "get", KEYS[0]) == ""
    assert set(cluster.tables()["redis-1"].split()) & {node["address"] for node in other.nodes().values()} == set()


def test_nodes_move_where_another_process_has_their_port(cluster):
    cluster.fill()
    port = int(cluster.nodes()["redis-3"]["address"].rsplit(":", 1)[1])
    assert cluster.run("down").returncode == 0
    with socket.create_server(("127.0.0.1", port)):
        moved = cluster.up()
        assert moved.returncode == 0, moved.stderr
        assert f"another process listens on 127.0.0.1:{port}: the nodes take ports " in moved.stderr
        assert cluster.kept() and str(port) not in cluster.status()["redis"]["address"]
    after = cluster.status()["redis"]["address"]
    assert cluster.up_again().returncode == 0 and cluster.status()["redis"]["address"] == after


def test_copy_of_the_folder_is_a_cluster_of_its_own(cluster, new_cluster):
    cluster.fill()
    assert cluster.run("down").returncode == 0
    copy = new_cluster("copy")
    shutil.copytree(cluster.data / "redis", copy.data / "redis")
    assert cluster.up().returncode == 0 and copy.up().returncode == 0
    assert copy.kept() and cluster.kept()
    copy.ask("redis-1", "set", KEYS[0], "other")
    assert cluster.kept() and not copy.kept()
    used = {node["address"] for node in cluster.nodes().values()}
    assert all(address not in table for table in copy.tables().values() for address in used)


def test_folder_of_one_redis_does_not_become_a_cluster(stack):
    stack.up()
    stack.redis("set", "kept", "yes")
    assert stack.run("down").returncode == 0
    refused = stack.up("--redis-cluster")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"leida: {stack.data} has the store of one Redis, and keeps that form: --redis-cluster needs ")
    assert not (stack.data / "redis/cluster").exists()
    assert stack.up().returncode == 0 and stack.redis("get", "kept") == "yes"


def test_folder_with_two_stores_is_refused(cluster, new_stack):
    other = new_stack("other")
    other.up()
    assert other.run("down").returncode == 0 and cluster.run("down").returncode == 0
    shutil.copytree(other.data / "redis/appendonlydir", cluster.data / "redis/appendonlydir")
    for refused in (cluster.up(), Stack.up(cluster)):
        assert refused.returncode == 1 and "move one of them away" in refused.stderr
    shutil.rmtree(cluster.data / "redis/appendonlydir")
    assert cluster.up().returncode == 0


def test_first_start_that_fails_leaves_the_choice(new_cluster):
    stack = new_cluster()
    (stack.programs / "leida-chat").rename(stack.programs / "away")
    assert stack.up("--chat", "0").returncode == 2
    assert not (stack.data / "redis").exists()
    stack.order("crm", "exit=1")
    assert stack.up().returncode == 1
    (stack.programs / "away").rename(stack.programs / "leida-chat")
    stack.order("crm", "")
    assert stack.up().returncode == 0 and len(stack.nodes()) == 6


def test_cluster_of_a_newer_build_is_refused(new_cluster):
    stack = new_cluster()
    assert stack.up().returncode == 0
    stack.ask("redis-1", "set", "form", "99")
    refused = stack.up_again()
    assert refused.returncode == 1
    assert "the store is of form 99, newer than 2 of this build" in refused.stderr.splitlines()[-1]


def command_of(failed):
    assert failed.returncode == 1
    command = "\n".join(line for line in failed.stderr.splitlines() if line.startswith("  "))
    assert command, failed.stderr
    return command


def mend(stack, command):
    done = subprocess.run(["sh", "-c", command], input="y\n", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    result = stack.up()
    assert result.returncode == 0, result.stderr
    assert stack.kept()


def lose_all(folder):
    shutil.rmtree(folder / "appendonlydir")


def lose_the_list(folder):
    (folder / "appendonlydir/appendonly.aof.manifest").unlink()


def lose_a_file(folder):
    next(folder.glob("appendonlydir/*.incr.aof")).unlink()


def spoil_the_base(folder):
    path = next(folder.glob("appendonlydir/*.base.rdb"))
    path.write_bytes(b"REDIS0010junk" + path.read_bytes()[13:])


def spoil_the_tail(folder):
    with next(folder.glob("appendonlydir/*.incr.aof")).open("ab") as file:
        file.write(b"\0" * 100)


def lose_the_table(folder):
    (folder / "nodes.conf").unlink()


def empty_the_table(folder):
    (folder / "nodes.conf").write_text("")


@pytest.mark.parametrize(("name", "damage"), [
    ("redis-2", lose_all), ("redis-5", lose_all), ("redis-2", lose_the_list), ("redis-2", lose_a_file), ("redis-5", spoil_the_base),
    ("redis-2", spoil_the_tail), ("redis-2", lose_the_table), ("redis-5", empty_the_table),
])
def test_node_with_damaged_files_is_mended_by_the_command_that_up_prints(cluster, name, damage):
    cluster.fill()
    assert cluster.run("down").returncode == 0
    damage(cluster.data / "redis/cluster" / name)
    mend(cluster, command_of(cluster.up()))
