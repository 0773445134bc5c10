# SPDX-License-Identifier: Apache-2.0
"""What the processes tell Prometheus (docs/metrics.md)."""

import re
import socket
import shutil
import signal
import subprocess

import pytest
from harness.metrics import scrape, scrape_text, total
from harness.process import http_status
from harness.raw import RawConnection, request
from harness.records import World
from harness.redis_cluster import RedisCluster
from harness.redis_routing import slot_of
from harness.slot_moves import SlotMove
from harness.stack import ROOT
from harness.waiting import PATIENCE, wait_until

ROLES = ["gateway", "chat", "crm", "actionlog"]


def role_of(process):
    return process.name.split("-")[0]


def documented():
    """{role: {name: (type, labels)}} as the tables of docs/metrics.md say."""
    found = {role: {} for role in ROLES}
    for section in (ROOT / "docs" / "metrics.md").read_text().split("\n## ")[1:]:
        title = section.splitlines()[0]
        if title == "WeChat":
            continue  # tests/wechat/test_ctl.py looks at that
        roles = ["gateway"] if title.startswith("Gateway") else ROLES[1:] if title == "Services" else ROLES
        for line in re.findall(r"^\| `(.*)\|$", section, re.M):
            name, kind, labels, meaning = (cell.strip() for cell in line.split("|"))
            if not re.fullmatch(r"(leida|process)_\w+`", name):
                continue
            for role in roles[1:] if "services only" in meaning else roles:
                found[role][name[:-1]] = (kind.split()[0], set(labels.replace(",", " ").split()))
    return found


@pytest.fixture(scope="module")
def used(stack):
    """The shared stack after every kind of call was answered and something was refused."""
    pair = World(stack).pair()
    pair.customer_says("x").done()
    pair.staff.get("/tongxunlu").done()
    pair.staff.get("/access/action/time", user_id=pair.staff.id)
    return stack


def test_every_process_exports_what_the_document_says(used):
    for process in used.processes:
        exported = {name: (family.kind, family.label_names) for name, family in scrape(process).items()}
        expected = documented()[role_of(process)]
        assert exported == expected, process.name


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed (Debian package prometheus)")
def test_promtool_has_no_remark(used):
    for process in used.processes:
        done = subprocess.run(["promtool", "check", "metrics"], input=scrape_text(process), capture_output=True, text=True,
                              timeout=60 * PATIENCE, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), process.name


def counted(stack, *wanted):
    """The values now of (process name, metric, labels)."""
    families = {process.name: scrape(process) for process in stack.processes}
    return [total(families[name], metric, **labels) for name, metric, labels in wanted]


def test_counters_move_with_the_calls(stack, pair):
    wanted = [
        ("gateway", "leida_http_requests_total", {"route": "contacts", "status": "200", "code": "200"}),
        ("gateway", "leida_http_requests_total", {"route": "contacts"}),
        ("gateway", "leida_http_request_duration_seconds_count", {"route": "contacts"}),
        ("gateway", "leida_upstream_calls_total", {"service": "crm"}),
        ("gateway", "leida_upstream_instance_calls_total", {"service": "crm"}),
        ("crm", "leida_service_calls_total", {"method": "contacts"}),
        ("crm", "leida_service_replies_total", {"method": "contacts", "code": "200"}),
        ("crm", "leida_service_call_duration_seconds_count", {"method": "contacts"}),
    ]
    before = counted(stack, *wanted)
    for _ in range(20):
        pair.staff.get("/tongxunlu").done()
    assert [now - past for now, past in zip(counted(stack, *wanted), before)] == [20] * len(wanted)


