# SPDX-License-Identifier: Apache-2.0
"""DIR/leida.conf, the options and variables that come before it, and where a stack listens."""

import os
import pathlib
import re
import socket

import pytest
from conftest import PROGRAM, ROOT


@pytest.fixture
def port():
    """One that is free, below those that the system gives to others."""
    for number in range(20000 + os.getpid() % 10000, 32000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", number))
                return number
            except OSError:
                continue
    raise AssertionError("no port is free")


def write_conf(stack, text):
    (stack.data / "leida.conf").write_text(text)


def conf_of(stack, name):
    return (stack.data / f"run/{name}.conf").read_text()


def up_with_programs(stack, *words, **options):
    """With the real ones, which know their keys; for starts that are refused."""
    return stack.run("up", "--bin", PROGRAM.parent, "--detach", *words, **options)


def admin_urls(stack):
    return {process["name"]: process["admin_url"] for process in stack.status()["processes"]}


def test_settings_are_written_once_and_kept(stack):
    stack.up()
    file = stack.data / "leida.conf"
    assert {"listen", "admin"} <= set(re.findall(r"^#(\w+) = ", file.read_text(), re.M))
    file.write_text("# mine\n")
    assert stack.up_again().returncode == 0
    assert file.read_text() == "# mine\n"


def test_settings_name_commands_that_are_there(stack):
    stack.up()
    text = (stack.data / "leida.conf").read_text()
    assert "`build/release/bin/leida-gateway --help`" in text and "./leida scale chat N" in text
    assert (ROOT / "leida").exists() and re.search(r"\bleida-gateway\b", (ROOT / "gateway/CMakeLists.txt").read_text())


def test_settings_keep_the_address_of_the_first_start(new_stack, port):
    one, other, third = new_stack("one"), new_stack("other"), new_stack("third")
    for stack, words, address in ((one, ["--port", str(port)], f"127.0.0.1:{port}"),
                                  (other, ["--listen", f"127.0.0.2:{port}"], f"127.0.0.2:{port}")):
        command = ["up", "--bin", stack.programs, "--detach"]
        assert stack.run(*command, *words).returncode == 0
        assert f'\nlisten = "{address}"\n' in (stack.data / "leida.conf").read_text()
        assert f'\n#admin = "127.{port // 256}.{port % 256}.1:7200"\n' in (stack.data / "leida.conf").read_text()
        stack.run("down")
        assert stack.run(*command).returncode == 0
        assert f'listen = "{address}"' in conf_of(stack, "gateway")
        stack.run("down")
        assert stack.run(*command, "--port", "0").returncode == 0
        assert f'\nlisten = "{address}"\n' in (stack.data / "leida.conf").read_text()
        stack.run("down")
    third.up()
    assert '\n#listen = "127.0.0.1:8000"\n' in (third.data / "leida.conf").read_text()


def test_settings_that_are_written_are_good_with_every_line_uncommented(stack, port):
    stack.up()
    stack.run("down")
    text = (stack.data / "leida.conf").read_text()
    write_conf(stack, re.sub(r"^#(?=\w+ = | {4}\w)", "", text, flags=re.M))
    refused = up_with_programs(stack, "--chat", "2", "--no-demo", "--port", str(port))
    assert (refused.returncode, refused.stderr) == (0, "")
    assert stack.run("down").returncode == 0


def test_settings_go_to_the_processes_of_their_section(stack):
    write_conf(stack, "log\n    slow = 7\nzone = UTC\nchat\n    instances = 2\n    in_flight = 9\n"
                      "crm\n    log\n        slow = 8\ngateway.threads = 3\n")
    assert stack.up().returncode == 0
    assert [name for name in admin_urls(stack) if name.startswith("chat")] == ["chat-1", "chat-2"]
    for name in ("chat-1", "chat-2"):
        assert {'log.slow = "7"', 'zone = "UTC"', 'in_flight = "9"'} <= set(conf_of(stack, name).split("\n"))
    assert 'log.slow = "8"' in conf_of(stack, "crm") and 'log.slow = "7"' not in conf_of(stack, "crm")
    assert 'threads = "3"' in conf_of(stack, "gateway")


def test_settings_of_redis_are_in_force(stack):
    write_conf(stack, "redis\n    maxmemory = 64mb\n    appendfsync = everysec\n")
    stack.up()
    assert stack.redis("config", "get", "maxmemory").split("\n")[1] == str(64 * 1024 * 1024)
    assert stack.redis("config", "get", "appendfsync").split("\n")[1] == "everysec"


def test_settings_of_new_chat_instances_are_those_of_the_others(stack):
    write_conf(stack, "chat\n    in_flight = 9\n")
    stack.up()
    assert not (stack.data / "run/chat-2.conf").exists()
    assert stack.run("scale", "chat", "2").returncode == 0
    assert 'in_flight = "9"' in conf_of(stack, "chat-2")


@pytest.mark.parametrize(("text", "message"), [
    ("listen = nowhere\n", '1: listen: "nowhere" is not allowed, only IP:PORT or [IPv6]:PORT'),
    ("\n# x\nredis\n    maxmemory = 1.5gb\n", '4: redis.maxmemory: "1.5gb" is not allowed, only bytes'),
    ("redis\n    appendfsync = often\n", '2: redis.appendfsync: "often" is not allowed, only always|everysec|no'),
    ("chat\n    instances = 65\n", '2: chat.instances: "65" is not allowed, only 1..64'),
    ("admin = 127.0.0.1:65500\n", '1: admin: "127.0.0.1:65500" is not allowed'),
    ("chats = 2\n", "1: chats: unknown key"),
    ("redis\n    save = 1\n", "2: redis.save: unknown key"),
    ("chat\n    endpoint = tcp://*:1\n", "2: chat.endpoint: not allowed: it is the stack's own to set"),
    ("gateway\n    listen = 127.0.0.1:1\n", "2: gateway.listen: not allowed"),
    ("zone = UTC\n\ncrm\n    in_flight = x\n", '4: crm.in_flight: "x" is not allowed, only 1..1000000'),
    ("gateway\n    thread = 1\n", "2: gateway.thread: unknown key"),
    ("log\n    level = loud\n", '2: log.level: "loud" is not allowed, only debug|info|warning|error'),
    ("log\n    level = debug\n    level = info\n", "3: log.level: given twice"),
])
def test_settings_that_are_bad_stop_the_start_with_their_line(stack, text, message):
    write_conf(stack, text)
    refused = up_with_programs(stack)
    assert refused.returncode == 2
    assert f"{stack.data}/leida.conf:{message}" in refused.stderr
    assert stack.status()["processes"] == []


def test_settings_that_cannot_be_read_stop_the_start(stack):
    (stack.data / "leida.conf").mkdir()
    refused = stack.up()
    assert refused.returncode == 2 and f"{stack.data}/leida.conf: cannot read: Is a directory" in refused.stderr


def test_listen_is_taken_from_option_variable_and_file_in_this_order(stack):
    write_conf(stack, 'listen = "127.0.0.2:0"\n')
    listen = ["up", "--bin", stack.programs, "--detach"]
    with_variable = {**os.environ, "LEIDA_LISTEN": "127.0.0.3:0"}
    for words, environment, host in ((["--listen", "127.0.0.4:0"], with_variable, "127.0.0.4"),
                                     ([], with_variable, "127.0.0.3"),
                                     ([], os.environ, "127.0.0.2"),
                                     (["--port", "0"], os.environ, "127.0.0.2")):
        assert stack.run(*listen, *words, env=environment).returncode == 0
        assert re.search(r'^listen = "(.*):\d+"$', conf_of(stack, "gateway"), re.M)[1] == host
        variables = pathlib.Path(f"/proc/{stack.process('crm')['pid']}/environ").read_bytes()
        assert b"LEIDA_LISTEN=" not in variables
        stack.run("down")


@pytest.mark.parametrize("words", [["--listen", "here"], ["--listen", "localhost:80"], ["--listen", "127.0.0.1:1", "--port", "1"]])
def test_listen_refuses_a_bad_address(stack, words):
    refused = stack.run("up", *words)
    assert refused.returncode == 2 and "--listen" in refused.stderr


@pytest.mark.parametrize("name", ["LEIDA_REDIS", "LEIDA_REDIS_PASSWORD", "LEIDA_ENDPOINT", "LEIDA_UPSTREAM_CHAT"])
def test_variable_that_a_stack_cannot_obey_stops_the_start(stack, name):
    refused = stack.up(env={**os.environ, name: "127.0.0.1:6379"})
    assert refused.returncode == 2
    assert f"leida: {name}: a stack sets this for its processes by itself" in refused.stderr
    assert stack.status()["processes"] == []


def test_variables_of_processes_go_on_to_them(stack):
    stack.up(env={**os.environ, "LEIDA_LOG_LEVEL": "debug"})
    variables = pathlib.Path(f"/proc/{stack.process('crm')['pid']}/environ").read_bytes().split(b"\0")
    assert b"LEIDA_LOG_LEVEL=debug" in variables


def test_admin_addresses_follow_from_the_port_and_stay(stack, port):
    command = ["up", "--bin", stack.programs, "--detach", "--chat", "2", "--port", str(port)]
    host = f"127.{port // 256}.{port % 256}.1"
    expected = {name: f"http://{host}:{7200 + number}"
                for number, name in enumerate(["gateway", "crm", "actionlog", "chat-1", "chat-2"])}
    for _ in range(2):
        assert stack.run(*command).returncode == 0
        assert admin_urls(stack) == expected
        assert stack.run("down").returncode == 0


def test_admin_addresses_of_neighbours_do_not_meet(new_stack, port):
    one, other = new_stack("one"), new_stack("other")
    assert one.run("up", "--bin", one.programs, "--detach", "--port", str(port)).returncode == 0
    assert other.run("up", "--bin", other.programs, "--detach", "--port", str(port + 1)).returncode == 0
    assert not set(admin_urls(one).values()) & set(admin_urls(other).values())


def test_admin_address_is_taken_from_file_and_variable(stack, port):
    write_conf(stack, f'admin = "127.0.0.1:{port}"\n')
    stack.up()
    assert admin_urls(stack)["crm"] == f"http://127.0.0.1:{port + 1}"
    stack.run("down")
    stack.up(env={**os.environ, "LEIDA_ADMIN": "127.0.0.1:0"})
    assert admin_urls(stack)["crm"] not in (f"http://127.0.0.1:{port + 1}", "http://127.0.0.1:0")


def test_admin_addresses_that_prometheus_asks_are_those_of_a_stack_on_port_8000():
    text = (ROOT / "ops/prometheus/prometheus-up.yml").read_text()
    jobs = dict(re.findall(r'job_name: leida-(\w+)\s+static_configs: \[\{targets: \["([^]]*)"\]', text))
    host = f"127.{8000 // 256}.{8000 % 256}.1"
    assert jobs == {"gateway": f"{host}:7200", "crm": f"{host}:7201", "actionlog": f"{host}:7202", "chat": f"{host}:7203"}


def test_port_that_is_in_use_is_the_only_thing_said(stack, port):
    with socket.create_server(("127.0.0.1", port)):
        refused = stack.run("up", "--bin", stack.programs, "--detach", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr == (f"leida: 127.0.0.1:{port} is in use by another process (`ss -ltnp` shows which): "
                              "end that, or take another port with --port\n")
    assert [path.name for path in stack.data.iterdir()] == ["fake"]


def test_port_that_is_in_use_leaves_no_folder(stack, port):
    absent = stack.data / "new/deep"
    with socket.create_server(("127.0.0.1", port)):
        refused = stack.run("up", "--bin", stack.programs, "--detach", "--port", str(port), "--data", absent)
    assert refused.returncode == 1 and f"127.0.0.1:{port} is in use" in refused.stderr
    assert not absent.parent.exists()


def test_admin_port_that_is_in_use_is_named_with_what_to_do(stack, port):
    with socket.create_server((f"127.{port // 256}.{port % 256}.1", 7201)):
        refused = stack.run("up", "--bin", stack.programs, "--detach", "--port", str(port))
    assert refused.returncode == 1
    assert ":7201 is in use by another process" in refused.stderr
    assert f"set `admin` in {stack.data}/leida.conf" in refused.stderr
