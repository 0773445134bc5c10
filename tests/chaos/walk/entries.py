# SPDX-License-Identifier: Apache-2.0
"""A list that several write: each writer knows the order of its own entries, the server alone that of all of them."""

from dataclasses import dataclass


@dataclass
class Entry:
    writer: int
    what: str  # all that the writer gave, one text; other entries of the list without a told place have others
    place: int = 0  # 1, 2, 3 … as the server told it; 0: not told
    time: str = ""
    sure: bool = True  # False: answered with "outcome unknown" and without a key, so it may be there or not


def _place(name, rows, entries):
    """Pairs rows with entries: by the place that was told, else by the text."""
    told = {entry.place: entry for entry in entries if entry.place}
    untold = {entry.what: entry for entry in entries if not entry.place}
    for place, (writer, what, time) in enumerate(rows, 1):
        entry = told.get(place) or untold.get(what)
        if entry is None:
            yield f"{name}: nobody wrote {place}: {what}"
        elif (entry.writer, entry.what, entry.place or place, entry.time or time) != (writer, what, place, time):
            yield f"{name}: {place} is {what} of {writer} at {time}, and was told as {entry}"
        else:
            entry.place, entry.time = place, time


def settle(name, rows, entries):
    """`rows` are what the server has, in its order: (writer, what, time). Gives each entry its place and time, sorts the
    entries by them, and yields what is wrong: lost, doubled, never written, out of a writer's order, told otherwise."""
    yield from _place(name, rows, entries)
    yield from (f"{name}: lost: {entry}" for entry in entries if entry.sure and not entry.place)
    last = {}
    for entry in entries:
        if entry.place:
            if entry.place <= last.get(entry.writer, 0):
                yield f"{name}: {entry} is before what its writer wrote earlier"
            last[entry.writer] = entry.place
    entries[:] = sorted((entry for entry in entries if entry.place), key=lambda entry: entry.place)
    if len(entries) != len(rows):
        yield f"{name}: {len(rows)} rows for {len(entries)} entries"
