# SPDX-License-Identifier: Apache-2.0
"""A stack with the WeChat service and the simulator, and browsers that go through a login, as the tests see them."""

import http.cookies
import json
import threading
import urllib.parse

from harness.client import BASE, Answer, Client
from harness.records import World
from wechat_sim.client import fetch

PUBLIC = "https://leida.example"  # where people reach the stack, as it is told; browsers here know where that is
APPID, CORP = "wx00leida00simapp1", "ww00leida00simcorp"
COMPANY, BARE_COMPANY = 1, 2  # the second one has WeCom only
GZH = f"{BASE}/gongzhonghao/work_gongzhonghao_auth"
QY = f"{BASE}/qiyeweixin/work_weixin_auth"
GREETING = "欢迎光临"
PAGE, STAFF_PAGE = f"{PUBLIC}/web/c.html?company={COMPANY}", f"{PUBLIC}/web/"  # the first other than what comes with Leida


def _block(block, secret):
    return f"{block}.secret = {secret}\n{block}.token = LeidaSimToken\n" \
           f"{block}.aes_key = LeidaSimulatedAESKey0123456789abcdefghijklm\n"


def write_companies(folder, default_staff, template="", public=PUBLIC):
    """The two companies of the simulator's account and corp; reminders go by this template of the account's."""
    folder.mkdir()
    pages = f"h5.customer = {PAGE}\nh5.staff = {STAFF_PAGE}\n".replace(PUBLIC, public)
    pages += "h5.hosts = leida.example h5.example.com\n"
    gzh = f"gzh.appid = {APPID}\ngzh.account = gh_leidasim0001\n{_block('gzh', 'LeidaSimGzhSecret0001')}"
    qy = f"qy.corpid = {CORP}\nqy.agentid = 1000002\n{_block('qy', 'LeidaSimQySecret0001')}"
    more = f"default_staff = {default_staff}\ngreeting = {GREETING}\n"
    if template:
        gzh += f"gzh.template_id = {template}\ngzh.template_fields = thing1=text time2=time\n"
    (folder / f"{COMPANY}.cfg").write_text(gzh + qy + pages + more, encoding="utf-8")
    bare = (qy.replace(CORP, "ww00another00corp") + pages).replace("/web/\n", f"/web/?company={BARE_COMPANY}\n")
    (folder / f"{BARE_COMPANY}.cfg").write_text(bare, encoding="utf-8")


class Browser:
    """A browser of somebody: keeps the cookie, and knows where PUBLIC is."""

    def __init__(self, base):
        self.base = base
        self.cookies = {}

    def get(self, address):
        """One answer; nothing is followed."""
        address = address.removeprefix(PUBLIC)
        target = self.base + address if address.startswith("/") else address
        client = Client(self.base, "customer", 0, "")
        if not target.startswith(self.base):
            return Answer(*fetch(target))
        answer = client.send("GET", target.removeprefix(self.base), headers=self.cookie())
        client.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in http.cookies.SimpleCookie(line).items()}
        return answer

    def cookie(self):
        """The head's line of what it keeps, if it keeps something."""
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": kept} if kept else {}

    def follow(self, address):
        """Where this one leads to."""
        answer = self.get(address)
        assert answer.status == 302, answer
        return answer.headers["Location"]


def query_of(address):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))


def page_of(address):
    """What an address of our pages says behind its #: path, and parameters."""
    path, _, query = urllib.parse.urlsplit(address).fragment.partition("?")
    return path, dict(urllib.parse.parse_qsl(query))


def as_person(address, person):
    """The authorize page's address as that person sees it."""
    address, _, _ = address.partition("#")
    return f"{address}&sim_person={person}"


