# SPDX-License-Identifier: Apache-2.0
"""Two who write to each other while one of them is away."""

from harness.records import Pair
from harness.waiting import wait_until

SHARE = "/work_weixin_auth/create_gongzhonghao_share_auth_url"


class Meeting(Pair):
    """A staff user, and a customer who has come by their link; they follow the account, and wrote last what `says` is."""

    def __init__(self, people, says="在吗", userid=None):
        self.people, self.userid = people, userid
        self.person = people.person(follows=True, name="小明")
        self.away = userid.lower() if userid else self.person
        staff = people.staff(userid)
        login = people.open_link(self.person, staff.get(SHARE).done()["share_url"])
        super().__init__(staff, people.client(login))
        if says:
            assert people.sim.do("say", openid=self.person, text=says)["statuses"] == [200]
            wait_until(lambda: says in people.texts(self.staff, self.customer.id), 10, "what they wrote")

    def fault(self, fault, api="custom_send", **given):
        self.people.sim.do("fault", api=api, fault=fault, person=self.away, **given)

    def calls(self, api="custom_send"):
        return self.people.sim.journal(kind="call", api=api, person=self.away)

    def shown(self):
        """What was shown to whoever is away: each the API's name, and the entry."""
        return [(entry["api"], entry) for entry in self.people.sim.journal(kind="deliver", person=self.away)]

    def apis(self):
        return [api for api, _ in self.shown()]

    def newest(self):
        """The newest message; whoever is away has not read by this."""
        read = self.customer_reads if self.userid else self.staff_reads
        return max(row["id"] for row in read(length=1).rows)

    def wait_noted(self, seconds=30):
        """Until nobody is to be told any more of what was written until now."""
        side = "u" if self.userid else "c"
        wanted = str(self.newest()).encode()
        told = ("HGET", f"wx:told:{{u:{self.staff.id}}}", f"{self.customer.id}:{side}")
        wait_until(lambda: self.people.redis(*told) == wanted, seconds, f"{self.person} to be done with")
