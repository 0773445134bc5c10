# SPDX-License-Identifier: Apache-2.0
"""What every answer tells browsers, whoever gives it: not to guess its type, and to come by HTTPS where they did."""

import socket
import ssl
import subprocess

import pytest
from harness.raw import request
from harness.records import World
from harness.websocket import PATHS, upgrade

PAGES = "https://pages.example.com"
CALL = "/zhugeleida/qiyeweixin/tongxunlu"
POST = "/zhugeleida/qiyeweixin/customer/update_expected_pr/1"
KINDS = {
    "a description": (200, request("GET", "/openapi.json")),
    "a page": (200, request("GET", "/web/")),
    "a preflight": (204, request("OPTIONS", CALL, {"Origin": PAGES, "Access-Control-Request-Method": "GET"})),
    "the way to the pages": (302, request("GET", "/")),
    "a head that is none": (400, b"GET / HTTP/1.1\r\nHost: localhost\r\nX y: z\r\n\r\n"),
    "no host": (400, b"GET / HTTP/1.1\r\n\r\n"),
    "no request": (400, b"\0\r\n\r\n"),
    "no path": (404, request("GET", "/nothing")),
    "no file": (404, request("GET", "/media/nothing")),
    "a wrong method": (405, request("DELETE", CALL)),
    "a large body": (413, request("POST", POST, {"Content-Length": 1 << 40})),
    "a long target": (414, request("GET", CALL + "?a=" + "x" * 40_000)),
    "another type": (415, request("POST", POST, {"Content-Type": "text/plain", "Content-Length": 1}, b"x")),
    "another WebSocket": (426, upgrade(PATHS["user"], Sec_WebSocket_Version="12")),
    "a large head": (431, request("GET", "/", {"X": "x" * 40_000})),
    "an unknown coding": (501, request("POST", POST, {"Transfer-Encoding": "gzip, chunked"})),
    "another version": (505, b"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n"),
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    root = tmp_path_factory.mktemp("headers")
    (root / "web").mkdir()
    (root / "web" / "index.html").write_text("<!doctype html>")
    return {"LEIDA_WEB_ROOT": str(root / "web"), "LEIDA_CORS_ORIGINS": PAGES}


@pytest.fixture(scope="module")
def stack(shared_stacks, settings):
    return shared_stacks(settings={"gateway": settings})


@pytest.fixture(scope="module")
def stack_with_tls(shared_stacks, settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-out", certificate, "-keyout", key], check=True, capture_output=True)
    return shared_stacks(settings={"gateway": {**settings, "LEIDA_TLS_CERTIFICATE": str(certificate), "LEIDA_TLS_KEY": str(key)}})


def ask(stack, data):
    """Status and header lines of the answer to these bytes."""
    scheme, _, address = stack.base_url.partition("://")
    connection = socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1])), timeout=20)
    if scheme == "https":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = context.wrap_socket(connection)
    with connection, connection.makefile("rb") as file:
        connection.sendall(data)
        status = int(file.readline().split()[1])
        return status, [line.decode().strip() for line in iter(file.readline, b"\r\n")]


def said(lines):
    """Of the header lines those that are for safety, which may be there once each."""
    return sorted(line for line in lines if line.lower().startswith(("x-content-type-options:", "strict-transport-security:")))


PLAIN = ["X-Content-Type-Options: nosniff"]
SECURE = ["Strict-Transport-Security: max-age=31536000", *PLAIN]


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_forbids_to_guess_its_type(stack, kind):
    status, data = KINDS[kind]
    found, lines = ask(stack, data)
    assert (found, said(lines)) == (status, PLAIN)


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_that_is_encrypted_demands_https(stack_with_tls, kind):
    status, data = KINDS[kind]
    found, lines = ask(stack_with_tls, data)
    assert (found, said(lines)) == (status, SECURE)


@pytest.mark.parametrize("kind", [kind for kind, (status, _) in KINDS.items() if status not in (400, 414, 431, 505)])
def test_every_answer_to_a_host_that_a_front_serves_demands_https(stack, kind):
    """But for heads that could not be read up to the host."""
    status, data = KINDS[kind]
    found, lines = ask(stack, data.replace(b"Host: localhost", b"Host: crm.example.com"))
    assert (found, said(lines)) == (status, SECURE)


def test_calls_and_what_a_browser_has_say_it_as_well(stack):
    staff = World(stack).pair().staff
    _, lines = ask(stack, request("GET", "/web/"))
    tag = next(line.split(": ")[1] for line in lines if line.startswith("ETag: "))
    for status, data in ((200, request("GET", staff.target("/tongxunlu"))), (200, request("GET", CALL + "?user_id=1")),
                         (304, request("GET", "/web/", {"If-None-Match": tag}))):
        found, lines = ask(stack, data)
        assert (found, said(lines)) == (status, PLAIN)
