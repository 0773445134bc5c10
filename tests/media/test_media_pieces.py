# SPDX-License-Identifier: Apache-2.0
"""Files in pieces: inside TLS, off a disk that has them no longer in memory, to clients who take them slowly."""

import os
import socket
import subprocess

import pytest
from harness.metrics import scrape, total
from harness.raw import RawConnection, request
from harness.waiting import wait_until
from samples import unique


def serves(media, result):
    return total(scrape(media.stack.gateway), "leida_media_serves_total", result=result)


def forget(path):
    """The system has nothing of it in memory any more."""
    with open(path, "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def test_a_file_that_comes_from_the_disk(media):
    data = unique("mp4", 90, 3_000_000)
    url = media.staff.upload(data).done()["url"]
    for _ in range(3):
        forget(media.folder / url[7:])
        assert media.customer.get(url).body == data
        forget(media.folder / url[7:])
        assert media.customer.get(url, Range="bytes=2000000-2099999").body == data[2_000_000:2_100_000]


def test_a_file_that_is_cut_while_it_is_sent(new_media):
    media = new_media()
    data = unique("mp4", 91, 20_000_000)
    url = media.staff.upload(data).done()["url"]
    with RawConnection(media.stack.base_url) as connection:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.send(request("GET", url))
        assert b"200 OK" in connection.file.readline()
        os.truncate(media.folder / url[7:], 100)
        assert len(connection.rest()) < len(data)
    wait_until(lambda: "it is shorter than it was" in media.stack.gateway.log(), 5, "a line in the log")


def test_who_takes_nothing_is_left(new_media):
    media = new_media({"LEIDA_BODY_GRACE": "1"})
    url = media.staff.upload(unique("mp4", 92, 20_000_000)).done()["url"]
    pid = media.stack.gateway.pid
    before = len(os.listdir(f"/proc/{pid}/fd"))
    with RawConnection(media.stack.base_url) as connection:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.send(request("GET", url))
        connection.file.readline()
        wait_until(lambda: len(os.listdir(f"/proc/{pid}/fd")) <= before, 20, "connection and file to be closed")


def test_what_was_answered_is_counted(new_media):
    media = new_media()
    url = media.staff.upload(unique("png", 93)).done()["url"]
    tag = f'"{url[7:47]}"'
    media.customer.get(url)
    media.customer.get(url, "HEAD")
    media.customer.get(url, Range="bytes=0-1")
    media.customer.get(url, If_None_Match=tag)
    media.customer.get("/media/" + "c" * 40 + ".png")
    for _ in range(2):  # a path of ours by another method is none of them
        assert media.customer.get(url, "POST").status == 405
        assert media.staff.client.get("/media/0").status == 405
    counts = {result: serves(media, result) for result in ("whole", "part", "unchanged", "absent", "unavailable")}
    assert counts == {"whole": 2, "part": 1, "unchanged": 1, "absent": 1, "unavailable": 0}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=media", "-addext", "subjectAltName=IP:127.0.0.1", "-out", folder / "certificate.pem",
                    "-keyout", folder / "key.pem"], check=True, capture_output=True)
    return folder


def curl(certificate, url, *options):
    return subprocess.run(["curl", "-sS", "--max-time", "60", "--cacert", certificate / "certificate.pem", *options, url],
                          capture_output=True, check=True).stdout


def test_inside_tls(new_media, certificate, tmp_path):
    media = new_media({"LEIDA_TLS_CERTIFICATE": str(certificate / "certificate.pem"), "LEIDA_TLS_KEY": str(certificate / "key.pem")})
    data = unique("mp4", 94, 5_000_000)
    file = tmp_path / "film.mp4"
    file.write_bytes(data)
    target = media.stack.base_url + media.staff.client.target("/media/0")
    uploads = [subprocess.Popen(["curl", "-sS", "--max-time", "60", "--cacert", certificate / "certificate.pem", "-F", f"file=@{file}",
                                 target], stdout=subprocess.PIPE) for _ in range(4)]
    answers = {upload.communicate()[0] for upload in uploads}
    assert len(answers) == 1
    url = answers.pop().split(b'"url":"')[1].split(b'"')[0].decode()
    assert curl(certificate, media.stack.base_url + url) == data
    assert curl(certificate, media.stack.base_url + url, "-r", "100-199") == data[100:200]
