# SPDX-License-Identifier: Apache-2.0
"""Access tokens and tickets: of official accounts as stable_token gives them, of an app as gettoken does, the same until the
last five minutes, when each call makes a new one beside which the old one stays good."""

import secrets


class Token:
    def __init__(self, text, gen, expires):
        self.text = text
        self.gen = gen
        self.expires = expires


class Tokens:
    def __init__(self, world, seconds, renew):
        self.world = world
        self.seconds = seconds
        self.renew = renew
        self.kept = {}  # (owner, kind) -> those that may be good, the newest last
        self.forced = {}  # owner -> when a refresh was forced

    def give(self, owner, kind="token", forced=False):
        """The token that is current, and the seconds it has left."""
        now = self.world.now()
        kept = self.kept.setdefault((owner, kind), [])
        newest = kept[-1] if kept else None
        left = newest.expires - now if newest else 0
        why = None
        if newest is None:
            why = "first"
        elif left <= 0:
            why = "expired"
        elif forced:
            why = "forced"
            newest.expires = now
        elif left <= self.renew:
            why = "renewed"
        if why:
            gen = newest.gen + 1 if newest else 1
            newest = Token(f"Sim_{kind}-{gen}_{secrets.token_urlsafe(90)}", gen, now + self.seconds)
            self.kept[owner, kind] = [*kept[-1:], newest]
        self.world.journal.add("token", account=owner, what=kind, gen=newest.gen, fresh=bool(why), why=why,
                               expires=newest.expires)
        return newest, int(newest.expires - now)

    def may_force(self, owner):
        """20 a day, 30 s apart."""
        now = self.world.now()
        times = [at for at in self.forced.get(owner, []) if at > now - 86400]
        if len(times) >= 20 or (times and now - times[-1] < 30):
            return False
        self.forced[owner] = [*times, now]
        return True

    def judge(self, owner, text, kind="token"):
        """0 and the token's generation, or the errcode: 42001 it has expired, 40001 it never was one."""
        for token in self.kept.get((owner, kind), []):
            if secrets.compare_digest(token.text.encode(), text.encode()):
                return (0 if token.expires > self.world.now() else 42001), token.gen
        return 40001, None

    def expire(self, owner, kind="token"):
        """Ends all of an owner early, which WeChat may do."""
        now = self.world.now()
        for token in self.kept.get((owner, kind), []):
            token.expires = min(token.expires, now)
        self.world.journal.add("expire", account=owner, what=kind)
