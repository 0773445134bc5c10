# SPDX-License-Identifier: Apache-2.0
"""leida-wechat in a stack: there where companies are, and nowhere else."""
import os
import pathlib

import pytest

NAMES = ["chat-1", "crm", "actionlog", "gateway"]
WITH_WECHAT = ["chat-1", "crm", "actionlog", "wechat", "gateway"]


def names(stack):
    return [process["name"] for process in stack.status()["processes"]]


def variables(stack):
    """What the process got in its environment."""
    environ = pathlib.Path(f"/proc/{stack.process('wechat')['pid']}/environ").read_bytes().decode()
    return dict(line.split("=", 1) for line in environ.split("\0") if line)


def written(stack, name):
    return (stack.data / "run" / f"{name}.conf").read_text()


def add_company(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1.cfg").write_text("")


@pytest.mark.parametrize("folder", ["none", "empty", "other"])
def test_without_companies_there_is_no_wechat(stack, folder):
    if folder != "none":
        (stack.data / "companies").mkdir()
    if folder == "other":
        (stack.data / "companies/notes.txt").write_text("")
    assert stack.up().returncode == 0
    assert names(stack) == NAMES
    assert "wechat" not in written(stack, "gateway")
    assert not (stack.data / "run/wechat.conf").exists()


def test_a_company_in_the_data_folder_starts_it(stack):
    add_company(stack.data / "companies")
    up = stack.up()
    assert up.returncode == 0, up.stderr
    assert names(stack) == WITH_WECHAT
    assert 'wechat = "ipc://run/wechat.sock"' in written(stack, "gateway")
    for upstream in ('chat = "@run/upstream.chat"', 'crm = "ipc://run/crm.sock"', 'actionlog = "ipc://run/actionlog.sock"'):
        assert upstream in written(stack, "wechat")
    environment = variables(stack)
    assert environment["LEIDA_COMPANIES"] == "companies"
    assert f"Leida is up at {environment['LEIDA_PUBLIC_URL']}," in up.stdout
    assert stack.run("down").returncode == 0
    assert "wechat" in stack.ended()


def test_it_keeps_pictures_where_the_gateway_does(stack):
    """What leida.conf says of the store in the section of the gateway is for both; how many may be uploaded is the gateway's."""
    add_company(stack.data / "companies")
    store = 'store = "s3"\n        s3.endpoint = "http://127.0.0.1:9"\n        s3.access_key = "a"\n        s3.secret_key = "b"\n'
    (stack.data / "leida.conf").write_text(f"gateway\n    media\n        {store}        rate = 5\n        uploads = 7\n")
    up = stack.up()
    assert up.returncode == 0, up.stderr
    environment = variables(stack)
    gateway = pathlib.Path(f"/proc/{stack.process('gateway')['pid']}/environ").read_text().split("\0")
    of_media = {line for line in gateway if line.startswith("LEIDA_MEDIA_")}
    assert of_media == {f"{name}={value}" for name, value in environment.items() if name.startswith("LEIDA_MEDIA_")} != set()
    lines = written(stack, "wechat").splitlines()
    assert 'media.s3.endpoint = "http://127.0.0.1:9"' in lines and 'media.s3.secret_key = "b"' in lines
    assert not [line for line in lines if line.startswith(("media.rate", "media.uploads"))]


def test_options_come_before_variables_and_these_before_the_file(stack, tmp_path):
    for name in ("option", "variable", "file"):
        add_company(tmp_path / name)
    (stack.data / "leida.conf").write_text(f'wechat\n    companies = "{tmp_path}/file"\n    public_url = "https://file.example"\n')
    environment = dict(os.environ, LEIDA_COMPANIES="variable", LEIDA_PUBLIC_URL="https://variable.example",
                       LEIDA_API_URL="http://127.0.0.1:9")
    assert stack.up("--companies", "option", "--public-url", "https://option.example", cwd=tmp_path, env=environment).returncode == 0
    got = variables(stack)
    assert (got["LEIDA_COMPANIES"], got["LEIDA_PUBLIC_URL"]) == (str(tmp_path / "option"), "https://option.example")
    assert got["LEIDA_API_URL"] == "http://127.0.0.1:9"
    assert stack.run("down").returncode == 0
    assert stack.up(cwd=tmp_path, env=environment).returncode == 0
    got = variables(stack)
    assert (got["LEIDA_COMPANIES"], got["LEIDA_PUBLIC_URL"]) == (str(tmp_path / "variable"), "https://variable.example")
    assert stack.up_again().returncode == 0
    got = variables(stack)
    assert (got["LEIDA_COMPANIES"], got["LEIDA_PUBLIC_URL"]) == (str(tmp_path / "file"), "https://file.example")


def test_a_folder_that_is_not_there_stops_the_start(stack, tmp_path):
    up = stack.up("--companies", str(tmp_path / "nowhere"))
    assert up.returncode == 2
    assert "--companies" in up.stderr and "nowhere" in up.stderr


def test_its_admin_port_lies_behind_that_of_the_last_chat(stack):
    add_company(stack.data / "companies")
    host = f"127.{os.getpid() >> 8 & 0xff}.{os.getpid() & 0xff}.9"
    (stack.data / "leida.conf").write_text(f'admin = "{host}:7200"\n')
    assert stack.up("--chat", "2").returncode == 0
    assert stack.process("wechat")["admin_url"] == f"http://{host}:7267"
