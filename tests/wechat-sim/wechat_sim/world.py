# SPDX-License-Identifier: Apache-2.0
"""Who and what there is: accounts, corps with their app, people, and the clock, which tests may move."""

import itertools
import secrets
import threading
import time

from .faults import Faults
from .journal import Journal
from .quotas import Quotas
from .tokens import Tokens
from .windows import Windows

DEFAULT = {
    "accounts": [{
        "appid": "wx00leida00simapp1", "account": "gh_leidasim0001", "secret": "LeidaSimGzhSecret0001", "token": "LeidaSimToken",
        "aes_key": "LeidaSimulatedAESKey0123456789abcdefghijklm",
        "templates": {"SimTemplate01": ["thing1", "time2"]}, "subscriptions": {"SimSubscribe01": ["thing1", "time2"]},
    }],
    "corps": [{
        "corpid": "ww00leida00simcorp", "agentid": "1000002", "secret": "LeidaSimQySecret0001", "token": "LeidaSimToken",
        "aes_key": "LeidaSimulatedAESKey0123456789abcdefghijklm", "members": ["zhangcong", "lina"], "seats": 10,
    }],
    "people": [
        {"openid": "oSim_customer_0001", "name": "小明", "follows": True},
        {"openid": "oSim_customer_0002", "name": "小红"},
    ],
}


class Account:
    """An official account. `callbacks` are the addresses that stand behind its callback address."""

    is_qy = False

    def __init__(self, given):
        self.appid = given["appid"]
        self.account = given["account"]
        self.secret = given["secret"]
        self.token = given["token"]
        self.aes_key = given["aes_key"]
        self.mode = given.get("mode", "safe")  # safe, compatible, plain
        self.templates = given.get("templates", {})
        self.subscriptions = given.get("subscriptions", {})
        self.is_test_account = given.get("is_test_account", False)
        self.domains = given.get("domains")  # where codes may be sent; None: anywhere
        self.callbacks = list(given.get("callbacks", []))
        self.scenes = {}  # url -> scene

    @property
    def receiver(self):
        return self.appid

    name = receiver


class Corp:
    """A corp of WeCom and its one app. `members` has the userids as the corp spells them."""

    is_qy = True
    mode = "safe"

    def __init__(self, given):
        self.corpid = given["corpid"]
        self.agentid = str(given["agentid"])
        self.secret = given["secret"]
        self.token = given["token"]
        self.aes_key = given["aes_key"]
        self.members = list(given.get("members", []))
        self.seats = given.get("seats", 10)  # a day's messages are 200 for each
        self.domains = given.get("domains")
        self.callbacks = list(given.get("callbacks", []))
        self.account = self.corpid  # ToUserName

    @property
    def receiver(self):
        return self.corpid

    @property
    def name(self):
        return f"{self.corpid}:{self.agentid}"


class Person:
    """A user of WeChat as one account sees them."""

    def __init__(self, given, appid):
        self.appid = given.get("appid", appid)
        self.openid = given["openid"]
        self.name = given.get("name", "")
        self.picture = given.get("picture", "https://thirdwx.qlogo.cn/mmopen/sim/132")
        self.unionid = given.get("unionid")
        self.follows = given.get("follows", False)
        self.is_snapshot = given.get("is_snapshot", False)  # WeChat shows them the snapshot page
        self.blocks = given.get("blocks", False)  # refuses templates
        self.loses = given.get("loses", 0)  # so many templates that WeChat takes, and then fails to deliver
        self.grants = dict(given.get("grants", {}))  # subscription template -> messages asked for
        self.windows = Windows()
        self.phone = []  # what it shows


class World:
    """Everything that is known; `lock` is held by whoever changes it."""

    def __init__(self, config=None, journal_path=None, renew_seconds=300):
        config = DEFAULT if config is None else config
        self.lock = threading.RLock()
        self.offset = 0.0
        self.journal = Journal(journal_path)
        self.journal.clock = self.now
        self.faults = Faults()
        self.quotas = Quotas(self)
        self.accounts = {given["appid"]: Account(given) for given in config.get("accounts", [])}
        self.corps = {given["corpid"]: Corp(given) for given in config.get("corps", [])}
        first = next(iter(self.accounts), None)
        self.people = {}
        for given in config.get("people", []):
            self.add_person(Person(given, first))
        self.tokens = Tokens(self, config.get("token_seconds", 7200), config.get("renew_seconds", renew_seconds))
        self.codes = {}
        self.media = {}
        self.duplicates = {}
        self.released = threading.Event()  # at the end: who hangs does so no longer
        self.visitor = None  # who is sent through the authorize page without being asked
        self._numbers = itertools.count(25000000000000001)
        self.base = None  # http://127.0.0.1:PORT, once it listens

    def now(self):
        return time.time() + self.offset

    def add_person(self, person):
        self.people[person.openid] = person
        return person

    def add_media(self, data, media_type):
        name = f"SimMedia{secrets.token_hex(8)}"
        self.media[name] = (media_type, data)
        return name

    def number(self):
        """One that was never used: MsgId, msgid."""
        return next(self._numbers)

    def owner(self, name):
        """The account or corp of that name (or corpid), or None."""
        return self.accounts.get(name) or self.corps.get(name.split(":")[0])

    def show(self, person, api, key, **what):
        """Puts something on somebody's phone; `person` is a Person, or the userid of a member."""
        entry = self.journal.add("deliver", person=getattr(person, "openid", person), api=api, key=key, **what)
        if isinstance(person, Person):
            person.phone.append(entry)
