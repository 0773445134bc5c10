# SPDX-License-Identifier: Apache-2.0
"""The model: what has been written, each area in a part of its own. Whatever a route shows is recounted from it."""

from . import actions, chat, customers, notes, phrases, statistics, tags

PARTS = {"chat": chat.Conversations, "actions": actions.Logs, "customers": customers.Relations, "notes": notes.Notes,
         "tags": tags.Tags, "phrases": phrases.Phrases, "given": statistics.Given}


class Model:
    """Takes the records of an import, then events: (part, method, arguments…)."""

    def __init__(self, world):
        self.world = world
        for name, part in PARTS.items():
            setattr(self, name, part())
        for record in world.records:
            for name in PARTS:
                getattr(self, name).imported(record)

    def apply(self, part, method, *arguments):
        getattr(getattr(self, part), method)(*arguments)

    def last_follow(self, staff, customer):
        """The time of the latest message of the staff user or note, "" when there is none."""
        said = [entry.time for entry in self.chat.entries(staff, customer) if entry.writer == chat.BY_STAFF]
        return max([*said, *(note.time for note in self.notes.of(staff, customer))], default="")

    def last_activity(self, staff, customer):
        """The time of the latest message or action of the customer, "" when there is none."""
        said = [entry.time for entry in self.chat.entries(staff, customer) if entry.writer == chat.BY_CUSTOMER]
        return max([*said, *(entry.time for entry in self.actions.of(staff, customer))], default="")