class People:
    """The stack, its simulator, the staff users of the company, and how somebody logs in."""

    def __init__(self, stack, simulator, default_staff):
        self.stack = stack
        self.sim = simulator.client
        self.simulator = simulator
        self.numbers = iter(range(1, 1 << 30))
        self.importing = threading.Lock()  # imports of one stack are one after the other
        world = World(stack)
        for company in (COMPANY, BARE_COMPANY):
            world.company(id=company)
        self.default = world.user(id=default_staff, company_id=COMPANY)
        world.load()
        gateways = [process.state["base_url"] for process in stack.gateways]
        self.callback = {APPID: f"{BASE}/gongzhonghao/callback/{COMPANY}", CORP: f"{BASE}/qiyeweixin/callback/{COMPANY}"}
        for name, path in self.callback.items():
            self.sim.do("callbacks", account=name, addresses=[base + path for base in gateways])

    def person(self, **given):
        """Somebody new, by openid."""
        return self.sim.do("people", openid=f"oSim_test_{next(self.numbers):06}", **given)["openid"]

    def staff(self, userid=None, company=COMPANY):
        """A new staff user; with `userid` a member of the corp, who may get in by WeCom."""
        world = World(self.stack)
        staff = world.user(company_id=company, **({"userid": userid} if userid else {}))
        with self.importing:
            world.load()
        if userid:
            self.sim.do("members", add=[userid])
        return staff

    def member(self):
        """A userid that nobody has."""
        return f"Member{next(self.numbers)}"

    def redis(self, *words):
        with self.stack.probe() as redis:
            return redis.call(*words)

    def relation(self, staff, customer):
        """The fields of a relation as they are stored."""
        words = [word.decode() for word in self.redis("HGETALL", f"rel:{{u:{staff}}}:{customer}")]
        return dict(zip(words[::2], words[1::2]))

    def customer_of(self, person):
        """The id of somebody's customer, or None."""
        found = self.redis("GET", f"wx:open:{{{APPID}:{person}}}")
        return int(found) if found and not found.startswith(b"?") else None  # "?": it is being made

    def browser(self):
        return Browser(self.stack.base_url)

    def start(self, browser, path=f"{GZH}/{COMPANY}", **query):
        """Where the authorize page is that a login begins with."""
        return browser.follow(path + (f"?{urllib.parse.urlencode(query)}" if query else ""))

    def returns(self, browser, person, path=f"{GZH}/{COMPANY}", **query):
        """The address by which the authorize page sends that person back."""
        return browser.follow(as_person(self.start(browser, path, **query), person))

    def way(self, person, **query):
        """The address of the page to which a whole login leads."""
        browser = self.browser()
        return browser.follow(self.returns(browser, person, **query))

    def exchange(self, code, path=GZH, headers=None, browser=None):
        """The answer to a page that gives its login code; without `browser` in one that knows nothing of it."""
        client = Client(self.stack.base_url, "customer", 0, "")
        given = {"Content-Type": "application/json", **(browser.cookie() if browser else {}), **(headers or {})}
        answer = client.send("POST", f"{path}/exchange", json.dumps({"login": code}), given)
        client.close()
        return answer

    def log_in(self, person, path=f"{GZH}/{COMPANY}", **query):
        """What the page gets in the end."""
        browser = self.browser()
        page = page_of(browser.follow(self.returns(browser, person, path, **query)))[1]
        assert "login" in page, page
        return self.exchange(page["login"], QY if path.startswith(QY) else GZH).done("登录成功")

    def open_link(self, person, link):
        """What the page gets of somebody who opens a share link."""
        browser = self.browser()
        back = browser.follow(as_person(browser.follow(browser.follow(link)), person))
        return self.exchange(page_of(browser.follow(back))[1]["login"]).done()

    def client(self, login, kind="customer"):
        """Who has logged in, signing with the token that they got."""
        return Client(self.stack.base_url, kind, login["user_id"], login["token"])

    def texts(self, staff, customer):
        """The texts of a conversation, the oldest first."""
        rows = staff.get("/chat", customer_id=customer, length=100).rows
        return [row["msg"] for row in sorted(rows, key=lambda row: row["id"])]
