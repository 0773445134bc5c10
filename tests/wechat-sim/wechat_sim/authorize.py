# SPDX-License-Identifier: Apache-2.0
"""open.weixin.qq.com (root /open) and login.work.weixin.qq.com (root /qy): where people prove who they are, and are sent back
with a code. Parameters must stand in the order that is documented: WeChat compares the address with a pattern.

Who comes is `sim_person` at the end of the address, or the visitor that a test has named; else a page asks. `sim_person=deny`
is somebody who refuses."""

import html
import re
import secrets
import urllib.parse

GZH_ORDER = ["appid", "redirect_uri", "response_type", "scope", "state"]
QY_ORDER = [*GZH_ORDER, "agentid"]
WEB_ORDER = ["login_type", "appid", "agentid", "redirect_uri", "state"]


class Code:
    def __init__(self, owner, person, scope, made):
        self.owner, self.person, self.scope, self.made = owner, person, scope, made
        self.used = False


class Wrong(Exception):
    """A page that says what is wrong with the link."""


def _parameters(query, order):
    """Name -> value, and who comes (None: to be asked)."""
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    person = None
    if pairs and pairs[-1][0] == "sim_person":
        person = pairs.pop()[1]
    names = [name for name, _ in pairs]
    if names != order:
        raise Wrong(f"the parameters are {', '.join(names)}, and should be {', '.join(order)} in this order")
    return dict(pairs), person


def _check_common(owner, given):
    address = urllib.parse.urlsplit(given["redirect_uri"])
    if address.scheme not in ("http", "https") or not address.netloc or address.fragment:
        raise Wrong("redirect_uri is no address")
    if owner.domains is not None and address.hostname not in owner.domains:
        raise Wrong("10003: redirect_uri is not of a domain that was configured")
    if not re.fullmatch(r"[A-Za-z0-9]{0,128}", given["state"]):
        raise Wrong("state is not up to 128 letters and digits")


def _of_account(world, query):
    given, person = _parameters(query, GZH_ORDER)
    account = world.accounts.get(given["appid"])
    if not account:
        raise Wrong("10013: there is no such appid")
    if given["scope"] not in ("snsapi_base", "snsapi_userinfo"):
        raise Wrong("10005: scope")
    choices = [who for who in world.people.values() if who.appid == account.appid]
    return account, given, person, [(who.openid, who.name or who.openid) for who in choices]


def _of_corp(world, query, order):
    given, person = _parameters(query, order)
    corp = world.corps.get(given["appid"])
    if not corp or given["agentid"] != corp.agentid:
        raise Wrong("50001: there is no such corp, or no such app of it")
    if given.get("scope", "snsapi_base") not in ("snsapi_base", "snsapi_privateinfo"):
        raise Wrong("scope")
    if given.get("login_type", "CorpApp") != "CorpApp":
        raise Wrong("login_type")
    people = [(who.openid, f"{who.name or who.openid} (no member)") for who in world.people.values()]
    return corp, given, person, [*((userid, userid) for userid in corp.members), *people]


def visit(world, path, query):
    """What a browser is answered there: (302, address) or (200 or 400, HTML)."""
    try:
        if path.endswith("/sso/login"):
            owner, given, person, choices = _of_corp(world, query, WEB_ORDER)
        elif urllib.parse.parse_qs(query).get("appid", [""])[0] in world.corps:
            owner, given, person, choices = _of_corp(world, query, QY_ORDER)
        else:
            owner, given, person, choices = _of_account(world, query)
        if given.get("response_type", "code") != "code":
            raise Wrong("response_type")
        _check_common(owner, given)
    except Wrong as wrong:
        world.journal.add("authorize", ok=False, why=str(wrong))
        return 400, _page("Link wrong", f"<p>{html.escape(str(wrong))}</p>")
    person = person or world.visitor
    if not person:
        links = "".join(f'<p><a href="?{html.escape(query)}&amp;sim_person={html.escape(who)}">{html.escape(name)}</a></p>'
                        for who, name in [*choices, ("deny", "拒绝")])
        return 200, _page(f"Who comes to {owner.name}?", links)
    return 302, _send_back(world, owner, given, person, [who for who, _ in choices])


def _send_back(world, owner, given, person, known):
    answer = {"state": given["state"]}
    if person in known:
        code = secrets.token_hex(16)
        world.codes[code] = Code(owner, person, given.get("scope", "snsapi_base"), world.now())
        answer = {"code": code, **answer}
    world.journal.add("authorize", ok=True, account=owner.name, person=person, scope=given.get("scope"))
    between = "&" if "?" in given["redirect_uri"] else "?"
    return given["redirect_uri"] + between + urllib.parse.urlencode(answer)


def _page(title, body):
    style = "body{font:16px sans-serif;margin:2em}a{display:inline-block;padding:.6em 1em;background:#07c160;color:#fff;" \
            "border-radius:4px;text-decoration:none}"
    return f'<!doctype html><meta charset="utf-8"><title>{html.escape(title)}</title><style>{style}</style><h1>' \
           f"{html.escape(title)}</h1>{body}"
