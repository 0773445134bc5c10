# SPDX-License-Identifier: Apache-2.0
"""The gateway's own TLS: versions, a certificate that is renewed while it serves, what cannot be used is told."""

import signal
import socket
import ssl
import subprocess

import pytest
from harness.records import World
from harness.waiting import wait_until


def make_certificate(folder, name):
    """A self-signed certificate for localhost with that common name; (certificate, key) as files."""
    files = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def stack(shared_stacks, place):
    certificate, key = make_certificate(place, "first")
    return shared_stacks(settings={"gateway": {"LEIDA_TLS_CERTIFICATE": str(certificate), "LEIDA_TLS_KEY": str(key)}})


def curl(stack, place, target, *options):
    command = ["curl", "-sS", "--max-time", "20", "--cacert", place / "certificate.pem", *options, stack.base_url + target]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def shaken(stack, **versions):
    """A connection after its handshake."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name, version in versions.items():
        setattr(context, name, version)
    port = int(stack.base_url.rsplit(":", 1)[1])
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20), server_hostname="localhost")


def test_tls_serves_requests_to_curl(stack, place):
    assert stack.base_url.startswith("https://")
    pair = World(stack).pair()
    done = curl(stack, place, pair.staff.target("/tongxunlu"))
    assert done.returncode == 0 and '"code":200' in done.stdout, done
    sent = curl(stack, place, pair.customer.target("/chat/send_msg/1"), "-d", f"u_id={pair.staff.id}", "--data-urlencode",
                'content={"info_type":1,"msg":"' + "长" * 20000 + '"}')
    assert '"code":200' in sent.stdout, sent
    page = curl(stack, place, pair.staff.target("/chat", {"customer_id": pair.customer.id}))
    assert page.stdout.count("长") == 20000


def test_tls_many_requests_on_one_connection(stack):
    pair = World(stack).pair()
    with shaken(stack) as connection:
        request = f"GET {pair.staff.target('/tongxunlu')} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        connection.sendall(request * 50)  # more than one record, more than one read
        file = connection.makefile("rb")
        for _ in range(50):
            head = b"".join(iter(file.readline, b"\r\n"))
            size = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
            assert head.startswith(b"HTTP/1.1 200 ") and b'"code":200' in file.read(size)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_speaks_1_2_and_1_3(stack, version):
    with shaken(stack, minimum_version=version, maximum_version=version) as connection:
        assert connection.version() == {ssl.TLSVersion.TLSv1_2: "TLSv1.2", ssl.TLSVersion.TLSv1_3: "TLSv1.3"}[version]


def test_tls_refuses_1_1(stack):
    port = stack.base_url.rsplit(":", 1)[1]
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
                          input="", capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode != 0 and "alert protocol version" in done.stderr, done


def test_tls_plain_http_and_junk_are_cut_off_and_harm_nobody(stack, place):
    port = int(stack.base_url.rsplit(":", 1)[1])
    for junk in (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"\x16\x03\x01\xff\xff" + b"\0" * 100, b"\0" * 1000):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            try:
                connection.sendall(junk)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4096):
                    pass
            except OSError:
                pass  # it is gone already
    assert "非法请求" in curl(stack, place, "/").stdout


def served_name(stack):
    port = stack.base_url.rsplit(":", 1)[1]
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}"], input="", capture_output=True, text=True,
                          check=False, timeout=20)
    return next(line for line in done.stdout.splitlines() if line.startswith("subject=")).split("=")[-1].strip()


def test_tls_certificate_is_renewed_while_serving(stack, place):
    assert served_name(stack) == "first"
    with shaken(stack) as old:
        make_certificate(place, "second")
        stack.gateway.child.send_signal(signal.SIGHUP)
        wait_until(lambda: served_name(stack) == "second", 10, "the new certificate")
        (place / "certificate.pem").write_text("none")
        stack.gateway.child.send_signal(signal.SIGHUP)
        wait_until(lambda: "cannot use the certificate" in stack.gateway.log(), 10, "a line about it")
        assert served_name(stack) == "second"
        old.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert b" 404 " in old.makefile("rb").readline()
    make_certificate(place, "third")


def test_tls_key_of_another_certificate_stops_the_start(programs, tmp_path):
    certificate, _ = make_certificate(tmp_path, "one")
    other = tmp_path / "other"
    other.mkdir()
    _, key = make_certificate(other, "two")
    done = subprocess.run([*programs.command("leida-gateway")], capture_output=True, text=True, check=False, timeout=20,
                          env={"LEIDA_LISTEN": "127.0.0.1:0", "LEIDA_TLS_CERTIFICATE": str(certificate), "LEIDA_TLS_KEY": str(key)})
    assert done.returncode == 1 and "cannot use the certificate" in done.stderr and str(key) in done.stderr, done
    done = subprocess.run([*programs.command("leida-gateway"), "--check-config"], capture_output=True, text=True, check=False,
                          timeout=20, env={"LEIDA_TLS_CERTIFICATE": str(certificate)})
    assert done.returncode == 2 and "tls.key: needed where tls.certificate is given" in done.stderr, done
