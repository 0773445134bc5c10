# SPDX-License-Identifier: Apache-2.0
"""Leida-HMAC-SHA256 as docs/api.md says it ("Signed requests"), written for a client of another language than C."""

import hashlib
import hmac
import secrets
import time
import urllib.parse

SCHEME = "Leida-HMAC-SHA256"


def canonical_query(query):
    """The parameters of a query in their one spelling, sorted."""
    spelt = []
    for piece in query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            parts = (urllib.parse.unquote_to_bytes(part.replace("+", " ")) for part in (name, value))
            spelt.append("=".join(urllib.parse.quote(part, safe="-._~") for part in parts))
    return "&".join(sorted(spelt, key=str.encode))


def canonical(method, target, fields):
    """What is signed; `fields` are the parameters of the header, without the signature."""
    path, _, query = target.partition("?")
    lines = [SCHEME, method, path, canonical_query(query)]
    return "\n".join([*lines, *(str(fields[name]) for name in ("user_id", "timestamp", "nonce", "body_sha256"))])


def signature(token, text):
    return hmac.new(token.encode(), text.encode(), hashlib.sha256).hexdigest()


def fields_of(user_id, body=b"", timestamp=None, nonce=None):
    """The parameters of the header but the signature, as of now unless given."""
    return {
        "user_id": user_id,
        "timestamp": int(time.time() * 1000) if timestamp is None else timestamp,
        "nonce": secrets.token_urlsafe(18) if nonce is None else nonce,
        "body_sha256": hashlib.sha256(body).hexdigest(),
    }


def header(fields, signed):
    return f"{SCHEME} " + ", ".join(f"{name}={value}" for name, value in {**fields, "signature": signed}.items())


def sign(token, method, target, fields):
    """The value of the Authorization header."""
    return header(fields, signature(token, canonical(method, target, fields)))
