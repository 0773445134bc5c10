# SPDX-License-Identifier: Apache-2.0
"""What a value in a template may be, by the kind that its field's name begins with (thing1, time2)."""

import re

from .calls import Refused

KINDS = {
    "thing": r"(?s).{1,20}",
    "character_string": r"[!-~]{1,32}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
    "number": r"[0-9]{1,32}(\.[0-9]+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "const": r"(?s).{1,20}",
    "name": r"[\u4e00-\u9fff]{1,10}|[A-Za-z .·]{1,20}",
    "phone_number": r"[0-9+\- ]{1,17}",
    "amount": r"[¥$€]?[0-9]{1,10}(\.[0-9]+)?元?",
    "date": r"\d{4}年\d{1,2}月\d{1,2}日( \d{1,2}:\d{2}(:\d{2})?)?|\d{4}-\d{1,2}-\d{1,2}( \d{1,2}:\d{2}(:\d{2})?)?",
    "time": r"(\d{4}年\d{1,2}月\d{1,2}日 |\d{4}-\d{1,2}-\d{1,2} )?\d{1,2}:\d{2}(:\d{2})?",
}


def check(wanted, data):
    """Refuses (47003) what has other fields than the template, or a value that its kind does not take. Returns name -> value."""
    if not isinstance(data, dict) or set(data) != set(wanted):
        raise Refused(47003, f"argument invalid! data. the fields are {', '.join(wanted)}")
    values = {}
    for name in wanted:
        member = data[name]
        value = member.get("value") if isinstance(member, dict) else None
        kind = name.rstrip("0123456789")
        if not isinstance(value, str) or not re.fullmatch(KINDS.get(kind, KINDS["thing"]), value):
            raise Refused(47003, f"argument invalid! data.{name}.value invalid")
        values[name] = value
    return values
