# SPDX-License-Identifier: Apache-2.0
"""Limits of uploads: how many, how much room, how slow; and who is told that there are any."""

import contextlib
import os
import socket

from forms import form, part
from harness.metrics import scrape, total
from harness.raw import RawConnection, request
from harness.waiting import wait_until
from samples import noise, png, unique


def uploads(media, result):
    return total(scrape(media.stack.gateway), "leida_media_uploads_total", result=result)


def post_anew(media, body):
    """The answer to an upload on a connection of its own, which any of the gateway's loops may get."""
    with media.staff.connect() as connection:
        connection.send(media.staff.head(len(body)) + body)
        return connection.read()


def test_so_many_a_minute_in_all_loops(new_media):
    media = new_media({"LEIDA_THREADS": "4"}, rate=3)
    body = form(png())
    assert [post_anew(media, body).status for _ in range(12)] == [200] * 3 + [429] * 9
    refused = post_anew(media, body)
    assert refused.code == 429 and 1 <= int(refused.headers["retry-after"]) <= 20
    media.customer.post(body).done()
    assert (uploads(media, "done"), uploads(media, "limited")) == (4, 10)
    assert media.spooled() == []


def test_no_room_on_the_disk(new_media):
    media = new_media(least_free=2**62)
    media.staff.upload(png()).gateway_error(503)
    assert media.spooled() == [] and uploads(media, "unavailable") == 1
    assert media.staff.client.get("/chat/query_num/0", customer_id=media.customer.client.id).code == 200


def test_open_uploads_share_the_room(new_media, tmp_path):
    """Two announce as much as there is, with the copies that may be made of them: on both loops, before a byte of their files."""
    size = 200 << 20
    disk = os.statvfs(tmp_path)
    media = new_media({"LEIDA_THREADS": "2"}, video_limit=size,
                      least_free=disk.f_bavail * disk.f_frsize - 5 * size)
    for _ in range(2):
        with contextlib.ExitStack() as stack:
            for _ in range(2):
                stack.enter_context(media.staff.connect()).send(media.staff.head(size) + form(b"")[:50])
            wait_until(lambda: len(media.spooled()) == 2, 5, "two files in the spool")
            for _ in range(4):
                refused = stack.enter_context(media.customer.connect())
                refused.send(media.customer.head(size))
                assert refused.read().status == 503
            media.customer.upload(png()).done()
        wait_until(lambda: total(scrape(media.stack.gateway), "leida_media_uploads") == 0, 5, "all to end")
    assert (uploads(media, "unavailable"), uploads(media, "done")) == (8, 2)


def test_a_disk_that_takes_no_more(new_media):
    """The file's size is limited: as with a full disk a write fails."""
    limit = ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh", "prlimit", "--fsize=100000", "--"]
    media = new_media(options={"wrappers": {"gateway": limit}})
    media.staff.upload(unique("mp4", 60, 300_000)).gateway_error(503)
    media.wait_spool_empty()
    media.staff.upload(unique("mp4", 61, 50_000)).done()
    assert "cannot take a file" in media.stack.gateway.log()


def test_so_many_at_a_time(new_media):
    media = new_media({"LEIDA_THREADS": "1"}, uploads=2)
    body = form(unique("png", 62))
    with media.staff.connect() as first, media.staff.connect() as second:
        for connection in (first, second):
            connection.send(media.staff.head(len(body)) + body[:100])
        wait_until(lambda: len(media.spooled()) == 2, 5, "two files in the spool")
        media.customer.upload(png()).gateway_error(503)
        first.send(body[100:])
        first.read().done()
        media.customer.upload(png()).done()
    wait_until(lambda: uploads(media, "abandoned") == 1, 5, "the one who left to be counted")


def test_so_many_of_one_at_a_time_in_all_loops(new_media):
    media = new_media({"LEIDA_THREADS": "4"})
    body = form(unique("png", 66))
    with contextlib.ExitStack() as stack:
        for _ in range(8):
            connection = stack.enter_context(media.staff.connect())
            connection.send(media.staff.head(len(body)) + body[:100])
        wait_until(lambda: len(media.spooled()) == 8, 5, "eight files in the spool")
        refused = [post_anew(media, body) for _ in range(12)]
        assert [(answer.status, answer.headers["retry-after"]) for answer in refused] == [(429, "1")] * 12
        media.customer.upload(png()).done()
        connection.send(body[100:])
        connection.read().done()
        post_anew(media, body).done()
    wait_until(lambda: total(scrape(media.stack.gateway), "leida_media_uploads") == 0, 5, "all to end")
    assert post_anew(media, body).done()


def test_a_stalled_upload_ends_as_any_body(new_media):
    media = new_media({"LEIDA_BODY_GRACE": "1"})
    data = unique("png", 63, 100_000)
    body = form(data)
    file = body.index(data)
    with contextlib.ExitStack() as stack:
        stalled = [stack.enter_context(media.staff.connect()) for _ in range(7)]
        for connection, at in zip(stalled, (0, 10, file - 2, file, file + 50_000, file + len(data), len(body) - 1), strict=True):
            connection.send(media.staff.head(len(body)) + body[:at])
        assert [connection.read().status for connection in stalled] == [408] * 7
    media.wait_spool_empty()
    assert media.kept() == [] and uploads(media, "abandoned") == 7


def test_who_leaves_frees_everything(new_media):
    media = new_media({"LEIDA_THREADS": "1"})
    pid = media.stack.gateway.pid
    before = len(os.listdir(f"/proc/{pid}/fd"))
    for size in (100, 100_000, 3_000_000):
        with media.staff.connect() as connection:
            connection.send(media.staff.head(5_000_000) + part("file", noise(size))[:-2])
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    media.wait_spool_empty()
    wait_until(lambda: len(os.listdir(f"/proc/{pid}/fd")) <= before, 5, "descriptors to be closed")
    assert total(scrape(media.stack.gateway), "leida_media_uploads") == 0


def test_a_gateway_that_ends_answers_what_it_has(new_media):
    media = new_media()
    data = unique("mp4", 64, 2_000_000)
    body = form(data)
    with media.staff.connect() as connection:
        connection.send(media.staff.head(len(body)) + body[:-10])
        wait_until(lambda: [path for path in (media.folder / "spool").iterdir() if path.stat().st_size > 1_900_000], 5, "the file")
        media.stack.gateway.child.terminate()
        connection.send(body[-10:])
        told = connection.read().done()
    assert media.stack.gateway.stop() == 0
    assert (media.folder / told["url"][7:]).read_bytes() == data


def test_a_gateway_that_ends_drops_who_does_not_finish(new_media):
    media = new_media()
    told = media.staff.upload(unique("mp4", 65, 8_000_000)).done()
    with media.staff.connect() as sender, RawConnection(media.stack.base_url) as reader:
        sender.send(media.staff.head(5_000_000) + part("file", noise(100_000)))
        reader.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.send(request("GET", told["url"]))
        wait_until(media.spooled, 5, "a file in the spool")
        assert media.stack.gateway.stop() == 0
    assert media.spooled() == []


