# SPDX-License-Identifier: Apache-2.0
"""Uploads through a gateway whose files are in an object store, and the store's faults."""

import subprocess
import threading
import time
import urllib.request

import pytest
from harness.object_store import ACCOUNT, BUCKET, SECRET
from harness.waiting import LATE, PATIENCE, wait_until
from samples import MAKERS, TYPES, exif_with_position, jpg, unique

SLOW_DOWN = (503, "SlowDown")


@pytest.fixture
def media(store, new_media):
    return new_media(**settings(store))


def settings(store, **more):
    return {"store": "s3", "s3_endpoint": store.endpoint, "s3_bucket": BUCKET, "s3_access_key": ACCOUNT, "s3_secret_key": SECRET,
            "s3_patience": 1, **more}


def location(media, url):
    """Where the gateway sends who asks for a file."""
    answer = media.customer.get(url)
    assert (answer.status, answer.body) == (302, b"")
    return answer.headers["Location"]


def get(url):
    with urllib.request.urlopen(url, timeout=10 * PATIENCE) as answer:
        return answer.read(), answer.headers


def test_s3_goes_up_and_down_byte_for_byte(store, media):
    for kind in MAKERS:
        data = unique(kind, 1, 100_000)
        told = media.staff.upload(data).done("上传成功")
        url = location(media, told["url"])
        assert url.startswith(f"{store.endpoint}/{BUCKET}/{told['url'].removeprefix('/media/')}?")
        found, headers = get(url)
        assert found == data
        assert headers["Content-Type"] == TYPES[kind] == told["type"]
        assert location(media, told["url"]).split("&X-Amz-Date")[0] == url.split("&X-Amz-Date")[0]
    assert media.kept() == media.spooled() == []
    assert store.count("PUT") == len(MAKERS)


def test_s3_has_the_same_file_once(store, media):
    data = unique("png", 2)
    assert media.staff.upload(data).done("上传成功")["url"] == media.customer.upload(data).done("上传成功")["url"]
    assert store.count("PUT") == 1


def test_s3_gets_no_position(media):
    told = media.staff.upload(jpg(exif=exif_with_position())).done("上传成功")
    found, _ = get(location(media, told["url"]))
    assert len(found) == told["size"] and exif_with_position() not in found


def test_s3_url_may_be_that_of_a_cdn(store, new_media):
    media = new_media(**settings(store, url="https://cdn.example.com/pictures"))
    told = media.staff.upload(unique("png", 3)).done("上传成功")
    assert location(media, told["url"]) == "https://cdn.example.com/pictures/" + told["url"].removeprefix("/media/")


@pytest.mark.parametrize("fault", [SLOW_DOWN, "hang", "cut within", "cut after"])
def test_s3_that_fails_once_has_the_file(store, media, fault):
    data = unique("mp4", 4, 300_000) + b"\0\0\0\x10free" + str(fault).encode()[:8].ljust(8)
    store.fail(fault)
    told = media.staff.upload(data).done("上传成功")
    assert get(location(media, told["url"]))[0] == data
    assert media.spooled() == []


def test_s3_that_keeps_failing_is_told_and_nothing_is_left(store, media):
    data = unique("png", 5)
    store.fail(SLOW_DOWN, 4)
    assert media.staff.upload(data).status == 503
    assert media.spooled() == []
    assert "the object store does not take a file" in media.stack.gateway.log()
    told = media.staff.upload(data).done("上传成功")
    assert get(location(media, told["url"]))[0] == data


def test_s3_that_hangs_slows_nobody_else(store, media):
    """As many uploads hang as there are threads for them."""
    store.fail("hang", 4)
    uploads = [threading.Thread(target=media.staff.upload, args=[unique("png", number)]) for number in range(10, 14)]
    for upload in uploads:
        upload.start()
    wait_until(lambda: store.count("PUT") == 4, 10, "uploads that hang")
    began = time.monotonic()
    assert media.customer.get(f"/media/{'0' * 40}.png").status == 302
    assert time.monotonic() - began < LATE
    store.released.set()
    for upload in uploads:
        upload.join()
    assert media.spooled() == []


@pytest.mark.parametrize("wrong, why", [({"s3_endpoint": ""}, "media.s3.endpoint: needed where media.store is s3"),
                                        ({"s3_secret_key": ""}, "media.s3.secret_key: needed where media.store is s3"),
                                        ({"s3_endpoint": "https://host/path"}, "LEIDA_MEDIA_S3_ENDPOINT"),
                                        ({"s3_bucket": "a/b"}, "LEIDA_MEDIA_S3_BUCKET"),
                                        ({"url": "javascript:x"}, "LEIDA_MEDIA_URL")])
def test_s3_that_cannot_be_stops_the_start(programs, store, wrong, why):
    given = {"folder": "kept", "key": "0123456789abcdef" * 4, **settings(store, **wrong)}
    variables = {f"LEIDA_MEDIA_{key.upper()}": str(value) for key, value in given.items()}
    done = subprocess.run([programs.path("leida-gateway"), "--check-config"], env=variables, capture_output=True, text=True,
                          timeout=20 * PATIENCE, check=False)
    assert done.returncode == 2 and why in done.stderr
