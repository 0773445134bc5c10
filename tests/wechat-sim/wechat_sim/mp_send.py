# SPDX-License-Identifier: Apache-2.0
"""api.weixin.qq.com (root /mp): what an official account sends."""

from .calls import Refused, endpoint
from .fields import check

TEXT_MOST = 2048  # bytes
SAME_SECONDS = 600  # within which a client_msg_id is not sent again


def _person(call, given):
    """Who gets it: known to the account, and following it."""
    openid = given.get("touser")
    if not isinstance(openid, str) or not openid:
        raise Refused(40003, "invalid openid")
    call.note(person=openid)
    person = call.world.people.get(openid)
    if not person or person.appid != call.owner.appid:
        raise Refused(40003, "invalid openid")
    return person


@endpoint("/mp", "POST", "/cgi-bin/message/custom/send", "custom_send")
def custom_send(call):
    given = call.json()
    person = _person(call, given)
    if given.get("msgtype") != "text":
        raise Refused(40008, "invalid message type")
    members = given.get("text")
    text = call.text(members if isinstance(members, dict) else {}, "content", TEXT_MOST)
    call.note(text=text)
    if not person.follows:
        raise Refused(43004, "require subscribe")
    errcode = person.windows.take(call.world.now())
    if errcode:
        raise Refused(errcode, "response out of time limit" if errcode == 45015 else "out of response count limit")
    call.world.show(person, call.api, call.world.number(), text=text)
    return {"errcode": 0, "errmsg": "ok"}


def _template_status(person):
    """What becomes of a template that was taken, as WeChat spells it."""
    if person.blocks:
        return "failed:user block"
    if person.loses > 0:
        person.loses -= 1
        return "failed: system failed"
    return "success"


@endpoint("/mp", "POST", "/cgi-bin/message/template/send", "template_send")
def template_send(call):
    given = call.json()
    person = _person(call, given)
    fields = call.owner.templates.get(given.get("template_id"))
    if fields is None:
        raise Refused(40037, "invalid template_id")
    values = check(fields, given.get("data"))
    job = given.get("client_msg_id")
    call.note(data=values, client_msg_id=job)
    if not person.follows:
        raise Refused(43004, "require subscribe")
    number = call.world.number()
    if job is not None:
        if not isinstance(job, str) or not 1 <= len(job) <= 64:
            raise Refused(47003, "argument invalid! client_msg_id")
        until, before = call.world.duplicates.get((person.openid, job), (0, 0))
        if until > call.world.now():
            call.world.journal.add("dropped", person=person.openid, api=call.api, why="client_msg_id")
            return {"errcode": 0, "errmsg": "ok", "msgid": before}
        call.world.duplicates[person.openid, job] = (call.world.now() + SAME_SECONDS, number)
    call.note(msgid=number)
    status = _template_status(person)
    if status == "success":
        call.world.show(person, call.api, job or number, data=values, url=given.get("url"))
    else:
        call.world.journal.add("dropped", person=person.openid, api=call.api, why=status)
    call.world.sender.template_finished(call.owner, person, number, status)
    return {"errcode": 0, "errmsg": "ok", "msgid": number}


@endpoint("/mp", "POST", "/cgi-bin/message/subscribe/bizsend", "subscribe_send")
def subscribe_send(call):
    given = call.json()
    person = _person(call, given)
    name = given.get("template_id")
    fields = call.owner.subscriptions.get(name)
    if fields is None:
        raise Refused(40037, "invalid template_id")
    values = check(fields, given.get("data"))
    call.note(data=values)
    if person.grants.get(name, 0) < 1:
        raise Refused(43101, "user refuse to accept the msg")
    person.grants[name] -= 1
    call.world.show(person, call.api, call.world.number(), data=values, url=given.get("page"))
    return {"errcode": 0, "errmsg": "ok"}
