# SPDX-License-Identifier: Apache-2.0
"""Small files of each kind that is taken, made here byte by byte; `filler` makes each as large as wanted."""

import random
import struct
import zlib

TYPES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "mp4": "video/mp4",
         "pdf": "application/pdf"}
PICTURES = ("png", "jpg", "gif", "webp")


def noise(size, seed=1):
    """Bytes that look like what codecs make: no byte is rarer than another."""
    return random.Random(seed).randbytes(size)


def chunk(name, data):
    """A chunk of a png."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width=3, height=2, filler=b""):
    rows = b"".join(b"\0" + bytes(3 * width) for _ in range(min(height, 64)))
    extra = [chunk(b"iCCP", b"filler\0\0" + filler)] if filler else []
    return b"".join([b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), *extra,
                     chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")])


def segment(marker, data):
    """A segment of a jpeg."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def jpg(width=3, height=2, filler=b"", exif=b""):
    """`exif`: of APP1, behind its name. The filler is entropy-coded data, so it has no 0xff."""
    parts = [b"\xff\xd8", segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")]
    if exif:
        parts.append(segment(0xE1, b"Exif\0\0" + exif))
    parts += [segment(0xDB, b"\0" + bytes(range(1, 65))),
              segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"),
              segment(0xC4, b"\0" + bytes([0, 1] + [0] * 14) + b"\0"),
              segment(0xC4, b"\x10" + bytes([0, 1] + [0] * 14) + b"\0"),
              segment(0xDA, b"\x01\x01\0\0\x3f\0"), b"\x3f" + filler.replace(b"\xff", b"\0"), b"\xff\xd9"]
    return b"".join(parts)


def exif_with_position():
    """A TIFF block, big-endian, whose first directory has an orientation (6) and a GPS directory."""
    def entry(tag, kind, count, value):
        return struct.pack(">HHII", tag, kind, count, value)
    first = struct.pack(">H", 2) + entry(0x0112, 3, 1, 6 << 16) + entry(0x8825, 4, 1, 38) + struct.pack(">I", 0)
    gps = struct.pack(">H", 1) + entry(0x0001, 2, 2, 0x4E000000) + struct.pack(">I", 0)
    return b"MM\0*" + struct.pack(">I", 8) + first + gps


def gif(width=3, height=2, filler=b""):
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    blocks = b"".join(bytes([len(piece)]) + piece for piece in (filler[at : at + 255] for at in range(0, len(filler), 255)))
    return head + b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01" + blocks + b"\0\x3b"


def webp(width=3, height=2, filler=b""):
    frame = b"\x9d\x01\x2a" + struct.pack("<HH", width, height)
    data = b"\x10\0\0" + frame + bytes(10) + filler
    picture = riff(b"VP8 ", data)
    return b"RIFF" + struct.pack("<I", 4 + len(picture)) + b"WEBP" + picture


def riff(name, data):
    """A chunk of a webp."""
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def extended_webp(flags, *chunks):
    """As webp(), in the form that may have further chunks behind the picture."""
    body = riff(b"VP8X", bytes([flags, 0, 0, 0, 2, 0, 0, 1, 0, 0])) + webp()[12:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def _box(name, data):
    return struct.pack(">I", len(data) + 8) + name + data


def mp4(filler=b"\0\0\0\1"):
    handler = _box(b"hdlr", bytes(8) + b"vide" + bytes(13))
    movie = _box(b"moov", _box(b"trak", _box(b"mdia", handler)))
    return _box(b"ftyp", b"isom\0\0\2\0isommp41") + movie + _box(b"mdat", filler)


def pdf(filler=b""):
    comment = b"%" + filler.replace(b"\n", b"").replace(b"\r", b"").hex().encode() + b"\n" if filler else b""
    body = b"%PDF-1.4\n" + comment
    places = []
    for number, data in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                   b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"), 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, data)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


MAKERS = {"png": png, "jpg": jpg, "gif": gif, "webp": webp, "mp4": mp4, "pdf": pdf}


def unique(kind, number, size=0):
    """A file of that kind that no other number makes, about so many bytes large."""
    return MAKERS[kind](filler=noise(max(size, 16), number))
