# SPDX-License-Identifier: Apache-2.0
"""Who may upload, by each way to prove who calls."""

from forms import Sender, form
from harness.sessions import with_session
from harness.signed import SignedClient
from samples import unique


def test_session_tells_of_uploads_and_may_upload(media):
    browser = with_session(media.staff.client)
    assert browser.session().done()["features"] == ["push", "uploads"]
    Sender(browser).upload(unique("png", 80)).done()
    browser.page = {}
    Sender(browser).upload(unique("png", 81)).refused(400)


def test_session_tells_of_none_without_a_store(new_media):
    browser = with_session(new_media(store="none").staff.client)
    assert browser.session().done()["features"] == ["push"]


def test_signed_upload(media):
    signed = Sender(SignedClient.of(media.staff.client))
    data = unique("jpg", 82, 200_000)
    url = signed.upload(data).done()["url"]
    assert media.customer.get(url).body == data


def test_body_is_the_one_that_was_signed(media):
    before = media.kept()
    client = SignedClient.of(media.staff.client)
    body, other = form(unique("png", 83)), form(unique("png", 84))
    content_type = "multipart/form-data; boundary=leida-media-4f2a"
    target, headers = "/zhugeleida/qiyeweixin/media/0", {"Content-Type": content_type}
    sign = client.authorization("POST", target, body)
    client.send("POST", target, other, {**headers, "Authorization": sign}).refused(400)
    assert media.kept() == before
    media.wait_spool_empty()
