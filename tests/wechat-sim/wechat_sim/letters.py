# SPDX-License-Identifier: Apache-2.0
"""What is sent to a callback address: documents, and how they are signed and sealed, rightly or as a test wants it."""

import os
import time
import urllib.parse

from . import crypto


def _cdata(text):
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def document(to, sender, created, kind, **fields):
    """The XML of a message or an event: numbers stand bare, texts as CDATA."""
    members = {"ToUserName": to, "FromUserName": sender, "CreateTime": created, "MsgType": kind, **fields}
    inside = "".join(f"<{name}>{value if isinstance(value, int) else _cdata(value)}</{name}>" for name, value in members.items())
    return f"<xml>{inside}</xml>".encode()


SEALED = {  # what stands inside the seal in place of the document: rightly signed and sealed, and to be refused with this status
    "doctype": ('<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>', 400),
    "xxe": ('<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><MsgType>&a;</MsgType></xml>', 400),
    "entity_bomb": ("<!DOCTYPE xml [<!ENTITY a0 \"ha\">" + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]><xml><MsgType>&a9;</MsgType></xml>", 400),
    "two_roots": ("<xml><MsgType>text</MsgType></xml><xml></xml>", 400),
    "nul": ("<xml><MsgType>text\0</MsgType></xml>", 400),
    "no_xml": ("not XML at all", 400),
    "deep": ("<xml>" + "<a>" * 9 + "</a>" * 9 + "</xml>", 400),
}
OUTER = {  # a body that is no such letter, in place of it
    "outer_doctype": ('<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>', 400),
    "no_letter": ("hello", 400),
    "empty": ("", 400),
    "huge": ("<xml><Encrypt>" + "A" * (1 << 20) + "</Encrypt></xml>", 413),
}
FORGED = {  # signed or sealed wrongly; the status that a receiver shall answer
    "stale": 403, "early": 403, "bad_signature": 403, "upper_signature": 403, "no_signature": 403, "bad_receiver": 403,
    "longer_receiver": 403, "bad_padding": 403, "zero_padding": 403, "long_padding": 403, "bad_length": 403, "negative_length": 403,
    "odd_size": 403, "not_base64": 403, "foreign_key": 403,
}
REFUSED = {**FORGED, **{name: status for name, (_, status) in {**SEALED, **OUTER}.items()}}


def _sealed(owner, inner, fault):
    """The text of <Encrypt>."""
    receiver = {"bad_receiver": "wx00somebody00else", "longer_receiver": owner.receiver + "x"}.get(fault, owner.receiver)
    length = {"bad_length": len(inner) + 1000, "negative_length": -1}.get(fault)
    plain = crypto.envelope(os.urandom(16), inner, receiver, length)
    padding = crypto.padding_of(len(plain))
    if fault == "bad_padding":  # the last byte is right, one before it is not
        plain += bytes(16 - len(plain) % 16) if len(padding) < 2 else b""
        padding = crypto.padding_of(len(plain))
        padding = bytes([padding[0] ^ 1]) + padding[1:]
    elif fault in ("zero_padding", "long_padding"):
        padding = padding[:-1] + (b"\0" if fault == "zero_padding" else b"\x21")
    key = owner.aes_key if fault != "foreign_key" else "F" * 42 + "E"
    text = crypto.seal_raw(key, plain + padding)
    if fault == "odd_size":
        return text[:-8]
    return "!" + text[1:] if fault == "not_base64" else text


def _query(owner, person, encrypt, fault):
    timestamp = str(int(time.time()) + {"stale": -601, "early": 601}.get(fault, 0))
    nonce = str(int.from_bytes(os.urandom(4), "big"))
    query = {"signature": crypto.signature(owner.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    if owner.is_qy:
        del query["signature"]
    else:
        query["openid"] = person
    if encrypt is not None:
        query |= {} if owner.is_qy else {"encrypt_type": "aes"}
        query["msg_signature"] = crypto.signature(owner.token, timestamp, nonce, encrypt)
    name = "msg_signature" if encrypt is not None else "signature"
    if fault == "bad_signature":
        query[name] = ("0" if query[name][0] != "0" else "1") + query[name][1:]
    elif fault == "upper_signature":
        query[name] = query[name][:-1] + "F" if query[name].isdigit() else query[name].upper()
    elif fault == "no_signature":
        del query[name]
    return urllib.parse.urlencode(query)


def letter(owner, person, inner, fault=None):
    """Query and body of one try to tell `inner`, sealed anew as WeChat does for each."""
    if fault and fault not in REFUSED:
        raise ValueError(f"there is no fault {fault!r} of callbacks")
    if fault in SEALED:
        inner = SEALED[fault][0].encode()
    if owner.mode == "plain" and fault not in OUTER:
        return _query(owner, person, None, fault), inner
    encrypt = _sealed(owner, inner, fault)
    to = f"<ToUserName>{_cdata(owner.account)}</ToUserName>"
    agent = f"<AgentID>{_cdata(owner.agentid)}</AgentID>" if owner.is_qy else ""
    plain = inner.decode(errors="replace").removeprefix("<xml>").removesuffix("</xml>") if owner.mode == "compatible" else to
    body = f"<xml>{plain}<Encrypt>{_cdata(encrypt)}</Encrypt>{agent}</xml>".encode()
    return _query(owner, person, encrypt, fault), OUTER[fault][0].encode() if fault in OUTER else body


def echo(owner, text, fault=None):
    """The query of the GET by which an address is verified, and what it must be answered."""
    if not owner.is_qy:
        return f"{_query(owner, '', None, fault)}&echostr={urllib.parse.quote(text)}"
    sealed = _sealed(owner, text.encode(), fault)
    return f"{_query(owner, '', sealed, fault)}&echostr={urllib.parse.quote(sealed)}"
