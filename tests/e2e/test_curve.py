# SPDX-License-Identifier: Apache-2.0
"""CURVE between gateway and services: who has the right keys is served, nobody else is."""

import stat
import subprocess

import pytest
from harness.records import World
from harness.waiting import PATIENCE, wait_until

SERVICES = ("chat", "crm", "actionlog")


@pytest.fixture
def keys(programs, tmp_path):
    """Makes a pair of keys: the configuration of its secret one, and its public one."""

    def make(name):
        subprocess.run([programs.path("leidactl"), "keygen", tmp_path / name], check=True, capture_output=True)
        return f"file:{tmp_path / name}.secret", (tmp_path / f"{name}.public").read_text().strip()

    return make


@pytest.fixture
def start(new_stack):
    """Starts a stack with these settings; it need not get ready."""

    def run(services, gateway):
        stack = new_stack(ready=False, settings={**dict.fromkeys(SERVICES, services), "gateway": gateway})
        for process in stack.processes:
            process.start()
        for process in stack.processes:
            process.wait_state()
        stack.base_url = stack.gateway.state["base_url"]
        return stack

    return run


def server(secret, *clients):
    return {"LEIDA_CURVE_SECRET_KEY": secret, "LEIDA_CURVE_CLIENTS": " ".join(clients)}


def client(secret, server_key):
    return {"LEIDA_CURVE_SECRET_KEY": secret, "LEIDA_CURVE_SERVER_KEY": server_key}


def is_refused(stack):
    return World(stack).pair().customer_says("x").status == 503


def test_curve_serves_the_gateways_that_it_knows(keys, start):
    (services, services_public), (gateway, gateway_public), (_, other) = keys("services"), keys("gateway"), keys("other")
    stack = start(server(services, other, gateway_public), client(gateway, services_public))
    for process in stack.processes:
        process.wait_ready()
    pair = World(stack).pair()
    pair.customer_says("in private").done()
    assert pair.staff_reads("/chat/getmsg/0").done()["ret_data"][0]["msg"] == "in private"


def test_curve_refuses_a_gateway_that_it_does_not_know(keys, start):
    (services, services_public), (gateway, gateway_public), (_, other) = keys("services"), keys("gateway"), keys("other")
    stack = start(server(services, other), client(gateway, services_public))
    assert is_refused(stack)
    chat = stack.service("chat-1")
    wait_until(lambda: "gateway refused" in chat.log(), 5, "the refusal in the log")
    assert gateway_public in chat.log()


def test_curve_client_refuses_a_server_with_another_key(keys, start):
    (services, _), (gateway, gateway_public), (_, other) = keys("services"), keys("gateway"), keys("other")
    assert is_refused(start(server(services, gateway_public), client(gateway, other)))


def test_curve_server_refuses_who_speaks_in_the_clear(keys, start):
    (services, _), (_, gateway_public) = keys("services"), keys("gateway")
    assert is_refused(start(server(services, gateway_public), {}))


@pytest.mark.parametrize(("program", "environment", "message"), [
    ("leida-chat", {"LEIDA_CURVE_SECRET_KEY": "short"},
     "LEIDA_CURVE_SECRET_KEY: curve.secret_key: this value is not allowed, only a key that `leidactl keygen` made"),
    ("leida-chat", {"LEIDA_CURVE_CLIENTS": "x" * 40}, "curve.secret_key: needed where curve.clients is given"),
    ("leida-gateway", {"LEIDA_CURVE_SERVER_KEY": "x" * 40}, "curve.secret_key: needed where curve.server_key is given"),
    ("leida-gateway", {"LEIDA_CURVE_SECRET_KEY": "x" * 40}, "curve.server_key: needed where curve.secret_key is given"),
    ("leida-crm", {"LEIDA_CURVE_SECRET_KEY": "x" * 40}, "curve.clients: needed where curve.secret_key is given"),
])
def test_curve_keys_that_do_not_fit_are_refused(programs, program, environment, message):
    result = subprocess.run([*programs.command(program), "--check-config"], env=environment, capture_output=True, text=True,
                            timeout=10 * PATIENCE, check=False)
    assert (result.returncode, result.stderr) == (2, f"{program}: {message}\n")


def make_pair(programs, folder, name):
    return subprocess.run([programs.path("leidactl"), "keygen", name], capture_output=True, text=True, check=False,
                          cwd=folder)


def test_keygen_keeps_the_secret_and_overwrites_nothing(programs, tmp_path):
    made = make_pair(programs, tmp_path, tmp_path / "host")
    public, secret = tmp_path / "host.public", tmp_path / "host.secret"
    assert made.returncode == 0 and public.read_text().strip() in made.stdout
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert secret.read_text().strip() not in (public.read_text().strip(), "")
    assert secret.read_text().strip() not in made.stdout
    again = make_pair(programs, tmp_path, tmp_path / "host")
    assert (again.returncode, again.stderr) == (1, f"leidactl: {secret}: File exists\n")


@pytest.mark.parametrize(("program", "of_the_other"), [("leida-chat", "curve.clients"), ("leida-gateway", "curve.server_key")])
def test_keygen_prints_lines_that_a_configuration_file_takes(programs, tmp_path, program, of_the_other):
    """Also where the key holds a #, which begins a comment unless it is quoted."""
    number, lines = 0, ""
    while "#" not in lines.partition('curve.clients = "')[2]:
        number += 1
        lines = make_pair(programs, tmp_path, f"host{number}").stdout
    assert f'curve.secret_key = "file:{tmp_path}/host{number}.secret"\n' in lines
    file = tmp_path / "process.conf"
    file.write_text("".join(line + "\n" for line in lines.splitlines() if line.startswith(("curve.secret_key", of_the_other))))
    result = subprocess.run([*programs.command(program), "--config", file, "--check-config"], capture_output=True, text=True,
                            timeout=10 * PATIENCE, check=False)
    assert (result.returncode, result.stderr) == (0, "") and file.read_text().count("\n") == 2
