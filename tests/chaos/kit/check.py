# SPDX-License-Identifier: Apache-2.0
"""Compares what the conversations hold with what the clients were told. Call it when the clients have ended."""

import collections


def history(pair):
    """Every message of a conversation, oldest first, without marking any as read for the customer."""
    rows, query = [], {"after": 0}
    while page := pair.staff_reads("/chat/getmsg/0", **query).done()["ret_data"]:
        rows += page
        query = {"after": page[-1]["id"]}
    return rows


def _of(load, pair):
    return [talker for talker in load.talkers if talker.pair is pair]


def _check_rows(rows, talkers, name):
    ids = [row["id"] for row in rows]
    if ids != list(range(1, len(rows) + 1)):
        yield f"{name}: the ids have gaps or repeats: {ids[:20]} …"
    counts = collections.Counter(row["msg"] for row in rows)
    yield from (f"{name}: doubled: {text}" for text, count in counts.items() if count > 1)
    tried = set().union(*(talker.tried for talker in talkers))
    yield from (f"{name}: nobody sent {text}" for text in counts if text not in tried)


def _check_told(rows, talker, name):
    places = {row["msg"]: row for row in rows}
    last = 0
    for text, told in talker.told:
        row = places.get(text)
        if row is None:
            yield f"{name}: lost: {text}, acknowledged with {told}"
            continue
        if row["id"] <= last:
            yield f"{name}: out of order: {text} is {row['id']} after {last}"
        last = row["id"]
        if any(row[key] != value for key, value in told.items()):
            yield f"{name}: {text} was told to be {told}, and is {row['id']} of {row['dateTime']}"


def _check_given(rows, talkers, name):
    """getmsg gives each message to each side once, whichever of its clients asks."""
    for side in ("staff", "customer"):
        own = [talker for talker in talkers if talker.side == side]
        given = collections.Counter(ident for talker in own for ident in talker.given)
        yield from (f"{name}: {side} was given {ident} {count} times" for ident, count in given.items() if count > 1)
        if not any(talker.reads_failed for talker in own):
            missing = set(range(1, max(given, default=0) + 1)) - set(given)
            yield from (f"{name}: {side} was never given {ident}" for ident in sorted(missing)[:20])


def _check_unread(pair, rows, talkers, name):
    for side, unread, theirs in (("staff", pair.unread()[0], 2), ("customer", pair.unread()[1], 1)):
        own = [talker for talker in talkers if talker.side == side]
        cursor = max(talker.cursor for talker in own)
        recount = sum(row["send_type"] == theirs for row in rows if row["id"] > cursor)
        # A read whose answer was lost may have marked more than its client knows, never less.
        unsure = any(talker.reads_failed for talker in own)
        if unread > recount or (unread != recount and not unsure):
            yield f"{name}: {side} has {unread} unread, recounted {recount}"


def faults(load):
    """What is wrong, as sentences; empty when nothing is lost, doubled, gapped, out of order or miscounted."""
    found = [wrong for talker in load.talkers for wrong in talker.wrong]
    found += [f"{talker.name} still runs" for talker in load.talkers if talker.is_alive()]
    for pair in load.pairs:
        talkers, name = _of(load, pair), f"conversation {pair.staff.id}"
        rows = history(pair)
        found += _check_rows(rows, talkers, name)
        for talker in talkers:
            found += _check_told(rows, talker, name)
        if talkers[0].style == "getmsg":
            found += _check_given(rows, talkers, name)
        found += _check_unread(pair, rows, talkers, name)
    return found
