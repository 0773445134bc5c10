# SPDX-License-Identifier: Apache-2.0
"""qyapi.weixin.qq.com (root /qy): the app of a corp."""

import hashlib
import secrets

from .calls import Refused, endpoint

CODE_SECONDS = 300


@endpoint("/qy", "GET", "/cgi-bin/gettoken", "qy_token", needs_token=False)
def gettoken(call):
    corp = call.world.corps.get(call.param("corpid", 41002))
    if not corp:
        raise Refused(40013, "invalid corpid")
    call.belongs_to(corp)
    if not secrets.compare_digest(call.param("corpsecret", 41004).encode(), corp.secret.encode()):
        raise Refused(40091, "invalid secret")
    over = call.world.quotas.of_corp(corp, call.api)
    if over:
        call.note(over=True)
        raise Refused(over, "api freq out of limit")
    token, left = call.world.tokens.give(corp.name)
    call.note(token=token.gen)
    return {"errcode": 0, "errmsg": "ok", "access_token": token.text, "expires_in": left}


@endpoint("/qy", "GET", "/cgi-bin/auth/getuserinfo", "qy_user")
def getuserinfo(call):
    code = call.world.codes.get(call.param("code", 40029))
    if not code or code.used or code.owner is not call.owner or code.made + CODE_SECONDS < call.world.now():
        raise Refused(40029, "invalid code")
    code.used = True
    call.note(person=code.person)
    if code.person in call.world.people:  # somebody of WeChat, who is no member
        return {"errcode": 0, "errmsg": "ok", "openid": code.person, "external_userid": f"wm{secrets.token_hex(8)}"}
    return {"errcode": 0, "errmsg": "ok", "userid": code.person, "user_ticket": f"SimUserTicket{secrets.token_hex(8)}"}


@endpoint("/qy", "GET", "/cgi-bin/get_jsapi_ticket", "qy_ticket")
def corp_ticket(call):
    token, left = call.world.tokens.give(call.owner.name, "ticket")
    return {"errcode": 0, "errmsg": "ok", "ticket": token.text, "expires_in": left}


@endpoint("/qy", "GET", "/cgi-bin/ticket/get", "qy_agent_ticket")
def agent_ticket(call):
    if call.query.get("type") != "agent_config":
        raise Refused(40097, "invalid args: type")
    token, left = call.world.tokens.give(call.owner.name, "agent_ticket")
    return {"errcode": 0, "errmsg": "ok", "ticket": token.text, "expires_in": left}


def _card(call, given):
    if given.get("msgtype") != "textcard" or not isinstance(given.get("textcard"), dict):
        raise Refused(40008, "invalid message type")
    card = given["textcard"]
    return {name: call.text(card, name, most) for name, most in (("title", 128), ("description", 512), ("url", 2048))}


def _is_repeated(call, given):
    """enable_duplicate_check: the same JSON within the interval is not sent again."""
    if given.get("enable_duplicate_check") != 1:
        return False
    interval = min(given.get("duplicate_check_interval", 1800), 4 * 3600)
    key = (call.owner.name, hashlib.sha256(call.raw).digest())
    now = call.world.now()
    if call.world.duplicates.get(key, (0, 0))[0] > now:
        return True
    call.world.duplicates[key] = (now + interval, 0)
    return False


@endpoint("/qy", "POST", "/cgi-bin/message/send", "qy_send")
def message_send(call):
    given = call.json()
    if str(given.get("agentid")) != call.owner.agentid:
        raise Refused(40056, "invalid agentid")
    card = _card(call, given)
    asked = str(given.get("touser", "")).split("|")
    call.note(person=given.get("touser"), text=card["description"])
    members = {userid.lower(): userid for userid in call.owner.members}
    known = [userid for userid in asked if userid.lower() in members]
    unknown = [userid.lower() for userid in asked if userid.lower() not in members]
    if not known:
        raise Refused(81013, "user & party & tag all invalid")
    number = call.world.number()
    if _is_repeated(call, given):
        call.world.journal.add("dropped", person=given["touser"], api=call.api, why="duplicate")
    else:
        for userid in known:
            if call.world.quotas.of_member(call.owner, userid.lower()):
                call.world.show(userid.lower(), call.api, number, **card)
            else:
                call.world.journal.add("dropped", person=userid.lower(), api=call.api, why="member's limit")
    answer = {"errcode": 0, "errmsg": "ok", "msgid": str(number)}
    return answer | ({"invaliduser": "|".join(unknown)} if unknown else {})
