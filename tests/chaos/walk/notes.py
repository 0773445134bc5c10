# SPDX-License-Identifier: Apache-2.0
"""Follow-up notes: those that staff users write, and those of the routes that set what is expected."""

import collections
from dataclasses import dataclass


@dataclass
class Note:
    text: str
    time: str = ""  # as the server tells it when it is read


class Notes:
    def __init__(self):
        self.notes = collections.defaultdict(list)

    def imported(self, record):
        if record["type"] == "follow_info":
            self.noted(record["user_id"], record["customer_id"], record["follow_info"], record["create_date"])

    def noted(self, staff, customer, text, time=""):
        self.notes[staff, customer].append(Note(text, time))

    def of(self, staff, customer):
        return self.notes.get((staff, customer), [])


def add(client):
    customer, text = client.peer(), f"{client.unique()} 聊过了"
    client.post(f"/follow_info/add/{customer}", {"follow_info": text}).done("添加成功")
    client.note("notes", "noted", client.id, customer, text)


STEPS = {"user": [(12, add)]}
PREFIX = "user_customer_flowup__"


def settled(model, reader):
    """Takes the times of the notes from the server; yields what is not there as it was written."""
    for staff, customer in model.world.relations:
        rows = reader.all(staff, "/follow_info", customer_id=customer)[::-1]
        notes = model.notes.of(staff, customer)
        yield from reader.expect([row["follow_info"] for row in rows], [note.text for note in notes], "notes", staff, customer)
        for note, row in zip(notes, rows):
            yield from reader.expect(row["create_date"], note.time or row["create_date"], "time of a note", staff, customer)
            note.time = row["create_date"]
            shown = {name: row[PREFIX + name] for name in ("customer__headimgurl", "user__avatar", "user__username")}
            people = {"customer__headimgurl": f"customer/{customer}.jpg", "user__avatar": f"staff/{staff}.jpg",
                      "user__username": f"员工{staff}"}
            yield from reader.expect(shown, people, "people of a note", staff, customer)
        times = [note.time for note in notes]
        yield from reader.expect(times, sorted(times), "order of notes", staff, customer)
