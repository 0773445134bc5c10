# SPDX-License-Identifier: Apache-2.0
"""The conversations of a staff user: what was said last in each, when, and how much of it is not read."""

import json

from harness import days

from .chat import BY_STAFF
from .customers import ORIGINS
from .world import STAFF


def _when(time):
    """Today the time of day, then 昨天, the day of this year, or the date."""
    today = days.now().date()
    day = days.read(time).date()
    ago = (today - day).days
    if ago <= 1:
        return time[11:16] if ago == 0 else "昨天"
    return time[5:10] if day.year == today.year else time[:10]


def _preview(content):
    kind = content["info_type"]
    if kind == 2:
        return f"向您咨询:{content['product_name']}"
    return {4: "[图片]", 5: "[视频]"}.get(kind) or content["msg"]


def _row(model, staff, customer):
    newest = model.chat.entries(staff, customer)[-1]
    origin = 1 + customer % 2
    return {"customer_id": customer, "customer_source": origin, "customer_source_text": ORIGINS[origin],
            "src": f"customer/{customer}.jpg", "name": model.customers.name(staff, customer), "id": newest.place,
            "send_type": newest.writer, "is_subscribe": 1, "is_subscribe_text": "", "dateTime": _when(newest.time),
            "msg": _preview(json.loads(newest.what)), "unread_msg_num": model.chat.unread(staff, customer, BY_STAFF)}


def differences(model, reader):
    for staff in STAFF:
        entries = {customer: model.chat.entries(staff, customer) for customer in model.world.customers_of(staff)}
        latest = {customer: max(entry.time for entry in said) for customer, said in entries.items() if said}
        found = reader.all(staff, "/contact")
        expected = {customer: _row(model, staff, customer) for customer in latest}
        yield from reader.expect({row["customer_id"]: row for row in found}, expected, "contact", staff)
        times = [latest[row["customer_id"]] for row in found]
        yield from reader.expect(times, sorted(latest.values(), reverse=True), "order of contact", staff)
        yield from reader.expect(reader.get(staff, "/contact", length=1)["data_count"], len(latest), "conversations", staff)
