# SPDX-License-Identifier: Apache-2.0
"""Bytes of a request made wrong: as an attacker writes them, and as noise does."""

JUNK = [
    b"\0", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b" ", b"\t", b":", b"\x7f", b"\xff", b"\xef\xbb\xbf", b"%", b"%00", b"%zz",
    b"&", b"=", b"?", b"#", b"\"", b"\\", b"--", b"{", b"}", b"[", b"0", b"-", b"+", b"\xed\xa0\x80", b"\xc0\x80",
    b"A" * 300, b"&" * 300, b"0\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n",
    b"\r\nContent-Length: 5\r\n", b"\r\nTransfer-Encoding: chunked\r\n", b"\r\n folded\r\n", b"\r\nX : 1\r\n",
    b"\x16\x03\x01", b"\0" * 64,
]
# Old and new text of the head.
REWRITES = [
    (b" HTTP/1.1\r\n", b" HTTP/1.0\r\n"), (b" HTTP/1.1\r\n", b" HTTP/2.0\r\n"), (b" HTTP/1.1\r\n", b"\r\n"),
    (b" HTTP/1.1\r\n", b" http/1.1\r\n"), (b"HTTP/1.1\r\n", b"HTTP/1.1 \r\n"), (b" HTTP/1.1\r\n", b" HTTP/1.1\n"),
    (b"Host: localhost\r\n", b""), (b"Host: localhost\r\n", b"Host: a\r\nHost: b\r\n"), (b"Host:", b"Host :"),
    (b"Host: localhost", b"Host: a b"), (b"Host: localhost", b"Host:"), (b"\r\n\r\n", b"\n\n"), (b"\r\n", b"\n"),
    (b"\r\n", b"\r"), (b"\r\n\r\n", b"\r\nContent-Length: 0\r\n\r\n"),
    (b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n"), (b"Content-Length:", b"Content-Length :"),
    (b"Content-Length: ", b"Content-Length: +"), (b"Content-Length: ", b"Content-Length: -"),
    (b"Content-Length: ", b"Content-Length: 0x"), (b"Content-Length: ", b"Content-Length: 1"),
    (b"Content-Length: ", b"Content-Length:\r\n "), (b"Content-Length: ", b"Content-Length: 5\r\nContent-Length: "),
    (b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked"),
    (b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked, identity"),
    (b"Transfer-Encoding: chunked", b"Transfer-Encoding : chunked"),
    (b"Transfer-Encoding: chunked", b"Transfer-Encoding: xchunked"), (b"boundary=", b"boundary=x"),
    (b"boundary=", b"Boundary="), (b"boundary=", b"x="), (b"form-data; name=", b"form-data; n="), (b"GET ", b"GET  "),
    (b" /", b"  /"), (b"/", b"\\"), (b"POST ", b"P\0ST "), (b"?", b"#"), (b"GET ", b"\r\nGET "),
    (b"GET ", b"\r\n\r\nGET "),
]


def _flip(rng, data):
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << rng.randrange(8))]) + data[place + 1 :]


def _cut_out(rng, data):
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.choice([1, 2, 5, 30, 200]) :]


def _repeat(rng, data):
    start = rng.randrange(len(data))
    piece = data[start : start + rng.choice([1, 4, 40, 300])]
    return data[:start] + piece * rng.choice([2, 2, 3, 60]) + data[start:]


def _insert(rng, data):
    place = rng.randrange(len(data) + 1)
    return data[:place] + rng.choice(JUNK) + data[place:]


def _insert_in_head(rng, data):
    place = rng.randrange(data.find(b"\r\n\r\n") + 4)
    return data[:place] + rng.choice(JUNK) + data[place:]


def _rewrite(rng, data):
    fitting = [pair for pair in REWRITES if pair[0] in data]
    if not fitting:
        return data
    old, new = rng.choice(fitting)
    return data.replace(old, new, rng.choice([1, -1]))


def _shorten(rng, data):
    return data[: rng.randrange(len(data))]


def _fields(rng, data):
    return data.replace(b"\r\n", b"\r\n" + b"A: 1\r\n" * rng.choice([50, 127, 250, 3000]), 1)


WAYS = [
    _flip, _flip, _cut_out, _repeat, _insert, _insert_in_head, _insert_in_head, _rewrite, _rewrite, _rewrite, _shorten, _fields,
]


def spoilt(rng, data):
    """The bytes with one to four things wrong; never none left."""
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        data = rng.choice(WAYS)(rng, data) or data
    return data
