# SPDX-License-Identifier: Apache-2.0
"""Reads every route as whoever it concerns, and says where an answer is not as expected."""

import functools

from harness.records import token_of

from .wire import Wire
from .world import STAFF


class Reader:
    def __init__(self, base_url):
        self.base_url = base_url

    @functools.cache  # noqa: B019  a reader lives as long as its test
    def who(self, ident):
        kind = "user" if ident in STAFF else "customer"
        return Wire(self.base_url, kind, ident, token_of(kind, ident))

    def ask(self, ident, path, **query):
        return self.who(ident).get(path, **query)

    def get(self, ident, path, **query):
        """The data of a success."""
        return self.ask(ident, path, **query).done()

    def all(self, ident, path, **query):
        """The rows of all pages."""
        rows, page = [], 1
        while part := self.get(ident, path, **query, length=0, current_page=page)["ret_data"]:
            rows += part
            page += 1
        return rows

    @staticmethod
    def expect(found, expected, *what):
        """Yields a sentence unless both are the same."""
        if found != expected:
            yield f"{' '.join(map(str, what))}: {_difference(found, expected)}"


def _difference(found, expected):
    """The first one when they are lists or dictionaries of the same size."""
    pairs = []
    if isinstance(found, list) and isinstance(expected, list):
        pairs = enumerate(zip(found, expected))
    elif isinstance(found, dict) and isinstance(expected, dict) and found.keys() == expected.keys():
        pairs = ((key, (value, expected[key])) for key, value in found.items())
    for place, (one, other) in pairs:
        if one != other:
            return f"{place} is {_difference(one, other)}"
    return f"{found}, and should be {expected}"
