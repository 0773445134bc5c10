# SPDX-License-Identifier: Apache-2.0
"""Holds every answer that a test gets to what openapi.json says of its route: the schema, and no member that is not there.
Answers that are alike but for their texts and numbers are looked at once, so that it costs next to nothing."""

import re

import jsonschema

PLACEHOLDERS = {"{name}": r"[\w-]+"}  # others stand for a number


def _signature(value):
    """What tells one shape of an answer from another: names and types, those of a list's items each once."""
    if isinstance(value, dict):
        return tuple((name, _signature(member)) for name, member in sorted(value.items()))
    if isinstance(value, list):
        return frozenset(map(_signature, value))
    return type(value).__name__


def _pattern(path):
    return re.sub(r"\{[a-z]+\}", lambda found: PLACEHOLDERS.get(found[0], r"\d+"), path)


def _type_of(answer):
    """Some of those who ask keep the names of fields as they came, some in lower case."""
    return next((value for name, value in answer.headers.items() if name.lower() == "content-type"), "")


class Contract:
    """The routes of a document, ready to be compared with answers."""

    def __init__(self, document):
        self.components = document["components"]
        self.routes = [(re.compile(_pattern(path)), item) for path, item in document["paths"].items()]
        self.seen = set()

    def check(self, method, target, answer):
        """AssertionError when an answer of a route is not as described. Of other paths, and of HEAD, nothing is said."""
        path = target.partition("?")[0]
        operation = next((item.get(method.lower()) for route, item in self.routes if route.fullmatch(path)), None)
        if not operation:
            return
        if _type_of(answer) != "application/json; charset=utf-8":
            self._check_raw(operation, answer)
            return
        envelope = answer.envelope
        seen = (operation["operationId"], answer.status, envelope["code"], envelope["msg"], _signature(envelope["data"]))
        if seen not in self.seen:
            self._compare(operation, answer.status, envelope)
            self.seen.add(seen)

    @staticmethod
    def _check_raw(operation, answer):
        """What is no envelope has the media type that is described for its status, or no body."""
        described = operation["responses"].get(str(answer.status)) or operation["responses"].get(
            "default", operation["responses"].get(f"{answer.status // 100}XX"))
        assert described, (operation["operationId"], answer)
        media = _type_of(answer).partition(";")[0]
        assert media in described.get("content", {"": None}) or not answer.body, (operation["operationId"], answer.headers)

    def _compare(self, operation, status, envelope):
        if status != 200:
            schema = {"$ref": "#/components/schemas/failure"}
        else:
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        validator = jsonschema.Draft202012Validator({**schema, "components": self.components})
        faults = [error.message for error in validator.iter_errors(envelope)]
        assert not faults, (operation["operationId"], status, envelope, faults)
        if status == 200 and envelope["code"] == 200:
            self._compare_members(operation["operationId"], schema["oneOf"][0]["properties"]["data"], envelope["data"])

    def _compare_members(self, name, schema, data):
        """Members may be added by a later version, not by this one; those of a content are the client's own."""
        known = schema.get("properties", {})
        assert set(data) <= set(known), (name, set(data) - set(known))
        for row in data.get("ret_data", []) if isinstance(data.get("ret_data"), list) else []:
            described = known["ret_data"]["items"]
            unknown = set(row) - set(described["properties"])
            assert not unknown or "allOf" in described, (name, unknown)
