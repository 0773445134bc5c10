# SPDX-License-Identifier: Apache-2.0
"""The stock phrases of staff users."""

import collections

from .world import STAFF


class Phrases:
    def __init__(self):
        self.phrases = collections.defaultdict(list)

    def imported(self, record):
        if record["type"] == "follow_language":
            self.added(record["user_id"], record["custom_language"])

    def added(self, staff, text):
        self.phrases[staff].append(text)

    def deleted(self, staff, text):
        self.phrases[staff].remove(text)

    def of(self, staff):
        return self.phrases.get(staff, [])


def add(client):
    text = f"常用语 {client.random.randrange(100)}"
    reply = client.post("/follow_language/add/0", {"custom_language": text})
    if text in client.model.phrases.of(client.id):
        reply.refused(301)
    else:
        reply.done("添加成功")
        client.note("phrases", "added", client.id, text)


def listed(data):
    """{phrase: id}, the oldest first"""
    return {row["language"]: row["language_id"] for row in data["ret_data"]["follow_language_data"]}


def delete(client):
    """One of one's own; or one that is not there (any more), or another's."""
    ids = listed(client.get("/follow_language").done())
    assert list(ids) == client.model.phrases.of(client.id)
    if not ids or client.chance(0.2):
        client.post("/follow_language/delete/999999", {}).refused(302, "ID不存在或者不允许删除")
        return
    text = client.random.choice(sorted(ids))
    client.post(f"/follow_language/delete/{ids[text]}", {}).done()
    client.note("phrases", "deleted", client.id, text)


STEPS = {"user": [(4, add), (2, delete)]}


def differences(model, reader):
    for staff in STAFF:
        found = list(listed(reader.get(staff, "/follow_language")))
        yield from reader.expect(found, model.phrases.of(staff), "phrases", staff)
