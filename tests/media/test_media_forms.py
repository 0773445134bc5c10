# SPDX-License-Identifier: Apache-2.0
"""The form of an upload: its parts, what is wrong with it, and however it is cut."""

import socket

import pytest
from forms import BOUNDARY, end, form, part
from harness.strict import take_answer
from samples import noise, png, unique

TYPE = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture
def nothing_left(media):
    before = media.kept()
    yield
    assert media.kept() == before
    media.wait_spool_empty()


def test_other_parts_are_parameters(media):
    data = unique("gif", 20)
    url = media.staff.post(form(data, [("msg_id", "k-1"), ("other", "ignored")])).done()["url"]
    body = part("msg_id", b"k-1") + part("file", data) + end()
    assert media.staff.post(body).done()["url"] == url
    preamble = b"preamble\r\n" + part("file", data) + f"--{BOUNDARY}--  \r\nepilogue".encode()
    assert media.staff.post(preamble).done()["url"] == url


def test_content_may_look_like_a_delimiter(media):
    for number, trap in enumerate((b"\r\n--" + BOUNDARY.encode() + b"x", b"\r\n--" + BOUNDARY.encode() + b"-\r\n",
                                   b"\r\n--" + BOUNDARY.encode()[:-1], b"\r\r\n\r\n--\r\n-", b"\r\n--" + BOUNDARY.encode() + b" \rx",
                                   b"\r\n--" + BOUNDARY.encode() + b"\r\r\n")):
        data = png(filler=noise(50, number) + trap * 3 + noise(50, number))
        told = media.staff.upload(data).done()
        assert media.staff.get(told["url"]).body == data


FAULTY = {
    "no form": (b"x" * 100, {"body": "invalid"}),
    "empty": (b"", {"body": "invalid"}),
    "ends in a part": (part("file", png()), {"body": "invalid"}),
    "ends in a head": (f"--{BOUNDARY}\r\nContent-Disposition: form-data".encode(), {"body": "invalid"}),
    "no file": (part("other", png()) + end(), {"file": "required"}),
    "two files": (part("file", png()) + part("file", png()) + end(), {"file": "invalid"}),
    "no name": (f"--{BOUNDARY}\r\nContent-Type: image/png\r\n\r\n".encode() + png() + b"\r\n" + end(), {"body": "invalid"}),
    "encoded": (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=file\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                .encode() + png() + b"\r\n" + end(), {"body": "invalid"}),
    "long head": (f"--{BOUNDARY}\r\nX: {'x' * 5000}\r\n\r\n".encode() + png() + end(), {"body": "invalid"}),
    "many parts": (b"".join(part(f"p{number}", b"1") for number in range(20)) + part("file", png()) + end(), {"body": "invalid"}),
    "long parameter": (part("other", b"x" * 5000) + part("file", png()) + end(), {"body": "max_length"}),
    "bad msg_id": (form(png(), [("msg_id", "中")]), {"msg_id": "invalid"}),
    "two msg_ids": (form(png(), [("msg_id", "a"), ("msg_id", "b")]), {"msg_id": "invalid"}),
}


@pytest.mark.parametrize("what", FAULTY)
def test_refuses_a_faulty_form(media, nothing_left, what):
    body, errors = FAULTY[what]
    media.staff.post(body).invalid(**errors)


@pytest.mark.parametrize("boundary", ["", "; boundary=", "; boundary=a; boundary=b", '; boundary="a b "', f"; boundary={'x' * 71}",
                                      "; boundary=another"])
def test_refuses_a_wrong_boundary(media, nothing_left, boundary):
    body = form(png())
    media.staff.client.post_raw("/media/0", body, f"multipart/form-data{boundary}").invalid(body="invalid")


def test_keys_must_agree(media):
    body = form(unique("png", 21), [("msg_id", "k-2")])
    media.staff.post(body, {"Idempotency-Key": "k-3"}).invalid(msg_id="invalid")
    media.staff.post(body, {"Idempotency-Key": "k-2"}).done()


def test_is_taken_in_whatever_pieces(media):
    data = png(filler=noise(40, 1) + b"\r\n--" + noise(40, 2))
    body = form(data, [("msg_id", "k-4")])
    for step in (1, 2, 3, 7, 50):
        with media.staff.connect() as connection:
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.send(media.staff.head(len(body)))
            for at in range(0, len(body), step):
                connection.send(body[at : at + step])
            told = connection.read().done()
        assert media.staff.get(told["url"]).body == data


def test_is_taken_in_chunks(media):
    data = unique("webp", 22, 200_000)
    body = form(data)
    chunks = [body[at : at + 9000] for at in range(0, len(body), 9000)]
    coded = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    with media.staff.connect() as connection:
        connection.send(media.staff.head(None, **{"Transfer-Encoding": "chunked"}) + coded)
        assert media.staff.get(connection.read().done()["url"]).body == data


def cuts(body, data):
    """Where the body's parts meet: in the boundary's line, in the head, in the bytes, in the closing line."""
    file = body.index(data)
    marks = [1, len(BOUNDARY), file - 3, file - 1, file, file + 1, file + len(data) // 2, file + len(data),
             file + len(data) + 1, file + len(data) + 4, len(body) - 3, len(body) - 1]
    return sorted(set(marks))


def test_a_body_that_ends_early_leaves_nothing(media, nothing_left):
    data = unique("png", 23)
    body = form(data)
    for at in cuts(body, data):
        with media.staff.connect() as connection:
            connection.send(media.staff.head(len(body)) + body[:at])
            connection.socket.shutdown(socket.SHUT_WR)
            assert take_answer(connection.rest())[0].status == 400
        with media.staff.connect() as connection:
            connection.send(media.staff.head(len(body)) + body[:at])
        if at < len(body) - 2:  # what stands behind the closing dashes is of no matter
            media.staff.post(body[:at]).invalid(body="invalid")


def test_the_connection_goes_on_behind_an_upload(media):
    body = form(unique("png", 24))
    with media.staff.connect() as connection:
        connection.send((media.staff.head(len(body)) + body) * 3)
        assert {connection.read().done()["url"] for _ in range(3)}.__len__() == 1
