# SPDX-License-Identifier: Apache-2.0
"""Uploads: the forms that clients send, and who sends them."""

import hashlib
import hmac

from harness.raw import RawConnection, request

BOUNDARY = "leida-media-4f2a"
KEY = "0123456789abcdef" * 4  # media.key


def name_of(data, kind):
    """The name under which a file of this kind (its suffix) is kept."""
    digest = hashlib.sha256(data).hexdigest()
    return hmac.new(KEY.encode(), digest.encode(), hashlib.sha256).hexdigest()[:40] + "." + kind


def part(name, data, filename=None):
    shown = f'; filename="{filename}"' if filename else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n\r\n'.encode() + data + b"\r\n"


def form(data, fields=(), name="file"):
    """The body of an upload of these bytes."""
    return b"".join([part(name, data, "x"), *(part(key, value.encode()) for key, value in fields), end()])


def end():
    return f"--{BOUNDARY}--\r\n".encode()


class Sender:
    """Who uploads: a client of the API."""

    PATH = "/media/0"

    def __init__(self, client):
        self.client = client

    def upload(self, data, fields=(), headers=None):
        return self.post(form(data, fields), headers)

    def post(self, body, headers=None):
        return self.client.post_raw(self.PATH, body, f"multipart/form-data; boundary={BOUNDARY}", headers=headers)

    def head(self, length, **headers):
        """The bytes of the head of an upload with so long a body."""
        given = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **headers}
        if length is not None:
            given["Content-Length"] = length
        return request("POST", self.client.target(self.PATH), given)

    def connect(self, seconds=20):
        return RawConnection(self.client.base_url, seconds)

    def get(self, url, method="GET", **headers):
        return self.client.send(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()})
