# SPDX-License-Identifier: Apache-2.0
"""Who calls. Everything that belongs to a staff user or is said in their conversations bears that staff user's mark, so
that one byte of it in a foreign answer is found."""

import hashlib
import re
import time
from dataclasses import dataclass, field

from harness.records import World, token_of

MARK = re.compile(rb"MK[0-9a-f]{10}KM")
TEAMS = 6
OWN_CUSTOMERS = 3


@dataclass
class Side:
    """One principal and those they may talk to."""

    kind: str  # "user" or "customer"
    ident: int
    mark: str
    partners: list = field(default_factory=list, repr=False)
    stranger: int = 0  # somebody of the other kind who exists and is not theirs
    everybody: frozenset = field(default=frozenset(), repr=False)  # all marks there are

    def credentials(self):
        stamp = str(int(time.time() * 1000))
        digest = hashlib.md5((stamp + token_of(self.kind, self.ident)).encode()).hexdigest()
        return [("user_id", str(self.ident)), ("timestamp", stamp), ("rand_str", digest)]

    def mark_with(self, partner):
        """What the two write to each other bears the staff user's mark."""
        return self.mark if self.kind == "user" else partner.mark

    def must_not_see(self, partner):
        """The marks that no answer to this principal about this partner may hold. One that is nobody's does not count:
        a request can be spoilt in its mark."""
        seen = {self.mark.encode(), partner.mark.encode()}
        if self.kind == "user":
            seen |= {other.mark.encode() for other in self.partners}
        return self.everybody - seen


def _mark(rng):
    return f"MK{rng.randrange(16**10):010x}KM"


def _ident(rng):
    """So large and far apart that no slip of some bytes makes one id of another."""
    return rng.randrange(10**13, 9 * 10**14)


def _team(world, rng):
    """A staff user of a company of their own, with customers of their own, who bear the same mark."""
    mark = _mark(rng)
    staff = Side("user", _ident(rng), mark)
    company = world.company(id=_ident(rng), name=f"{mark} company")
    world.user(id=staff.ident, username=f"{mark} staff", company_id=company)
    customers = [Side("customer", _ident(rng), mark) for _ in range(OWN_CUSTOMERS)]
    for customer in customers:
        world.customer(id=customer.ident, username=f"{mark} customer")
    return staff, customers


def _bind(world, staff, customer):
    notes = {"memo_name": f"{staff.mark} memo", "mem": f"{staff.mark} mem"}
    world.add("relation", user_id=staff.ident, customer_id=customer.ident, **notes)
    staff.partners.append(customer)
    customer.partners.append(staff)


def make(stack, rng):
    """Loads some teams, neighbours sharing one customer, and returns all the sides."""
    world = World(stack)
    teams = [_team(world, rng) for _ in range(TEAMS)]
    sides = []
    for number, (staff, customers) in enumerate(teams):
        shared = Side("customer", _ident(rng), _mark(rng))
        world.customer(id=shared.ident, username=f"{shared.mark} shared")
        for customer in [*customers, shared]:
            _bind(world, staff, customer)
        _bind(world, teams[(number + 1) % TEAMS][0], shared)
        sides += [staff, *customers, shared]
    world.load()
    everybody = frozenset(side.mark.encode() for side in sides)
    for side in sides:
        side.everybody = everybody
        near = [side, *side.partners]
        side.stranger = rng.choice([other for other in sides if other.kind != side.kind and other not in near]).ident
    return sides
