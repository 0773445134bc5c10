# SPDX-License-Identifier: Apache-2.0
"""What /media/NAME answers: head, ranges, tags, and no file that is not kept."""

import concurrent.futures
import os
import socket

import pytest
from harness.raw import RawConnection, request
from samples import MAKERS, TYPES, unique

HEAD = {
    "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox", "Accept-Ranges": "bytes",
}


@pytest.fixture(scope="module")
def video(media):
    data = unique("mp4", 40, 500_000)
    return media.staff.upload(data).done()["url"], data


@pytest.mark.parametrize("kind", MAKERS)
def test_head_to_the_letter(media, kind):
    data = unique(kind, 41)
    url = media.staff.upload(data).done()["url"]
    for method, body in (("GET", data), ("HEAD", b"")):
        answer = media.customer.get(url, method)
        expected = {**HEAD, "Content-Type": TYPES[kind], "Content-Length": str(len(data)), "ETag": f'"{url[7:47]}"',
                    "Content-Disposition": "attachment" if kind == "pdf" else "inline"}
        assert (answer.status, answer.body) == (200, body)
        assert {name: answer.headers[name] for name in expected} == expected


def test_one_range(media, video):
    url, data = video
    size = len(data)
    for value, first, last in (("bytes=0-99", 0, 99), ("bytes=100-", 100, size - 1), ("bytes=-500", size - 500, size - 1),
                               (f"bytes=7-{size * 2}", 7, size - 1), ("bytes=5-5", 5, 5), (f"bytes=-{size * 2}", 0, size - 1),
                               ("BYTES=65530-200000", 65530, 200000)):
        answer = media.customer.get(url, Range=value)
        assert (answer.status, answer.body) == (206, data[first : last + 1]), value
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{size}"


def test_a_range_that_is_not_there(media, video):
    url, data = video
    for value in (f"bytes={len(data)}-", "bytes=-0"):
        answer = media.customer.get(url, Range=value)
        assert (answer.status, answer.body, answer.headers["Content-Range"]) == (416, b"", f"bytes */{len(data)}")


@pytest.mark.parametrize("value", ["bytes=0-1,3-4", "bytes=5-2", "bytes=x-", "bytes=-", "bytes", "lines=1-2", "bytes=--5", "bytes=1-2-3"])
def test_what_is_no_range_gets_all(media, video, value):
    url, data = video
    answer = media.customer.get(url, Range=value)
    assert (answer.status, answer.body) == (200, data)


def test_tags(media, video):
    url, data = video
    tag = f'"{url[7:47]}"'
    for value in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = media.customer.get(url, If_None_Match=value)
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", tag)
    assert media.customer.get(url, If_None_Match='"x"').body == data
    assert media.customer.get(url, Range="bytes=0-1", If_Range=tag).status == 206
    assert media.customer.get(url, Range="bytes=0-1", If_Range='"x"').status == 200


def test_what_is_no_file_is_not_found(media):
    """Though it stands in the folder under a good name; and no thread of the gateway waits at it."""
    folder, pipe, empty, door = (media.folder / (letter * 40 + ".jpg") for letter in "cdef")
    folder.mkdir()
    os.mkfifo(pipe)
    empty.touch()
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(media.folder, os.O_RDONLY)
        listener.bind(f"/proc/self/fd/{here}/{door.name}")
        os.close(here)
    for path in [folder, pipe, empty, door] * 5:
        assert media.customer.get(f"/media/{path.name}").status == 404, path
    folder.rmdir()
    for path in (pipe, empty, door):
        path.unlink()


def test_no_way_out_of_the_folder(media, video):
    (media.folder / "secret.png").write_bytes(b"secret")
    (media.folder / ("a" * 40 + ".png")).symlink_to(media.folder / "secret.png")
    name = video[0][7:]
    paths = ["", "secret.png", "../secret.png", "..%2fsecret.png", f"spool/../{name}", f"./{name}", f"{name}/", f"{name}%00", f"%2e/{name}",
             f"{name}.png", name[:-4], name.upper(), name.replace("mp4", "png"), "b" * 40 + ".png", "a" * 40 + ".png", "spool", "..", "%2e%2e%2fsecret.png", "\\..\\secret.png"]
    for path in paths:
        with RawConnection(media.stack.base_url) as connection:
            connection.send(request("GET", f"/media/{path}"))
            answer = connection.read()
            assert answer.status == 404, (path, answer)
    assert media.customer.get(f"/media/{name}", "POST").status == 405
    assert media.customer.get(f"/media/{name}?x=1").status == 200


def test_many_at_once_and_some_who_leave(media, video):
    url, data = video

    def leave(number):
        with RawConnection(media.stack.base_url) as connection:
            connection.send(request("GET", url))
            connection.file.read(1000 * number)

    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        list(threads.map(leave, range(64)))
        assert all(answer.body == data for answer in threads.map(lambda _: media.customer.get(url), range(64)))
