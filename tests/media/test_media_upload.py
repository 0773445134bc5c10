# SPDX-License-Identifier: Apache-2.0
"""Every kind of file up and down again, and what is no such file."""

import hashlib
import hmac

import pytest
from conftest import KEY
from samples import MAKERS, PICTURES, TYPES, exif_with_position, jpg, mp4, noise, pdf, png, unique


def name_of(data, kind):
    digest = hashlib.sha256(data).hexdigest()
    return hmac.new(KEY.encode(), digest.encode(), hashlib.sha256).hexdigest()[:40] + "." + kind


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
