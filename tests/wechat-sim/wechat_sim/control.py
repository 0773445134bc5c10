# SPDX-License-Identifier: Apache-2.0
"""The root /sim: what tests, and the buttons of its page, do to the simulator. JSON goes in by POST and comes out."""

import base64

from .world import Person


def _owner(world, given):
    name = given.get("account") or given.get("corp")
    owner = world.owner(name) if name else next(iter(world.accounts.values()), None)
    if not owner:
        raise ValueError(f"there is no account {name!r}")
    return owner


def _person(world, given):
    person = world.people.get(given.get("openid"))
    if not person:
        raise ValueError(f"there is nobody with the openid {given.get('openid')!r}")
    return person


def _how(given):
    return {name: given[name] for name in ("fault", "copies", "wait") if name in given}


def people(world, given):
    """Adds somebody, or changes who is there: openid, name, picture, unionid, follows, is_snapshot, blocks, loses, grants."""
    person = world.people.get(given["openid"])
    if not person:
        return {"openid": world.add_person(Person(given, next(iter(world.accounts), None))).openid}
    for name in ("name", "picture", "unionid", "follows", "is_snapshot", "blocks", "loses", "grants"):
        if name in given:
            setattr(person, name, given[name])
    return {"openid": person.openid}


def members(world, given):
    """Adds members to the corp, or takes them away."""
    corp = _owner(world, {"corp": given.get("corp") or next(iter(world.corps))})
    corp.members += [userid for userid in given.get("add", []) if userid not in corp.members]
    corp.members = [userid for userid in corp.members if userid not in given.get("remove", [])]
    return {"members": corp.members}


def visitor(world, given):
    """Who goes through the authorize page without being asked: an openid, a userid, "deny", or null."""
    world.visitor = given.get("person")
    return {"visitor": world.visitor}


def callbacks(world, given):
    """The addresses that an account's (or corp's) callbacks take in turn."""
    owner = _owner(world, given)
    owner.callbacks = list(given["addresses"])
    return {"addresses": owner.callbacks}


def fault(world, given):
    """api (or "*"), fault, share (1), times (all), person (anybody); see faults.py."""
    world.faults.add(**given)
    world.journal.add("fault", **given)
    return {"faults": len(world.faults.asked)}


def no_faults(world, _given):
    world.faults.clear()
    world.journal.add("fault", fault=None)
    return {"faults": 0}


def clock(world, given):
    """Moves the clock to so many seconds from the real one, or on by so many."""
    world.offset = float(given["offset"]) if "offset" in given else world.offset + float(given["forward"])
    world.journal.add("clock", offset=world.offset)
    return {"offset": world.offset}


def expire(world, given):
    """Ends the token (or ticket, agent_ticket) of an account early."""
    world.tokens.expire(_owner(world, given).name, given.get("what", "token"))
    return {}


def killed(world, given):
    """Something of Leida's is being killed, as the journal is to know: `name`."""
    world.journal.add("killed", name=given["name"])
    return {}


def quota(world, given):
    """api, span (day, hour, minute, ever), limit."""
    owner = _owner(world, given)
    by_corp = owner.is_qy and given["api"] not in ("qy_ticket", "qy_agent_ticket") and not given["api"].startswith("member:")
    world.quotas.set(owner.corpid if by_corp else owner.name, given["api"], given.get("span", "day"), given["limit"])
    return {}


MEDIA = {"image": "image/jpeg", "voice": "audio/amr", "video": "video/mp4"}


def _media(world, given, kind):
    data = base64.b64decode(given["data"]) if "data" in given else b"sim " + kind.encode()
    name = world.add_media(data, given.get("media_type", MEDIA[kind]))
    fields = {"MediaId": name}
    if kind == "image":
        fields["PicUrl"] = "http://mmbiz.qpic.cn/sim/0"
    elif kind == "voice":
        fields["Format"] = "amr"
    return fields


def _said(world, given):
    kind = given.get("kind", "text")
    if kind == "text":
        texts = given.get("texts") or [given["text"]]
        return [("say", {"kind": "text", "Content": text, "MsgId": world.number()}) for text in texts]
    return [("say", {"kind": kind, **(_media(world, given, kind) if kind in MEDIA else {}), "MsgId": world.number()})]


