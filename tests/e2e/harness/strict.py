# SPDX-License-Identifier: Apache-2.0
"""Answers read as strictly as RFC 9112 lets a client: every byte of a connection belongs to exactly one answer."""

import re

from .client import Answer

STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5]\d\d) [ -~\t]*")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([ -~\t\x80-\xff]*?)[ \t]*")
REQUEST_ID = re.compile(r"[0-9a-f]{32}")
ONCE = ("content-length", "content-type", "connection", "x-request-id", "allow", "retry-after")


class Unfinished(Exception):
    """The bytes so far are the beginning of an answer."""


def _head(block):
    """Status and fields (names in lower case) of a head without its empty line."""
    lines = block.split(b"\r\n")
    status = STATUS_LINE.fullmatch(lines[0])
    assert status, f"no status line: {lines[0][:200]!r}"
    fields = {}
    for line in lines[1:]:
        field = FIELD.fullmatch(line)
        assert field, f"no field line: {line[:200]!r}"
        name = field[1].decode().lower()
        assert name not in fields or name not in ONCE, f"{name} twice"
        fields[name] = field[2].decode("latin-1")
    return int(status[1]), fields


def take_answer(data, bodiless=False):
    """The first answer in `data` and what follows it. `bodiless`: it answers a HEAD. Raises Unfinished, or
    AssertionError for what is no HTTP/1.1 answer with a Content-Length."""
    block, end, rest = data.partition(b"\r\n\r\n")
    if not end:
        assert b"HTTP/1.1 "[: len(data)] == data[:9], f"no answer: {data[:200]!r}"
        raise Unfinished
    status, fields = _head(block)
    if status < 200 or status == 204:
        assert "content-length" not in fields, f"{status} with a Content-Length"
        return Answer(status, fields, b""), rest
    assert "transfer-encoding" not in fields and fields.get("content-length", "").isdigit(), fields
    size = 0 if bodiless else int(fields["content-length"])
    if len(rest) < size:
        raise Unfinished
    return Answer(status, fields, rest[:size]), rest[size:]


def all_answers(data):
    """The answers that these bytes, a whole connection, are made of."""
    answers = []
    while data:
        try:
            answer, data = take_answer(data)
        except Unfinished:
            raise AssertionError(f"ends in the middle of an answer: {data[:200]!r}") from None
        answers.append(answer)
    return answers


def assert_ours(answer):
    """An answer as every one of the gateway is: the envelope in its type, with an id."""
    assert answer.headers.get("content-type") == "application/json; charset=utf-8", answer.headers
    assert REQUEST_ID.fullmatch(answer.headers.get("x-request-id", "")), answer.headers
    return answer.envelope


def the_refusal(data, status):
    """The one answer that a whole connection was: with this status, in our envelope, announcing the close."""
    answers = all_answers(data)
    assert len(answers) == 1, f"{len(answers)} answers: {answers}"
    answer = answers[0]
    assert answer.status == status, answer
    assert_ours(answer)
    assert answer.code != 200, answer
    assert answer.headers.get("connection", "").lower() == "close", answer.headers
    return answer
