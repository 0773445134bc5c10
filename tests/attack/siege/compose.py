# SPDX-License-Identifier: Apache-2.0
"""Valid requests, and requests that are proper HTTP with improper contents."""

import datetime
import urllib.parse
from dataclasses import dataclass

from harness import bodies

from . import contract

BODIES = {"form": bodies.form, "multipart": bodies.multipart, "json": bodies.json}
ODD_VALUES = [
    "", " ", "0", "-1", "1.5", "1e3", "x", "null", "true", "99999999999999999999", "9007199254740992", "\0", "1\0", "é",
    "１", "😀", "[]", "{}", "[[[[[[[[", '{"a":', '"', "\\", "%", "%00", "%zz", "' OR 1=1 --", "../../etc/passwd", "${x}",
    "\r\nX: 1", "-0", "+1", "0x1", "2018-02-30", "0000-00-00", "9999-12-31", "x" * 300, "x" * 3000, "\ud7ff\uffff",
    "\u202e\u0000",
]
ODD_JSON = [
    None, True, -1, 0, 1.5, 10**30, [], {}, [[]], {"a": {"a": {}}}, "x", "", [1, 2, 3], {"info_type": 99}, {"info_type": "1"},
]
ODD_FIELDS = [
    ("Accept", "*/*"), ("Cookie", "a=1; b=2"), ("X-Forwarded-For", "10.0.0.1"), ("Forwarded", "for=1.2.3.4"),
    ("Range", "bytes=0-1"), ("If-None-Match", "*"), ("If-Modified-Since", "x"), ("Accept-Encoding", "gzip, br"),
    ("TE", "trailers"), ("Upgrade", "websocket"), ("Upgrade", "h2c"), ("Authorization", "Basic eDp5"),
    ("traceparent", "00-" + "1" * 32 + "-" + "2" * 16 + "-01"), ("traceparent", "x"), ("Idempotency-Key", "x" * 65),
    ("Idempotency-Key", "ü"), ("Origin", "https://x"), ("Access-Control-Request-Method", "POST"),
    ("Content-Encoding", "gzip"), ("Content-Type", "text/plain"), ("Expect", "100-continue"), ("Connection", "close, x"),
    ("X", "y" * 5000),
]


