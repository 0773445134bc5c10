# SPDX-License-Identifier: Apache-2.0
"""Times in the zone of the stack (Asia/Shanghai: UTC+8 all year) as the import format and the API write them."""

import datetime
import re
import time

ZONE = datetime.timezone(datetime.timedelta(hours=8))
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?")


def now():
    """Local time. A test that counts days must not run across midnight: shortly before it this waits for it."""
    moment = datetime.datetime.now(ZONE)
    while (moment.hour, moment.minute) == (23, 59):
        time.sleep(1)
        moment = datetime.datetime.now(ZONE)
    return moment


def written(moment):
    """2018-09-21T15:18:01.548, milliseconds left out when zero."""
    millisecond = moment.microsecond // 1000
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{millisecond:03}" if millisecond else "")


def days_ago(count):
    """Noon of that day, or now when that is earlier (never in the future), as import takes it."""
    moment = now()
    noon = (moment - datetime.timedelta(days=count)).replace(hour=12, minute=0, second=0, microsecond=0)
    return written(min(noon, moment))


def date_ago(count):
    return (now() - datetime.timedelta(days=count)).strftime("%Y-%m-%d")


def read(text):
    """The moment that such a text names."""
    assert TIME.fullmatch(text), text
    form = "%Y-%m-%dT%H:%M:%S.%f" if "." in text else "%Y-%m-%dT%H:%M:%S"
    return datetime.datetime.strptime(text, form).replace(tzinfo=ZONE)


def is_recent(text):
    return abs((datetime.datetime.now(ZONE) - read(text)).total_seconds()) < 120
