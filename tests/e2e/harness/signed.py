# SPDX-License-Identifier: Apache-2.0
"""A principal that signs whole requests (Leida-HMAC-SHA256)."""

from . import bodies, signing
from .client import AREAS, BASE, Client


class SignedClient(Client):
    """As Client, with the header Authorization in place of parameters in the query."""

    @classmethod
    def of(cls, client):
        return cls(client.base_url, client.kind, client.id, client.token)

    def credentials(self, timestamp=None):
        return {}

    def target(self, path, query=None, credentials=None):
        whole = path if path.startswith(BASE) else BASE + AREAS[self.kind] + path
        text = query if isinstance(query, str) else bodies.form({**(query or {}), **(credentials or {})})[0].decode()
        return f"{whole}?{text}" if text else whole

    def authorization(self, method, target, body=b"", **fields):
        """The header's value; `fields` replace what it would say (timestamp, nonce, body_sha256, user_id)."""
        given = {**signing.fields_of(self.id, body), **fields}
        return signing.sign(self.token, method, target, given)

    def send(self, method, target, body=None, headers=None):
        given = headers or {}
        if "Authorization" not in given:
            given = {**given, "Authorization": self.authorization("GET" if method == "HEAD" else method, target, body or b"")}
        return super().send(method, target, body, given)
