# SPDX-License-Identifier: Apache-2.0
"""AWS Signature Version 4 from the side that checks it, written from its documents: who signs does it elsewhere."""

import datetime
import hashlib
import hmac
import urllib.parse

FORM = "%Y%m%dT%H%M%SZ"
SKEW = datetime.timedelta(minutes=15)


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _signature(secret, scope, moment, canonical):
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    return _hmac(key, text).hex()


def _canonical(method, target, headers, names, payload):
    path, _, query = target.partition("?")
    pairs = sorted(pair for pair in query.split("&") if pair and not pair.startswith("X-Amz-Signature="))
    lines = [f"{name}:{' '.join(headers[name].split())}" for name in names]
    return "\n".join([method, path, "&".join(pairs), *lines, "", ";".join(names), payload])


def _in_query(method, target, headers, secret):
    query = {name: value[0] for name, value in urllib.parse.parse_qs(target.partition("?")[2]).items()}
    began = datetime.datetime.strptime(query["X-Amz-Date"], FORM)
    now = datetime.datetime.utcnow()
    if not began - SKEW <= now < began + datetime.timedelta(seconds=int(query["X-Amz-Expires"])):
        return "the URL has expired"
    scope = query["X-Amz-Credential"].partition("/")[2]
    canonical = _canonical(method, target, headers, query["X-Amz-SignedHeaders"].split(";"), "UNSIGNED-PAYLOAD")
    right = _signature(secret, scope, query["X-Amz-Date"], canonical)
    return None if query["X-Amz-Signature"] == right else f"the signature of the URL is wrong, of {canonical!r}"


def _in_header(method, target, headers, body, secret):
    algorithm, _, rest = headers["authorization"].partition(" ")
    fields = dict(field.strip().split("=", 1) for field in rest.split(","))
    names = fields["SignedHeaders"].split(";")
    unsigned = [name for name in headers if (name == "host" or name.startswith("x-amz-")) and name not in names]
    if algorithm != "AWS4-HMAC-SHA256" or unsigned:
        return f"not signed: {algorithm} {unsigned}"
    if headers.get("x-amz-content-sha256") != hashlib.sha256(body).hexdigest():
        return "x-amz-content-sha256 is not that of the body"
    if abs(datetime.datetime.strptime(headers["x-amz-date"], FORM) - datetime.datetime.utcnow()) > SKEW:
        return "the clock is wrong"
    scope = fields["Credential"].partition("/")[2]
    canonical = _canonical(method, target, headers, names, headers["x-amz-content-sha256"])
    right = _signature(secret, scope, headers["x-amz-date"], canonical)
    return None if fields["Signature"] == right else f"the signature is wrong, of {canonical!r}"


def complaint(method, target, headers, body, secret):
    """What is wrong with the signature of a request, None if nothing is; the names of its headers are in lower case."""
    if "authorization" in headers:
        return _in_header(method, target, headers, body, secret)
    if "X-Amz-Signature=" in target:
        return _in_query(method, target, headers, secret)
    return "it is not signed"
