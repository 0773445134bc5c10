# SPDX-License-Identifier: Apache-2.0
"""What goes wrong with calls, as a test asks for it: by API and share of the calls, or for a number of calls.

A fault is an errcode ("-1", "40001", "42001", "45009", "45011"; any number), which has no effect; or one of
502          an HTML page by some proxy
hang, hang_after            30 s without an answer, then the connection ends; without or with its effect
reset_before, reset_after   the connection is reset, before or after the call has had its effect
cut          half of the answer
huge         an answer of 2 MiB
doubled      the answer twice in one body
doubled_key  each member of the answer twice, the first with another value
stranger     the answer is about another openid
text         errcode is a text, and the numbers in it are
"""

import random

BEFORE = ("502", "hang", "reset_before")
AFTER = ("hang_after", "reset_after", "cut", "huge", "doubled", "doubled_key", "stranger", "text")


def is_errcode(fault):
    return fault.lstrip("-").isdigit() and fault not in BEFORE


class Fault:
    def __init__(self, api, fault, share=1.0, times=None, person=None):
        if fault not in BEFORE and fault not in AFTER and not is_errcode(fault):
            raise ValueError(f"there is no fault {fault!r}")
        self.api, self.fault, self.share, self.times, self.person = api, fault, share, times, person

    def is_for(self, api, person):
        return self.api in (api, "*") and self.person in (None, person) and self.times != 0


class Faults:
    def __init__(self, seed=None):
        self.random = random.Random(seed)
        self.asked = []

    def add(self, **given):
        self.asked.append(Fault(**given))

    def clear(self):
        self.asked.clear()

    def pick(self, api, person=None):
        """The fault of this call, or None. Shares of one API add up."""
        chance = self.random.random()
        for fault in self.asked:
            if not fault.is_for(api, person):
                continue
            if chance < fault.share:
                if fault.times is not None:
                    fault.times -= 1
                return fault.fault
            chance -= fault.share
        return None
