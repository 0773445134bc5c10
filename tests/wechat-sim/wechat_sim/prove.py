# SPDX-License-Identifier: Apache-2.0
"""What a journal proves. Each function returns complaints, sentences that name entries of the journal by their number; none:
all is well. Texts of a test must be unlike each other, since they are told apart by what they say."""

import collections

# Kinds of faults after which nobody can know whether a call has had its effect: a refresh may be asked for once more.
ANSWER_LOST = {"502", "hang", "hang_after", "reset_before", "reset_after", "cut", "huge", "doubled", "doubled_key", "text"}
TOKEN_REFUSALS = {40001, 40014, 42001}


def _of_kind(entries, kind):
    return [entry for entry in entries if entry["kind"] == kind]


def accepted(entries):
    """What Leida has taken responsibility for, in the order in which it did: the first callback of each that was answered 200.
    Entries of the kind `said`."""
    said = {(entry["person"], entry["key"]): entry for entry in _of_kind(entries, "said")}
    taken = {}
    for entry in _of_kind(entries, "callback"):
        if entry["ok"] and not entry["fault"]:
            taken.setdefault((entry["person"], entry["key"]), said[entry["person"], entry["key"]])
    return list(taken.values())


def inbound(entries, stored):
    """`stored`: openid -> the texts that Leida has of that person, in order. Whatever was accepted is there once, in the order in
    which it was accepted; what was never accepted at most once; nothing that nobody has said."""
    complaints = []
    wanted, said = collections.defaultdict(list), collections.defaultdict(set)
    for entry in accepted(entries):
        if entry["text"] is not None:
            wanted[entry["person"]].append(entry["text"])
    for entry in _of_kind(entries, "said"):
        said[entry["person"]].add(entry["text"])
    for person in {*wanted, *stored}:
        texts = stored.get(person, [])
        counts = collections.Counter(texts)
        complaints += [f"{person}: {text!r} is stored {counts[text]} times" for text in counts if counts[text] > 1]
        complaints += [f"{person}: {text!r} was accepted and is not stored" for text in wanted[person] if text not in counts]
        complaints += [f"{person}: {text!r} is stored, and nobody has said it" for text in counts if text not in said[person]]
        rest = set(wanted[person])
        there = [text for text in texts if text in rest]
        if not complaints and there != wanted[person]:
            complaints.append(f"{person}: stored in the order {there}, accepted in the order {wanted[person]}")
    return complaints


def delivered(entries, person=None, api="custom_send"):
    """The texts that phones have shown, in order: a message that joins several has one in each line. One that is cut is none."""
    texts = []
    for entry in _of_kind(entries, "deliver"):
        if entry["api"] == api and person in (None, entry["person"]):
            texts += _whole(entry)
    return texts


def _whole(entry):
    return [line for line in (entry.get("text") or entry.get("description") or "").split("\n") if not line.endswith("…")]


def outbound(entries, sent, api="custom_send"):
    """`sent`: person -> texts that Leida was to deliver by `api`, in order. None is shown twice, nor one that was not sent, and
    what is shown is in order. (Whether all is shown depends on windows and quotas: delivered() tells.)"""
    complaints = []
    for person, texts in sent.items():
        shown = delivered(entries, person, api)
        complaints += [f"{person}: {text!r} is shown {count} times" for text, count in collections.Counter(shown).items() if count > 1]
        complaints += [f"{person}: {text!r} is shown and was not sent" for text in shown if text not in texts]
        places = [texts.index(text) for text in shown if text in texts]
        if places != sorted(places):
            complaints.append(f"{person}: shown out of order: {shown}")
    return complaints


def sent_twice(entries):
    """Nothing is shown twice to one person: no text, be it a line of a message that joins several, no reminder of one job."""
    complaints, seen = [], {}
    for entry in _of_kind(entries, "deliver"):
        if entry["api"] in ("template_send", "subscribe_send"):
            what = [entry["key"]]
        else:
            what = _whole(entry)
        for one in what:
            before = seen.setdefault((entry["person"], entry["api"], one), entry["n"])
            if before != entry["n"]:
                complaints.append(f"{entry['n']}: {entry['person']} is shown {one!r} again, as in {before}")
    return complaints


