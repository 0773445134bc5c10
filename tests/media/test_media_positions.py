# SPDX-License-Identifier: Apache-2.0
"""Where a picture was taken, said in each of the places that there are for it: what is kept is what shows the picture."""

import struct
import zlib

import pytest
from samples import chunk, exif_with_position, extended_webp, gif, jpg, png, riff, segment

EXIF = exif_with_position()
TURNED = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"  # an EXIF with that alone
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" exif:GPSLatitude="31,13.8N" exif:GPSLongitude="121,28.4E"/>'
PACKED = b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n%8d\n%b\n" % (len(EXIF), EXIF.hex().encode()))
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0d\x1c\x02\x5a\0\x08Shanghai\0"


def _directories(*tags):
    """An EXIF whose directories follow each other, each with one entry."""
    directories = [struct.pack(">HHHIII", 1, tag, 4, 1, 8, 8 + 18 * number) for number, tag in enumerate(tags, 1)]
    return b"MM\0*\0\0\0\x08" + b"".join(directories)[:-4] + bytes(4)


def _jpg(*segments):
    return jpg()[:2] + b"".join(segments) + jpg()[2:]


def _png(*chunks):
    return png()[:33] + b"".join(chunks) + png()[33:]


def _gif(block):
    return gif()[:19] + block + gif()[19:]


SAYING = {
    "jpg third directory": (_jpg(segment(0xE1, b"Exif\0\0" + _directories(0x110, 0x110, 0x8825))), jpg()),
    "jpg directory below": (_jpg(segment(0xE1, b"Exif\0\0" + _directories(0x14A, 0x8825))), jpg()),
    "jpg second EXIF": (_jpg(segment(0xE1, b"Exif\0\0" + TURNED), segment(0xE1, b"Exif\0\0" + EXIF)),
                        _jpg(segment(0xE1, b"Exif\0\0" + TURNED))),
    "jpg XMP": (_jpg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)), jpg()),
    "jpg long XMP": (_jpg(segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(40) + XMP)), jpg()),
    "jpg IPTC": (_jpg(segment(0xED, IPTC)), jpg()),
    "jpg comment": (_jpg(segment(0xFE, b"31.2304, 121.4737")), jpg()),
    "png EXIF": (_png(chunk(b"eXIf", EXIF)), _png(chunk(b"eXIf", TURNED))),
    "png text": (_png(chunk(b"tEXt", b"GPSLatitude\x0031.2304")), png()),
    "png XMP": (_png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)), png()),
    "png packed EXIF": (_png(chunk(b"zTXt", PACKED)), png()),
    "png other": (_png(chunk(b"zxIf", zlib.compress(EXIF))), png()),
    "webp EXIF": (extended_webp(0x08, riff(b"EXIF", EXIF)), extended_webp(0x08, riff(b"EXIF", TURNED))),
    "webp XMP": (extended_webp(0x04, riff(b"XMP ", XMP)), extended_webp(0)),
    "webp both": (extended_webp(0x0C, riff(b"EXIF", b"Exif\0\0" + EXIF), riff(b"XMP ", XMP)),
                  extended_webp(0x08, riff(b"EXIF", TURNED))),
    "gif XMP": (_gif(b"!\xff\x0bXMP DataXMP" + bytes([len(XMP)]) + XMP + b"\0"), gif()),
    "gif comment": (_gif(b"!\xfe\x11" + b"31.2304, 121.4737" + b"\0"), gif()),
}


@pytest.mark.parametrize("place", SAYING)
def test_what_says_where_a_picture_was_taken_is_not_kept(media, place):
    sent, expected = SAYING[place]
    told = media.staff.upload(sent).done("上传成功")
    assert media.customer.get(told["url"]).body == expected
    assert told["size"] == len(expected) and media.staff.upload(expected).done()["url"] == told["url"]
