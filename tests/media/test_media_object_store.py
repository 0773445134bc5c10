# SPDX-License-Identifier: Apache-2.0
"""Files in an S3-compatible object store, and its faults: what is told to be kept is there, whole, and whoever is given its
URL gets it."""

import os
import subprocess
import urllib.error
import urllib.request

import pytest
from harness.object_store import BUCKET, ObjectStore
from harness.waiting import PATIENCE

SLOW_DOWN = (503, "SlowDown")


@pytest.fixture
def name():
    return os.urandom(20).hex() + ".png"


@pytest.fixture
def keep(programs, tmp_path, name):
    """A function that keeps bytes in a store as the gateway does: (whether they are kept, the URL, what was logged)."""

    def run(store, content, name=name, bucket=BUCKET, authorities=""):
        path = tmp_path / "file"
        path.write_bytes(content)
        command = [programs.path("../tests/s3_keep"), store.endpoint, bucket, authorities, "1", path, name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60 * PATIENCE, check=False)
        assert done.returncode in (0, 1), done.stderr
        status, url = done.stdout.split()
        assert status == ("done" if done.returncode == 0 else "unavailable")
        return done.returncode == 0, url, done.stderr

    return run


def get(url):
    with urllib.request.urlopen(url, timeout=10 * PATIENCE) as answer:
        return answer.read(), answer.headers


@pytest.mark.parametrize("size", [1, 100_000, 5_000_000])
def test_object_store_keeps_bytes_that_their_url_gives(store, keep, name, size):
    content = os.urandom(size)
    kept, url, _ = keep(store, content)
    assert kept and url.startswith(f"{store.endpoint}/{BUCKET}/{name}?")
    found, headers = get(url)
    assert found == content
    assert headers["Content-Type"] == "image/png"
    put = next(request for request in store.requests if request.method == "PUT")
    assert put.headers["content-disposition"] == "inline"
    assert put.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_object_store_has_attachments_saved(store, keep):
    kept, _, _ = keep(store, b"%PDF-", name="attachment.pdf")
    put = next(request for request in store.requests if request.method == "PUT")
    assert kept and put.headers["content-disposition"] == "attachment"
    assert put.headers["content-type"] == "application/pdf"


def test_object_store_is_sent_nothing_that_it_has(store, keep):
    assert keep(store, b"picture")[0] and keep(store, b"picture")[0]
    assert store.count("PUT") == 1


def test_object_store_gets_again_what_it_has_of_another_size(store, keep):
    assert keep(store, b"pic")[0]
    kept, url, _ = keep(store, b"picture")
    assert kept and get(url)[0] == b"picture"


def test_object_store_url_is_good_for_its_object_alone(store, keep, name):
    _, url, _ = keep(store, b"picture")
    for wrong in (url.replace(name, "another.png"), url.replace("X-Amz-Expires=600", "X-Amz-Expires=6000"), url.split("?")[0]):
        with pytest.raises(urllib.error.HTTPError) as error:
            get(wrong)
        assert error.value.code == 403
    store.complaints.clear()


def test_object_store_may_have_the_bucket_in_its_host(store, keep, name):
    _, url, _ = keep(store, b"picture", bucket="")
    assert url.startswith(f"{store.endpoint}/{name}?")
    assert {request.target for request in store.requests} == {f"/{name}"}


# ---- faults ----


@pytest.mark.parametrize("fault", [SLOW_DOWN, (500, "InternalError"), (429, "TooManyRequests"), "hang", "cut within", "cut after"])
@pytest.mark.parametrize("method", ["HEAD", "PUT"])
def test_object_store_that_fails_first_has_the_file(store, keep, fault, method):
    content = os.urandom(200_000)
    store.fail(fault, 1 if fault == "hang" else 2, method)
    kept, url, log = keep(store, content)
    assert kept and get(url)[0] == content
    assert not log


def test_object_store_that_drips_its_answer_is_asked_again(store, keep):
    """Else it would hold a thread of the gateway for as long as it likes."""
    store.fail("drip")
    kept, url, _ = keep(store, b"picture")
    assert kept and get(url)[0] == b"picture"


def test_object_store_that_took_the_bytes_is_not_sent_them_again(store, keep):
    store.fail("cut after")
    assert keep(store, os.urandom(200_000))[0]
    assert store.count("PUT") == 1 and store.count("HEAD") == 2


@pytest.mark.parametrize("fault", [SLOW_DOWN, "cut within"])
def test_object_store_that_keeps_failing_is_given_up(store, keep, fault):
    store.fail(fault, 100)
    kept, _, log = keep(store, b"picture")
    assert not kept and store.count("PUT") == 4
    assert log.count("the object store does not take a file") == 1 and "tries=4" in log
    if fault == SLOW_DOWN:
        assert "SlowDown" in log


def test_object_store_that_is_not_there_is_given_up(store, keep):
    endpoint = store.endpoint
    store.endpoint = "http://127.0.0.1:1"
    kept, _, log = keep(store, b"picture")
    store.endpoint = endpoint
    assert not kept and "tries=4" in log


def test_object_store_that_refuses_is_not_asked_again(store, keep):
    store.fail((403, "AccessDenied"))
    kept, _, log = keep(store, b"picture")
    assert not kept and store.count("PUT") == 1
    assert "HTTP 403, AccessDenied" in log


def test_object_store_without_the_bucket_refuses(store, keep):
    kept, _, log = keep(store, b"picture", bucket="another")
    assert not kept and "NoSuchBucket" in log


def test_object_store_may_hide_what_is_missing(store, keep):
    """S3 does to whoever may not list the bucket."""
    store.fail((403, "AccessDenied"), method="HEAD")
    kept, url, _ = keep(store, b"picture")
    assert kept and get(url)[0] == b"picture"


@pytest.mark.parametrize("method", ["HEAD", "PUT"])
def test_object_store_is_not_followed_elsewhere(store, keep, method):
    store.fail((307, "TemporaryRedirect", ("Location", store.endpoint + "/elsewhere")), 1, method)
    kept, _, log = keep(store, b"picture")
    assert not kept and "HTTP 307" in log
    assert not any("elsewhere" in request.target for request in store.requests)


# ---- TLS ----


@pytest.fixture
def certificate(tmp_path):
    paths = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost".split()
    command += ["-addext", "subjectAltName=DNS:localhost", "-out", paths[0], "-keyout", paths[1]]
    subprocess.run(command, check=True, capture_output=True)
    return paths


def test_object_store_certificate_is_checked(objects, keep, certificate):
    with ObjectStore(objects, *certificate) as store:
        kept, _, log = keep(store, b"picture")
        assert not kept and "certificate" in log
        assert not store.requests
        assert keep(store, b"picture", authorities=certificate[0])[0]
        store.endpoint = store.endpoint.replace("localhost", "127.0.0.1")
        kept, _, log = keep(store, b"picture", authorities=certificate[0])
        assert not kept and "127.0.0.1" in log
