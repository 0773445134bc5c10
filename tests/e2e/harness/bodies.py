# SPDX-License-Identifier: Apache-2.0
"""The three kinds of request body: each function returns (bytes, content type). Lists and objects become JSON text."""

import urllib.parse
from json import dumps

BOUNDARY = "leida-e2e-boundary-7d93b1"


def text(value):
    """A value as a form field carries it: JSON text for objects and lists, nothing for None."""
    if value is None:
        return ""
    return dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, (dict, list)) else str(value)


def form(fields):
    pairs = fields.items() if isinstance(fields, dict) else fields
    encoded = urllib.parse.urlencode([(name, text(value)) for name, value in pairs])
    return encoded.encode(), "application/x-www-form-urlencoded"


def multipart(fields):
    pairs = fields.items() if isinstance(fields, dict) else fields
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{text(value)}\r\n' for name, value in pairs]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode(), f"multipart/form-data; boundary={BOUNDARY}"


def json(fields):
    return dumps(fields, ensure_ascii=False).encode(), "application/json"
