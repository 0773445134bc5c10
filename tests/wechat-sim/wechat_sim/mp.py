# SPDX-License-Identifier: Apache-2.0
"""api.weixin.qq.com (root /mp): tokens, logins, tickets, QR codes and media of official accounts."""

import secrets

from .calls import File, Refused, endpoint

CODE_SECONDS = 300
TEMPORARY_MOST = 2_592_000


def _account(call, appid, secret):
    account = call.world.accounts.get(appid)
    if not account:
        raise Refused(40013, "invalid appid")
    call.belongs_to(account)
    if not isinstance(secret, str) or not secrets.compare_digest(secret.encode(), account.secret.encode()):
        raise Refused(40125, "invalid appsecret")
    return account


@endpoint("/mp", "POST", "/cgi-bin/stable_token", "stable_token", needs_token=False)
def stable_token(call):
    given = call.json()
    if given.get("grant_type") != "client_credential":
        raise Refused(40002, "invalid grant_type")
    forced = given.get("force_refresh", False)
    if not isinstance(forced, bool):
        raise Refused(47001, "data format error: force_refresh")
    account = _account(call, given.get("appid"), given.get("secret"))
    over = call.world.quotas.of_account(account, call.api)
    if over:
        call.note(over=True)
        raise Refused(over, "reach max api quota limit")
    if forced and not call.world.tokens.may_force(account.name):
        raise Refused(45009, "reach max forced refresh limit")
    token, left = call.world.tokens.give(account.name, forced=forced)
    call.note(token=token.gen, forced=forced)
    return {"access_token": token.text, "expires_in": left}


@endpoint("/mp", "GET", "/sns/oauth2/access_token", "oauth", needs_token=False)
def oauth(call):
    account = _account(call, call.param("appid"), call.param("secret", 41004))
    if call.query.get("grant_type") != "authorization_code":
        raise Refused(40002, "invalid grant_type")
    code = call.world.codes.get(call.param("code", 41008))
    if not code or code.owner is not account or code.made + CODE_SECONDS < call.world.now():
        raise Refused(40029, "invalid code")
    if code.used:
        raise Refused(40163, "code been used")
    code.used = True
    person = call.world.people[code.person]
    call.note(person=person.openid, scope=code.scope)
    token = f"SimWeb_{secrets.token_urlsafe(60)}"
    answer = {"access_token": token, "expires_in": 7200, "refresh_token": f"SimRefresh_{secrets.token_urlsafe(60)}",
              "openid": person.openid, "scope": code.scope}
    if person.is_snapshot:  # a false identity, another one each time
        answer |= {"openid": f"oSnap_{secrets.token_hex(11)}", "is_snapshotuser": 1}
    elif person.unionid:
        answer["unionid"] = person.unionid
    call.world.tokens.kept[token, "web"] = (person, code.scope, call.world.now() + 7200)
    return answer


@endpoint("/mp", "GET", "/sns/userinfo", "userinfo", needs_token=False)
def userinfo(call):
    kept = call.world.tokens.kept.get((call.query.get("access_token", ""), "web"))
    if not kept or kept[2] < call.world.now():
        raise Refused(40001, "invalid credential")
    person, scope, _ = kept
    call.belongs_to(call.world.accounts[person.appid])
    call.note(person=person.openid)
    if scope != "snsapi_userinfo":
        raise Refused(48001, "api unauthorized")
    if call.query.get("openid") != person.openid:
        raise Refused(40003, "invalid openid")
    answer = {"openid": person.openid, "nickname": person.name, "sex": 0, "language": "", "city": "", "province": "",
              "country": "", "headimgurl": person.picture, "privilege": []}
    return answer | ({"unionid": person.unionid} if person.unionid else {})


@endpoint("/mp", "GET", "/cgi-bin/ticket/getticket", "ticket")
def ticket(call):
    if call.query.get("type") != "jsapi":
        raise Refused(40097, "invalid args: type")
    token, left = call.world.tokens.give(call.owner.name, "ticket")
    return {"errcode": 0, "errmsg": "ok", "ticket": token.text, "expires_in": left}


def _scene(info):
    scene = info.get("scene") if isinstance(info, dict) else None
    text = scene.get("scene_str") if isinstance(scene, dict) else None
    if not isinstance(text, str) or not 1 <= len(text.encode()) <= 64:
        raise Refused(40053, "invalid action info")
    return text


@endpoint("/mp", "POST", "/cgi-bin/qrcode/create", "qrcode")
def qrcode(call):
    given = call.json()
    kind = given.get("action_name")
    scene = _scene(given.get("action_info"))
    seconds = given.get("expire_seconds", 60)
    answer = {}
    if kind == "QR_LIMIT_STR_SCENE":
        if call.world.quotas.permanent_code(call.owner):
            raise Refused(45029, "qrcode count out of limit")
        seconds = None
    elif kind != "QR_STR_SCENE":
        raise Refused(40052, "invalid action name")
    elif not isinstance(seconds, int) or not 1 <= seconds <= TEMPORARY_MOST:
        raise Refused(40051, "invalid expire_seconds")
    else:
        answer["expire_seconds"] = seconds
    name = secrets.token_urlsafe(16)
    url = f"http://weixin.qq.com/q/{name}"
    call.owner.scenes[url] = (scene, None if seconds is None else call.world.now() + seconds)
    call.note(scene=scene, expire_seconds=seconds)
    return {"ticket": f"gQ{name}==", **answer, "url": url}


@endpoint("/mp", "GET", "/cgi-bin/media/get", "media")
def media(call):
    kept = call.world.media.get(call.param("media_id"))
    if not kept:
        raise Refused(40007, "invalid media_id")
    media_type, data = kept
    if media_type.startswith("video/"):  # of a video it tells where it is
        return {"video_url": f"{call.world.base}/mp/video/{call.query['media_id']}"}
    return File(media_type, data)


@endpoint("/mp", "GET", "/cgi-bin/user/info", "user_info")
def user_info(call):
    """Which has neither name nor picture since 2021."""
    person = call.world.people.get(call.param("openid"))
    if not person or person.appid != call.owner.appid:
        raise Refused(40003, "invalid openid")
    if not person.follows:
        return {"subscribe": 0, "openid": person.openid}
    return {"subscribe": 1, "openid": person.openid, "nickname": "", "headimgurl": "", "language": "zh_CN"}