def test_refused_requests_are_counted_by_their_code(stack, pair):
    wanted = [
        ("gateway", "leida_http_requests_total", {"route": "contacts", "status": "200", "code": "400"}),
        ("gateway", "leida_http_requests_total", {"route": "none", "status": "404", "code": "404"}),
        ("gateway", "leida_http_requests_total", {"route": "none", "status": "405"}),
        ("crm", "leida_service_calls_total", {}),
    ]
    before = counted(stack, *wanted)
    pair.staff.get("/tongxunlu", credentials={**pair.staff.credentials(), "rand_str": "0" * 32}).refused(400)
    for path in ("/one", "/two/3"):
        with RawConnection(stack.base_url) as connection:
            connection.send(request("GET", path))
            assert connection.read().status == 404
    with RawConnection(stack.base_url) as connection:
        connection.send(request("PUT", "/zhugeleida/qiyeweixin/tongxunlu"))
        assert connection.read().status == 405
    assert [now - past for now, past in zip(counted(stack, *wanted), before)] == [1, 2, 1, 0]


def test_bytes_and_connections_are_counted(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "1"}})
    target = World(stack).pair().customer.target("/chat/send_msg/1")
    wanted = [("gateway", "leida_http_request_body_bytes_total", {}), ("gateway", "leida_http_abandoned_total", {})]
    with RawConnection(stack.base_url) as connection:
        head = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": "5"}
        connection.send(request("POST", target, head, b"a=b&c"))
        connection.read()
        assert counted(stack, *wanted) == [5, 0]
        assert counted(stack, ("gateway", "leida_http_connections", {}), ("gateway", "leida_http_in_flight", {})) == [1, 0]
        connection.send(request("POST", target, head, b"a="))
        wait_until(lambda: counted(stack, ("gateway", "leida_http_in_flight", {})) == [1], 5, "a request to be read")
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    wait_until(lambda: counted(stack, *wanted) == [5, 1], 5, "the abandoned request to be counted")


def test_figures_are_sums_over_the_threads(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "4"}})
    assert counted(stack, ("gateway", "leida_gateway_threads", {})) == [4]
    for _ in range(40):  # each on a connection of its own: the system spreads them
        with RawConnection(stack.base_url) as connection:
            connection.send(request("GET", "/nothing"))
            connection.read()
    wanted = [("gateway", "leida_http_requests_total", {"route": "none"}),
              ("gateway", "leida_redis_connected", {}), ("chat-1", "leida_service_gateways", {})]
    assert counted(stack, *wanted) == [40, 2, 4]


def state_of(stack, endpoint):
    family = scrape(stack.gateway)["leida_upstream_instance_state"]
    return [dict(key)["state"] for (_, key), value in family.samples.items()
            if value and dict(key)["endpoint"] == endpoint]


def test_instance_that_dies_is_seen(new_stack):
    stack = new_stack(chat=2)
    dead, other = stack.service("chat-1"), stack.service("chat-2")
    assert state_of(stack, dead.state["endpoint"]) == state_of(stack, other.state["endpoint"]) == ["live"]
    dead.kill()
    wait_until(lambda: state_of(stack, dead.state["endpoint"]) == ["connecting"], 5, "the death to be seen")
    assert state_of(stack, other.state["endpoint"]) == ["live"]
    lost = {"endpoint": dead.state["endpoint"]}
    assert counted_at(stack.gateway, "leida_upstream_instance_reconnects_total", **lost) >= 1
    dead.start()
    wait_until(lambda: state_of(stack, dead.state["endpoint"]) == ["live"], 5, "the instance to be back")


def counted_at(process, name, **labels):
    return total(scrape(process), name, **labels)


def test_failovers_are_counted(new_stack):
    stack = new_stack(chat=2)
    pair = World(stack).pair()
    pair.customer_says("first").done()
    hanging, other = stack.service("chat-1"), stack.service("chat-2")
    hanging.child.send_signal(signal.SIGSTOP)
    try:
        wait_until(lambda: pair.customer_says("x").done() is not None and
                   counted_at(stack.gateway, "leida_upstream_takeovers_total", service="chat"), 20, "a failover")
    finally:
        hanging.child.send_signal(signal.SIGCONT)
    assert counted_at(other, "leida_service_taken_over_total") >= 1
    assert counted_at(stack.gateway, "leida_upstream_instance_takeovers_total", endpoint=hanging.state["endpoint"]) >= 1
    assert counted_at(stack.gateway, "leida_upstream_instance_takeovers_total", endpoint=other.state["endpoint"]) == 0


