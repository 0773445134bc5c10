# SPDX-License-Identifier: Apache-2.0
"""How often something may be asked: of each API by the day (which begins in Beijing) and by the minute."""

DAY = {  # of an official account; a test account has a tenth
    "custom_send": 500_000, "template_send": 100_000, "subscribe_send": 100_000, "qrcode": 100_000, "media": 200_000,
    "stable_token": 500_000,
}
PERMANENT_CODES = 100_000
MINUTE_GZH = {"stable_token": 10_000}
MINUTE_QY = 10_000  # of a corp and API
TICKETS_HOUR = 100
SENDS_PER_SEAT = 200
MEMBER_MINUTE, MEMBER_HOUR = 30, 1000
BEIJING = 8 * 3600


class Quotas:
    def __init__(self, world):
        self.world = world
        self.limits = {}  # (owner, api, span) as a test has set it
        self.used = {}  # (owner, api, span, which day or minute) -> count

    def set(self, owner, api, span, limit):
        self.limits[owner, api, span] = limit
        self.world.journal.add("quota", account=owner, api=api, span=span, limit=limit)

    def _count(self, owner, api, span, usual):
        """Whether there was one left, which is used up then."""
        now = self.world.now()
        which = {"day": (now + BEIJING) // 86400, "hour": now // 3600, "minute": now // 60, "ever": 0}[span]
        key = (owner, api, span, which)
        used = self.used.get(key, 0)
        if used >= self.limits.get((owner, api, span), usual):
            return False
        self.used[key] = used + 1
        return True

    def of_account(self, account, api):
        """The errcode: a quota of the day or the minute is used up, or 0."""
        share = 10 if account.is_test_account else 1
        if api in MINUTE_GZH and not self._count(account.name, api, "minute", MINUTE_GZH[api]):
            return 45011
        if api in DAY and not self._count(account.name, api, "day", DAY[api] // share):
            return 45009
        return 0

    def permanent_code(self, account):
        return 0 if self._count(account.name, "permanent", "ever", PERMANENT_CODES) else 45009

    def of_corp(self, corp, api):
        if not self._count(corp.corpid, api, "minute", MINUTE_QY):
            return 45009
        if api in ("qy_ticket", "qy_agent_ticket") and not self._count(corp.name, api, "hour", TICKETS_HOUR):
            return 45009
        if api == "qy_send" and not self._count(corp.corpid, api, "day", SENDS_PER_SEAT * corp.seats):
            return 45009
        return 0

    def of_member(self, corp, userid):
        """Whether a message to that member is shown: what is too much is dropped, and nobody is told."""
        return (self._count(corp.name, f"member:{userid}", "hour", MEMBER_HOUR)
                and self._count(corp.name, f"member:{userid}", "minute", MEMBER_MINUTE))
