# SPDX-License-Identifier: Apache-2.0
"""A browser with a page of the gateway's open: it logs in by a link, keeps the cookie, and sends what browsers send."""

import hashlib
import hmac
import http.cookies
import re
import time

from .signed import SignedClient

LETTERS = {"user": "s", "customer": "c"}
KINDS = {"user": "staff", "customer": "customer"}
PURPOSES = {"login": b"Leida-Login\n", "session": b"Leida-Session\n"}
LINK = re.compile(r"(https?://[^/]+)/web/(c\.html)?(?:\?u=\d+)?#/login/(\S+)\n")
HOUR = 3600 * 1000
DAY = 24 * HOUR


def now():
    return int(time.time() * 1000)


def link(stack, client, *options):
    """What `leidactl login-link` prints: (origin, page, token)."""
    result = stack.ctl("login-link", f"{client.kind}:{client.id}", *options)
    assert result.returncode == 0, result.stderr
    return LINK.fullmatch(result.stdout).groups()


def sign(purpose, key, text):
    """A login token or a session whose signed part is this text."""
    mac = hmac.new(key.encode(), PURPOSES[purpose] + text.encode(), hashlib.sha256).hexdigest()
    return f"{text}.{mac}"


def make(purpose, client, issued=0, expires=900_000, nonce="0123456789abcdef", key=None):
    """One that is genuine: times in ms from now."""
    text = f"{LETTERS[client.kind]}.{client.id}.{now() + issued}.{now() + expires}.{nonce}"
    return sign(purpose, client.token if key is None else key, text)


class SessionClient(SignedClient):
    """As Client, but what proves who it is is a cookie. `page` are the headers of the page that asks."""

    def __init__(self, *words):
        super().__init__(*words)
        self.cookies = {}
        self.page = {"X-Leida": "1", "Sec-Fetch-Site": "same-origin"}

    @property
    def cookie(self):
        return "leida-" + LETTERS[self.kind]

    def send(self, method, target, body=None, headers=None):
        given = {**({"Origin": self.base_url} if method == "POST" else {}), **self.page, **(headers or {})}
        if self.cookies and "Cookie" not in given:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {name: value for name, value in given.items() if value is not None}
        answer = super(SignedClient, self).send(method, target, body, given)
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies.pop(name, None)
                if morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
        return answer

    def log_in(self, token, **more):
        return self.post("/zhugeleida/session", {"token": token}, **more)

    def log_in_by_link(self, stack, *options):
        self.log_in(link(stack, self, *options)[2]).done("登录成功")
        return self

    def log_out(self, **fields):
        return self.post("/zhugeleida/session/end", fields)

    def session(self, **query):
        return self.get("/zhugeleida/session", **query)


def with_session(client, **times):
    """A browser with a session that is genuine, whatever its times."""
    browser = SessionClient.of(client)
    browser.cookies[browser.cookie] = make("session", client, **{"issued": 0, "expires": 12 * HOUR, **times})
    return browser
