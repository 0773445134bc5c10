# SPDX-License-Identifier: Apache-2.0
"""A client of the HTTP API: signs each request as api.md 1 says and reads the envelope strictly."""

import hashlib
import http.client
import json
import threading
import time
import urllib.parse

from . import bodies
from .waiting import PATIENCE

BASE = "/zhugeleida"
AREAS = {"customer": "/gongzhonghao", "user": "/qiyeweixin"}


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


def _no_duplicates(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a field twice in {names}"
    return dict(pairs)


def read_json(text):
    """Strict JSON: no NaN, no field twice."""
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)


class Answer:
    """What came back: HTTP status, headers, and the envelope when there is one."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def envelope(self):
        envelope = read_json(self.body.decode("utf-8"))
        assert set(envelope) == {"code", "msg", "data"}, envelope
        assert isinstance(envelope["code"], int) and isinstance(envelope["msg"], str), envelope
        assert isinstance(envelope["data"], dict), envelope
        return envelope

    @property
    def code(self):
        return self.envelope["code"]

    @property
    def data(self):
        return self.envelope["data"]

    @property
    def rows(self):
        return self.done()["ret_data"]

    def __repr__(self):
        return f"{self.status} {self.body.decode('utf-8', 'replace')[:2000]}"

    def done(self, msg=None):
        """Asserts success (with this text) and returns the data."""
        assert (self.status, self.code) == (200, 200), self
        assert msg is None or self.envelope["msg"] == msg, self
        return self.data

    def refused(self, code, msg=None):
        """Asserts that the application refused it so, in HTTP 200 and without revealing anything."""
        assert (self.status, self.code) == (200, code), self
        assert msg is None or self.envelope["msg"] == msg, self
        assert self.data == {}, self

    def invalid(self, code=402, **fields):
        """Asserts failed validation of exactly these fields, each with this error code."""
        assert (self.status, self.code) == (200, code), self
        assert self.envelope["msg"] == {402: "请求异常", 303: "数据验证失败"}[code], self
        for errors in self.data.values():
            assert all(set(error) == {"message", "code"} and error["message"] for error in errors), self
        assert {name: [error["code"] for error in errors] for name, errors in self.data.items()} == {
            name: [error] for name, error in fields.items()
        }, self

    def gateway_error(self, status, msg=None):
        """Asserts an answer of the gateway's own: this HTTP status, with an envelope."""
        assert self.status == status, self
        assert msg is None or self.envelope["msg"] == msg, self
        assert self.code != 200 and self.data == {}, self


class Client:
    """One principal. Each thread that uses it has a keep-alive connection of its own."""

    contract = None  # what every answer is held to (contract.py), where a suite sets it

    def __init__(self, base_url, kind, ident, token, seconds=20):
        """`seconds`: what an answer may take."""
        self.base_url = base_url
        self.seconds = seconds * PATIENCE
        self.kind = kind
        self.id = ident
        self.token = token
        place = urllib.parse.urlsplit(base_url)
        self.host, self.port = place.hostname, place.port
        self.local = threading.local()

    def credentials(self, timestamp=None):
        """The three query parameters that sign a request made at `timestamp` (ms; default now)."""
        stamp = str(int(time.time() * 1000) if timestamp is None else timestamp)
        digest = hashlib.md5((stamp + self.token).encode()).hexdigest()
        return {"user_id": self.id, "timestamp": stamp, "rand_str": digest}

    def target(self, path, query=None, credentials=None):
        """Path and query of a signed request. `path` is below the principal's area, or whole from /zhugeleida."""
        if not path.startswith(BASE):
            path = BASE + AREAS[self.kind] + path
        signed = self.credentials() if credentials is None else credentials
        if isinstance(query, str):
            return f"{path}?{urllib.parse.urlencode(signed)}&{query}"
        return f"{path}?{urllib.parse.urlencode({**signed, **(query or {})})}"

    def send(self, method, target, body=None, headers=None):
        """One request as given, nothing signed or added, on this thread's connection."""
        connection = getattr(self.local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=self.seconds)
            self.local.connection = connection
        try:
            connection.request(method, target, body=body, headers=headers or {})
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if self.contract:
            self.contract.check(method, target, answer)
        return answer

    def close(self):
        connection = getattr(self.local, "connection", None)
        if connection is not None:
            connection.close()
            self.local.connection = None

    def get(self, path, /, credentials=None, **query):
        return self.send("GET", self.target(path, query, credentials))

    def get_raw(self, path, query):
        """A GET whose query text, after the credentials, is sent as it is."""
        return self.send("GET", self.target(path, query))

    def post(self, path, fields, query=None, headers=None, credentials=None, kind="form"):
        """A POST whose body is made from `fields` as kind "form", "multipart" or "json"."""
        body, content_type = getattr(bodies, kind)(fields)
        return self.post_raw(path, body, content_type, query, headers, credentials)

    def post_raw(self, path, body, content_type="application/x-www-form-urlencoded", query=None, headers=None,
                 credentials=None):
        given = {"Content-Type": content_type} if content_type else {}
        return self.send("POST", self.target(path, query, credentials), body, {**given, **(headers or {})})
