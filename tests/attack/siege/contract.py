# SPDX-License-Identifier: Apache-2.0
"""The routes as /openapi.json tells them: what each takes, and values that its schemas allow."""

import datetime
import json
import re
from dataclasses import dataclass

CREDENTIALS = ("user_id", "timestamp", "rand_str")
PARTNERS = ("u_id", "customer_id", "id")
INFO_TYPES = [
    {"info_type": 1, "msg": ""}, {"info_type": 2, "product_cover_url": "u", "product_name": "n", "product_price": "1"},
    {"info_type": 3, "msg": ""}, {"info_type": 4, "url": "u"}, {"info_type": 5, "url": "u"}, {"info_type": 6, "msg": ""},
]


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    name: str
    kind: str  # who calls: "customer" or "user"
    method: str
    path: str
    query: tuple  # of (name, schema, required)
    fields: tuple  # of the body, likewise; empty for a GET
    has_key: bool  # takes Idempotency-Key

    @property
    def peer(self):
        """The parameter that names the partner, if one does."""
        own = {"customer": "u_id", "user": "customer_id"}[self.kind]
        return own if any(name == own for name, _, _ in self.query + self.fields) else None


def _resolve(document, part):
    while "$ref" in part:
        found = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def _body_of(document, operation):
    if "requestBody" not in operation:
        return ()
    schema = _resolve(document, operation["requestBody"]["content"]["application/json"]["schema"])
    return tuple((name, field, name in schema["required"]) for name, field in schema["properties"].items())


def _takes_a_file(operation):
    return "requestBody" in operation and "application/json" not in operation["requestBody"]["content"]


def _name(parameter):
    return parameter["name"]


def operations(document):
    """Every operation that a principal calls, but for uploads and what leida-wechat answers, which is not of this stack:
    tests/media and tests/wechat attack those."""
    found = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            parameters = [_resolve(document, part) for part in operation.get("parameters", [])]
            query = tuple((one["name"], one["schema"], one.get("required", False)) for one in parameters
                          if one["in"] == "query" and one["name"] not in CREDENTIALS)
            if _takes_a_file(operation) or "wechat" in operation["tags"] or "rand_str" not in map(_name, parameters):
                continue
            kind = "customer" if "/gongzhonghao/" in path else "user"
            has_key = any(one["in"] == "header" for one in parameters)
            name, fields = operation["operationId"], _body_of(document, operation)
            found.append(Operation(name, kind, method.upper(), path, query, fields, has_key))
    return found


def _integer(rng, schema):
    low, high = schema.get("minimum", 0), schema.get("maximum", 2**53 - 1)
    return rng.choice([low, min(high, low + 1), rng.randint(low, min(high, low + 300)), high])


def _text(rng, schema, mark):
    pattern, most = schema.get("pattern", ""), schema.get("maxLength", 256)
    if "{4}-" in pattern:
        return (datetime.date(2018, 1, 1) + datetime.timedelta(rng.randrange(3000))).isoformat()
    if "1[3-9]" in pattern:
        return f"1{rng.randint(3, 9)}{rng.randrange(10**9):09}"
    if "@" in pattern:
        return f"{mark}@example.com"
    if pattern == "^[!-~]*$":
        return f"{mark}-{rng.randrange(10**6)}"
    if pattern:
        return str(rng.randrange(101))
    # Names of the data begin with the mark; what follows it varies.
    return (mark + rng.choice(["", " 客户", "<b>&amp;", '"\\', "\u202e", "ü" * 20, "x" * most]))[:most]


def value_of(rng, name, schema, mark):
    """A value that the schema allows. Texts that are stored carry the mark; nobody waits for long."""
    if name == "wait":
        return rng.choice([0, 0, 0, 1])
    if name == "content":
        content = dict(rng.choice(INFO_TYPES))
        for key in content.keys() & {"msg", "url", "product_name"}:
            content[key] = mark + rng.choice(["", " 您好", "\n", "😀", "x" * rng.choice([10, 1000, 20_000])])
        return content
    if "anyOf" in schema:
        schema = rng.choice(schema["anyOf"])
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if schema.get("type") == "array":
        return []
    if schema.get("type") in ("integer", "number"):
        return _integer(rng, schema)
    if schema.get("contentMediaType") == "application/json":
        return json.dumps([])
    return _text(rng, schema, mark)


def is_read(operation):
    return operation.method == "GET"


def has_number(path):
    return re.search(r"\{\w+\}", path)
