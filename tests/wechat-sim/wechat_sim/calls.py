# SPDX-License-Identifier: Apache-2.0
"""One call of Leida's: who asks, with what, by which token; and what of it is wrong before it is looked at more closely."""

import json

ENDPOINTS = {}  # (root, method, path) -> Endpoint


class Refused(Exception):
    """An answer with an errcode."""

    def __init__(self, errcode, errmsg):
        super().__init__(f"{errcode} {errmsg}")
        self.answer = {"errcode": errcode, "errmsg": f"{errmsg} rid: sim-0-0"}


class File:
    """An answer that is not JSON."""

    def __init__(self, media_type, data):
        self.media_type, self.data = media_type, data


class Endpoint:
    def __init__(self, api, function, needs_token):
        self.api, self.function, self.needs_token = api, function, needs_token


def endpoint(root, method, path, api, needs_token=True):
    """Registers the function below as what answers there: it is given a Call, and returns JSON or a File."""
    def register(function):
        ENDPOINTS[root, method, path] = Endpoint(api, function, needs_token)
        return function
    return register


def _no_duplicates(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


class Call:
    def __init__(self, world, api, query, raw):
        self.world, self.api, self.query, self.raw = world, api, query, raw
        self.owner = None
        self.notes = {"account": None}

    def note(self, **fields):
        """For the journal."""
        self.notes.update(fields)

    def belongs_to(self, owner):
        self.owner = owner
        self.note(account=owner.name)

    def person_named(self):
        """Whom it concerns, as far as one can tell before it is judged."""
        try:
            return str(json.loads(self.raw).get("touser"))
        except (ValueError, AttributeError):
            return self.query.get("openid")

    def param(self, name, errcode=41002):
        value = self.query.get(name)
        if not value:
            raise Refused(errcode, f"{name} missing")
        return value

    def json(self):
        """The body. WeChat shows texts as they are, so that an escaped character would be seen as its escape."""
        if not self.raw:
            raise Refused(44002, "empty post data")
        try:
            text = self.raw.decode()
            value = json.loads(text, object_pairs_hook=_no_duplicates)
        except ValueError as error:
            raise Refused(47001, f"data format error: {error}") from None
        if not isinstance(value, dict):
            raise Refused(47001, "data format error: no object")
        if "\\u" in text:
            raise Refused(40033, r"invalid charset: \uXXXX")
        return value

    def text(self, members, name, most, errcode=45002):
        """A text that is there and has so many bytes at most."""
        value = members.get(name)
        if not isinstance(value, str) or not value:
            raise Refused(44004, f"empty {name}")
        if len(value.encode()) > most:
            raise Refused(errcode, f"{name} size out of limit")
        return value

    def check_token(self, is_qy):
        """Whose token it shows."""
        text = self.query.get("access_token")
        if not text:
            raise Refused(41001, "access_token missing")
        owners = self.world.corps if is_qy else self.world.accounts
        for owner in owners.values():
            errcode, gen = self.world.tokens.judge(owner.name, text)
            if gen is not None:
                self.belongs_to(owner)
                self.note(token=gen)
                if errcode:
                    raise Refused(errcode, "access_token expired")
                return
        raise Refused(40014 if is_qy else 40001, "invalid credential, access_token is invalid or not latest")


def find_owner(call, is_qy):
    """For the journal, also where a fault comes before anything is looked at."""
    names = (call.query.get("appid"), call.query.get("corpid"))
    owners = call.world.corps if is_qy else call.world.accounts
    for owner in owners.values():
        if owner.receiver in names or owner.receiver.encode() in call.raw:
            call.belongs_to(owner)
        gen = call.world.tokens.judge(owner.name, call.query.get("access_token", ""))[1]
        if gen is not None:
            call.belongs_to(owner)
            call.note(token=gen)


def ask(call, asked, is_qy):
    """The answer, and whether the call has had its effect."""
    try:
        if asked.needs_token:
            call.check_token(is_qy)
            over = (call.world.quotas.of_corp if is_qy else call.world.quotas.of_account)(call.owner, call.api)
            if over:
                call.note(over=True)
                raise Refused(over, "reach max api daily quota limit")
        return asked.function(call), True
    except Refused as refused:
        return refused.answer, False