@dataclass
class Draft:
    """A request in its parts."""

    side: object
    partner: object
    method: str
    path: str
    query: list  # of (name, value)
    fields: list  # of the body, likewise; None without a body
    kind: str = "form"
    headers: tuple = ()
    chunks: int = 0  # pieces of a chunked body; 0: with its length

    def data(self):
        """The bytes of the request."""
        query = urllib.parse.urlencode(self.query, errors="surrogatepass")
        lines = [f"{self.method} {self.path}?{query} HTTP/1.1", "Host: localhost"]
        body = b""
        if self.fields is not None:
            body, kind = BODIES[self.kind](dict(self.fields) if self.kind == "json" else self.fields)
            lines.append(f"Content-Type: {kind}")
            lines.append("Transfer-Encoding: chunked" if self.chunks else f"Content-Length: {len(body)}")
        lines += [f"{name}: {value}" for name, value in self.headers]
        head = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass")
        return head + (self._chunked(body) if self.chunks else body)

    def _chunked(self, body):
        step = max(1, len(body) // self.chunks)
        pieces = [body[place : place + step] for place in range(0, len(body), step)]
        return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _chosen(rng, parts, mark):
    return [(name, contract.value_of(rng, name, schema, mark)) for name, schema, required in parts
            if required or rng.random() < 0.3]


def _named(pairs, side, partner):
    """The same with the ids of who takes part."""
    own = "customer_id" if side.kind == "customer" else "user_id"
    theirs = "u_id" if side.kind == "customer" else "customer_id"
    known = {own: side.ident, theirs: partner.ident}
    return [(name, known.get(name, value)) for name, value in pairs if name != "superior"]


def _within_a_year(pairs):
    """Each day by itself is told for at most 366 of them: the last one follows the first."""
    values = dict(pairs)
    if "by" not in values or "create_date__gte" not in values:
        return pairs
    last = datetime.date.fromisoformat(values["create_date__gte"]) + datetime.timedelta(365)
    return [pair for pair in pairs if pair[0] != "create_date__lt"] + [("create_date__lt", last.isoformat())]


def valid(rng, side, operations):
    """A request that the contract promises to take."""
    operation = rng.choice([one for one in operations if one.kind == side.kind])
    partner = rng.choice(side.partners)
    mark = side.mark_with(partner)
    path = operation.path.replace("{n}", str(rng.choice([0, 0, 1, 2**53 - 1]))).replace("{id}", str(partner.ident))
    query = side.credentials() + _within_a_year(_named(_chosen(rng, operation.query, mark), side, partner))
    if operation.method == "GET":
        return Draft(side, partner, "GET", path, query, None)
    fields = _named(_chosen(rng, operation.fields, mark), side, partner)
    kind, chunks = rng.choice(list(BODIES)), rng.choice([0, 0, 0, 1, 3])
    draft = Draft(side, partner, operation.method, path, query, fields, kind, chunks=chunks)
    # The same key in both places must agree, so only one is used.
    if operation.has_key and rng.random() < 0.2:
        draft.fields = [pair for pair in fields if pair[0] != "msg_id"]
        draft.headers = (("Idempotency-Key", f"{mark}-{rng.randrange(10**6)}"),)
    return draft


def _some_list(rng, draft):
    return draft.fields if draft.fields and rng.random() < 0.6 else draft.query


def _odd_value(rng, draft):
    pairs = _some_list(rng, draft)
    place = rng.randrange(len(pairs))
    odd = rng.choice(ODD_JSON if pairs is draft.fields and draft.kind == "json" and rng.random() < 0.5 else ODD_VALUES)
    pairs[place] = (pairs[place][0], odd)


def _left_out(rng, draft):
    pairs = _some_list(rng, draft)
    del pairs[rng.randrange(len(pairs))]


def _twice(rng, draft):
    pairs = _some_list(rng, draft)
    pairs.append(rng.choice(pairs))


def _stranger(rng, draft):
    """Another's id where the partner's stood: nothing of theirs may come."""
    del rng
    known, foreign = str(draft.partner.ident), draft.side.stranger
    draft.path = draft.path.replace(known, str(foreign))
    for pairs in (draft.query, draft.fields or []):
        pairs[:] = [(name, foreign if str(value) == known else value) for name, value in pairs]


def _forged(rng, draft):
    """Somebody else's id, a signature of one's own."""
    signature = str(dict(draft.query).get("rand_str", ""))
    change = rng.choice([
        ("user_id", draft.partner.ident), ("user_id", draft.side.stranger), ("rand_str", "0" * 32),
        ("rand_str", signature.upper()), ("timestamp", "1"), ("timestamp", "9" * 18),
    ])
    draft.query[:] = [(name, change[1] if name == change[0] else value) for name, value in draft.query]


def _many(rng, draft):
    pairs = _some_list(rng, draft)
    pairs += [(f"p{number}", "1") for number in range(rng.choice([10, 100, 300]))]


def _other_method(rng, draft):
    draft.method = rng.choice(["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "GET", "POST", "BREW"])


def _other_path(rng, draft):
    path = draft.path
    draft.path = rng.choice([
        "/", "/metrics", "/healthz", path + "/", path + "x", path.upper(), "/" + path, path + "%00", "http://localhost" + path,
        path.replace("qiyeweixin", "gongzhonghao"), path.replace("/chat", "/%63hat"),
    ])


def _odd_field(rng, draft):
    draft.headers += tuple(rng.choice(ODD_FIELDS) for _ in range(rng.choice([1, 1, 2, 50])))


def _deep(rng, draft):
    if draft.fields:
        depth = rng.choice([10, 100, 5000])
        draft.fields.append(("content", "[" * depth + "]" * depth))


def _large(rng, draft):
    if draft.fields:
        draft.fields.append(("mem", "x" * rng.choice([5_000, 70_000, 1_100_000])))


CHANGES = [
    _odd_value, _odd_value, _odd_value, _left_out, _twice, _stranger, _stranger, _forged, _many, _other_method, _other_path,
    _odd_field, _deep, _large,
]


def improper(rng, side, operations):
    """A valid request with one to three things wrong."""
    draft = valid(rng, side, operations)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        if draft.query:
            rng.choice(CHANGES)(rng, draft)
    return draft