def test_redis_that_is_gone_is_seen(new_stack):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": "2"}})
    connected = sum(counted(stack, *[(process.name, "leida_redis_connected", {}) for process in stack.processes]))
    assert connected == 3 * 3 + 2
    per_connection = 1 if stack.own_redis else 3
    masters = sum(counted(stack, *[(process.name, "leida_redis_masters", {}) for process in stack.processes]))
    assert masters == per_connection * connected
    stack.redis.kill()
    for process in stack.processes:
        wait_until(lambda: counted_at(process, "leida_redis_connected") == 0, 5, "the loss")
        assert counted_at(process, "leida_redis_masters_connected") == 0
        assert counted_at(process, "leida_ready") == 0
        assert http_status(process.state["admin_url"] + "/readyz") == 503
        assert counted_at(process, "leida_log_lines_total", level="warning") >= 1
    stack.start_redis()
    for process in stack.processes:
        process.wait_ready()
        assert counted_at(process, "leida_ready") == 1
        assert counted_at(process, "leida_redis_reconnects_total") >= 2


def test_masters_of_a_cluster_are_counted_and_redirections(new_stack, tmp_path):
    cluster = RedisCluster(tmp_path)
    stack = new_stack(redis=cluster)
    pair = World(stack).pair()
    pair.customer_says().done()
    chat = stack.service("chat-1")
    slot = slot_of(f"{{u:{pair.staff.id}}}")
    target = next(master for master in cluster.masters() if master is not cluster.master_of(slot))
    with SlotMove(cluster, slot, target):
        pass
    pair.customer_says().done()
    assert counted_at(chat, "leida_redis_redirections_total", connection="data", kind="moved") == 1

    connections = {"gateway": 2, "chat": 3, "crm": 3, "actionlog": 3}
    for process in stack.processes:
        wait_until(lambda: counted_at(process, "leida_redis_masters_connected") == 3 * connections[role_of(process)], 5, "all")
        said = [line.partition(" redis ")[2] for line in process.log().splitlines() if " redis " in line]
        assert said == [f"ready address={cluster.address} masters=3 connected=3 replicas=0"], "not one line for all that is well"
    cluster.nodes[0].kill()
    for process in stack.processes:
        count = connections[role_of(process)]
        wait_until(lambda: counted_at(process, "leida_redis_masters_connected") == 2 * count, 5, "the loss")
        assert counted_at(process, "leida_redis_masters") == 3 * count
        assert counted_at(process, "leida_redis_connected") == count
        assert counted_at(process, "leida_ready") == 1


@pytest.mark.parametrize("threads", ["1", "3"])
def test_gateway_is_not_ready_while_it_drains(new_stack, threads):
    stack = new_stack(settings={"gateway": {"LEIDA_THREADS": threads}})
    gateway = stack.gateway
    assert counted_at(gateway, "leida_draining") == 0
    with RawConnection(stack.base_url) as slow:
        slow.send(b"GET /zhugeleida/slow HTTP/1.1\r\nHost: ")  # in flight until it is cut off
        wait_until(lambda: counted_at(gateway, "leida_http_in_flight") == 1, 5, "the request to be in flight")
        gateway.child.send_signal(signal.SIGTERM)
        wait_until(lambda: counted_at(gateway, "leida_draining") == 1, 5, "the gateway to drain")
        assert counted_at(gateway, "leida_ready") == 0
        assert http_status(gateway.state["admin_url"] + "/readyz") == 503
    assert gateway.child.wait(15 * PATIENCE) == 0