class _Excuses:
    """Why a token may be asked for though one was got a moment ago, of one account: each is good for one refresh, and for half a
    minute (a lease that nobody gives back lasts 15 s, and whoever is next waits for an answer)."""

    LIFE = 30

    def __init__(self):
        self.until = []
        self.asked = None  # when a token was last asked for

    def add(self, at):
        self.until.append(at + self.LIFE)

    def take(self, at):
        good = sorted(until for until in self.until if until >= at)
        self.until = good[1:]
        return bool(good)


def refreshes(entries, least=None):
    """Of each token one refresh when it expires, whoever asks. A further one is right where the answer before was lost, a call
    was refused as if its token had expired, or who had just asked, or Redis, was killed. Wrong is one that finds the same token
    again; with `least`, any within so many seconds after a new one."""
    complaints, accounts, last = [], collections.defaultdict(_Excuses), {}
    for entry in entries:
        at = entry["at"]
        if entry["kind"] == "expire":
            accounts[entry["account"]].add(at)
        elif entry["kind"] == "killed":
            for account in accounts.values():
                if account.asked is not None and at - account.asked < 10:
                    account.add(at)
        elif entry["kind"] == "call":
            account = accounts[entry["account"]]
            asks_token = entry["api"] in ("stable_token", "qy_token")
            account.asked = at if asks_token else account.asked
            if (asks_token and entry["fault"] in ANSWER_LOST) or (not asks_token and entry["answer"] in TOKEN_REFUSALS):
                account.add(at)
        elif entry["kind"] == "token" and entry["what"] == "token":
            before = last.get(entry["account"])
            is_soon = least is not None and before is not None and at - before < least
            if entry["fresh"]:
                last[entry["account"]] = at
            if (not entry["fresh"] or is_soon) and not accounts[entry["account"]].take(at):
                complaints.append(f"{entry['n']}: {entry['account']} asked for token {entry['gen']} again, which was good")
    return complaints


def forced(entries):
    """No refresh was forced (only an administrator does)."""
    return [f"{entry['n']}: a refresh was forced" for entry in _of_kind(entries, "call") if entry.get("forced")]


def quotas(entries, rest=55, codes=(45009, 45011, 45033), grace=0.0):
    """Whoever was told that it is too much asks no more for so many seconds, or longer: by account and API. For `grace` seconds
    calls may come that were sent before the answer was there."""
    complaints, told = [], {}
    for entry in _of_kind(entries, "call"):
        place = (entry["account"], entry["api"])
        at, number = told.get(place, (None, 0))
        if at is not None and at + grace <= entry["at"] < at + rest:
            complaints.append(f"{entry['n']}: {place} was asked again, though {number} said that it was too much")
        if entry["answer"] in codes and (at is None or entry["at"] >= at + rest):
            told[place] = (entry["at"], entry["n"])
    return complaints


def refused_for_good(entries, apis=("custom_send",), codes=(45015, 45047)):
    """A closed window was run into: rightly kept accounts of windows never do. Entries, not a complaint by itself."""
    return [entry for entry in _of_kind(entries, "call") if entry["api"] in apis and entry["answer"] in codes]


def callbacks_refused(entries):
    """Nothing hostile was taken, nor replaced by another answer than a success's."""
    complaints = []
    for entry in _of_kind(entries, "callback"):
        if entry["fault"] and entry["fault"] != "replay" and entry["status"] == 200:
            complaints.append(f"{entry['n']}: {entry['fault']} was taken")
        if entry["status"] == 200 and not entry["ok"]:
            complaints.append(f"{entry['n']}: the person would see {entry['answer']!r}")
    return complaints


def all_of(entries, stored=None, sent=None, least=None, grace=0.0):
    """Everything that needs no more than the journal, and what was stored and sent where that is given."""
    complaints = [*sent_twice(entries), *refreshes(entries, least), *forced(entries), *quotas(entries, grace=grace),
                  *callbacks_refused(entries)]
    complaints += inbound(entries, stored) if stored is not None else []
    complaints += outbound(entries, sent) if sent is not None else []
    return complaints