def say(world, given):
    """Somebody writes `text`, or `texts` one after the other (reordered: they overtake each other), or sends something of a kind
    (image, voice, video: `data` in base64). fault, copies (so many at once) and wait (false: behind the answer) say how."""
    person = _person(world, given)
    account = world.accounts[person.appid]
    person.windows.opened("message", world.now())
    return {"statuses": world.sender.tell_all(account, person.openid, _said(world, given), reordered=given.get("reordered", False),
                                              **_how(given))}


def subscribe(world, given):
    """Somebody follows the account, with `scene` or `url` by scanning its code."""
    person = _person(world, given)
    scene = _scene(world, given)
    was, person.follows = person.follows, True
    person.windows.opened("subscribe" if not was else "scan", world.now())
    account = world.accounts[person.appid]
    fields = {"Event": "SCAN" if was and scene else "subscribe", "EventKey": scene or ""}
    if scene:
        fields |= {"EventKey": scene if was else f"qrscene_{scene}", "Ticket": "gQSimTicket"}
    return {"statuses": world.sender.tell(account, person.openid, "scan" if scene else "subscribe", fields, **_how(given))}


def _scene(world, given):
    """What a code stands for: the address that is drawn in it, or the scene itself."""
    if "url" not in given:
        return given.get("scene")
    for account in world.accounts.values():
        if given["url"] in account.scenes:
            scene, until = account.scenes[given["url"]]
            if until is not None and until < world.now():
                raise ValueError("this code has expired")
            return scene
    raise ValueError("this code is of no account")


def scan(world, given):
    """Somebody scans a code: who does not follow yet does by that."""
    return subscribe(world, given)


def unsubscribe(world, given):
    person = _person(world, given)
    person.follows = False
    person.windows.closed()
    fields = {"Event": "unsubscribe", "EventKey": ""}
    return {"statuses": world.sender.tell(world.accounts[person.appid], person.openid, "unsubscribe", fields, **_how(given))}


def silence(world, given):
    """Somebody has done nothing for so long that the account may not write to them: all their windows are closed."""
    _person(world, given).windows.closed()
    return {}


def menu(world, given):
    """Somebody chooses from the account's menu an entry of that kind: CLICK, or what does not open a window, such as VIEW."""
    person = _person(world, given)
    kind = given.get("kind", "CLICK")
    if kind in ("CLICK", "scancode_push", "scancode_waitmsg"):
        person.windows.opened("menu", world.now())
    fields = {"Event": kind, "EventKey": given.get("key", "menu")}
    return {"statuses": world.sender.tell(world.accounts[person.appid], person.openid, "menu", fields, **_how(given))}


def event(world, given):
    """Any document to any account or corp: `from`, `kind`, `fields`."""
    owner = _owner(world, given)
    fields = {"kind": given.get("kind", "event"), **given.get("fields", {})}
    return {"statuses": world.sender.tell(owner, given["from"], "event", fields, **_how(given))}


def replay(world, given):
    """The callback with that number in the journal (the last one if not given) once more, byte for byte."""
    number = given.get("n")
    if number is None:
        number = [entry["n"] for entry in world.journal.since() if entry["kind"] == "callback" and entry["sent"]][-1]
    return {"status": world.sender.replay(number)}


def verify(world, given):
    return world.sender.verify(_owner(world, given), fault=given.get("fault"))


def quiet(world, _given):
    """Waits until all that was told behind answers is told."""
    world.sender.quiet()
    return {}


SETTERS = {action.__name__: action for action in (
    people, members, visitor, callbacks, silence, fault, no_faults, clock, expire, quota, killed)}
TELLERS = {action.__name__: action for action in (
    say, scan, subscribe, unsubscribe, menu, event, replay, verify, quiet)}


def act(world, name, given):
    """Does what is named. Whoever is told of something calls back meanwhile, which needs the lock."""
    if name in SETTERS:
        with world.lock:
            return SETTERS[name](world, given)
    return TELLERS[name](world, given)


def state(world):
    """What the page shows."""
    persons = [{"openid": who.openid, "name": who.name, "follows": who.follows, "phone": who.phone[-20:],
                "windows": {by: [until - world.now(), left] for by, (until, left) in who.windows.open.items()}}
               for who in world.people.values()]
    return {"now": world.now(), "offset": world.offset, "visitor": world.visitor, "people": persons,
            "accounts": {name: owner.callbacks for name, owner in {**world.accounts, **world.corps}.items()}}
