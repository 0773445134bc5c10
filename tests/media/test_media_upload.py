# SPDX-License-Identifier: Apache-2.0
"""Every kind of file up and down again, and what is no such file."""

import stat

import pytest
from forms import name_of
from samples import MAKERS, PICTURES, TYPES, exif_with_position, jpg, mp4, pdf, png, unique


@pytest.mark.parametrize("kind", MAKERS)
def test_goes_up_and_down_byte_for_byte(media, kind):
    data = unique(kind, 7, 100_000)
    told = media.staff.upload(data).done("上传成功")
    size = {"width": 3, "height": 2} if kind in PICTURES else {}
    assert told == {"url": f"/media/{name_of(data, kind)}", "type": TYPES[kind], "size": len(data), **size}
    answer = media.customer.get(told["url"])
    assert (answer.status, answer.body) == (200, data)
    assert (media.folder / name_of(data, kind)).read_bytes() == data
    assert media.spooled() == []


def test_takes_customers_and_staff_users_and_keeps_the_same_once(media):
    data = unique("png", 8)
    first, second = media.staff.upload(data).done(), media.customer.upload(data).done()
    assert first == second and media.kept().count(name_of(data, "png")) == 1


def test_jpeg_loses_its_position_and_keeps_its_orientation(media):
    data = jpg(width=5, height=4, exif=exif_with_position())
    told = media.staff.upload(data).done()
    kept = media.customer.get(told["url"]).body
    assert b"\x88\x25" in data and b"\x88\x25" not in kept and told["size"] == len(kept) < len(data)
    assert told["url"] == f"/media/{name_of(kept, 'jpg')}"
    assert (told["width"], told["height"]) == (4, 5)  # turned, as it was before
    assert media.staff.upload(kept).done()["url"] == told["url"]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD = {
    "nothing": b"",
    "svg": SVG,
    "html": b"<!doctype html><script>alert(1)</script>",
    "a word": b"hello",
    "png with html behind": png() + b"<script>alert(1)</script>",
    "png cut short": png()[:-5],
    "magic of png alone": b"\x89PNG\r\n\x1a\n",
    "gif with html behind": MAKERS["gif"]() + b"<html>",
    "mp4 with a zip behind": mp4() + b"PK\x03\x04",
    "pdf cut short": pdf()[:-8],
    "too wide": png(width=16385),
    "too many pixels": png(width=12000, height=9000),
}


@pytest.mark.parametrize("what", BAD)
def test_refuses_what_is_no_such_file(media, what):
    before = media.kept()
    media.customer.upload(BAD[what]).invalid(file="invalid")
    assert media.kept() == before
    media.wait_spool_empty()


def test_refuses_one_byte_above_a_limit(new_media):
    media = new_media(picture_limit=20_000, video_limit=30_000, file_limit=25_000)
    for kind, limit in (("png", 20_000), ("mp4", 30_000), ("pdf", 25_000)):
        spare = limit - len(MAKERS[kind](filler=b"ab"))
        # Of a pdf two bytes for each, and offsets with more digits.
        more, step = (spare // 2 - 2, 3) if kind == "pdf" else (spare, 1)
        exact = MAKERS[kind](filler=b"ab" + b"x" * more)
        assert limit - step < len(exact) <= limit
        media.staff.upload(exact).done()
        larger = MAKERS[kind](filler=b"ab" + b"x" * (more + step))
        assert limit < len(larger) <= limit + 2 * step
        media.staff.upload(larger).invalid(file="max_length")
    media.staff.post(bytes(30_000 + 65_537)).gateway_error(413, "请求内容过大")
    assert len(media.kept()) == 3
    media.wait_spool_empty()


def test_other_bodies_keep_their_limit(media):
    fields = b"x" * (1024 * 1024 + 1)
    media.staff.client.post_raw("/chat/send_msg/0", fields).gateway_error(413)


def test_asks_who_calls_before_anything_is_kept(media):
    client = media.staff.client
    bad = {"user_id": client.id, "timestamp": "1", "rand_str": "0" * 32}
    assert client.post_raw("/media/0", b"x", "multipart/form-data; boundary=b", credentials=bad).code == 400
    assert client.post_raw("/media/0", b"x=1").status == 415
    assert client.post_raw("/media/0", b"x", "multipart/form-data; boundary=b",
                           headers={"Content-Encoding": "gzip"}).status == 415
    assert client.get("/media/0").status == 405
    assert media.spooled() == []


def test_is_unknown_without_a_store(new_media):
    media = new_media(store="none")
    media.staff.upload(png()).gateway_error(404, "非法请求")
    assert media.staff.get("/media/" + "0" * 40 + ".png").status == 404
    assert not media.folder.exists()


@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o750, 0o600), (0o770, 0o660)])
def test_what_is_made_is_the_groups_where_its_folder_is(new_media, tmp_path, folder, file):
    """So that leida-wechat may be another user."""
    kept = tmp_path / "kept"
    kept.mkdir()
    kept.chmod(folder)
    media = new_media()
    name = media.staff.upload(unique("png", 77)).done()["url"].removeprefix("/media/")
    assert stat.S_IMODE((kept / name).stat().st_mode) == file
    assert stat.S_IMODE((kept / "spool").stat().st_mode) == (0o770 if folder == 0o770 else 0o700)
