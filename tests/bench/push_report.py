# SPDX-License-Identifier: Apache-2.0
"""The table of `./leida bench --push`, in Markdown: what was asked beside what was measured."""

import report

# Of ejabberd, as they were taken where Leida was measured first; it does not run here.
EJABBERD = {200: {"p50": 1500, "p99": 2800}, 1200: {"p50": 2900, "p99": 5200}}
EJABBERD_RESIDENT = (23_000, 50_000)
GONE = "not measured"


def _at_most(value, limit, form):
    """What was asked and measured, marked where it is missed."""
    return [f"≤ {form(limit)}", f"{form(value)}{'' if value <= limit else ' **missed**'}"]


def _at_least(value, limit, form):
    return [f"≥ {form(limit)}", f"{form(value)}{'' if value >= limit else ' **missed**'}"]


def _bytes(value):
    return f"{value:,.0f} B"


def _times(value):
    return f"{value:.2f}"


def _us(value):
    return f"{value:.1f} us"


def _ms(us):
    return f"{us / 1000:.2f} ms"


def _part(value):
    return f"1/{1 / value:.0f}" if value > 0 else "0"


def _core(value):
    return f"{100 * value:.1f} %"


class Table:
    """Rows from the medians; what is compared with nchan is left open where it was not there."""

    def __init__(self, medians):
        self.medians = medians
        self.rows = []

    def of(self, *key):
        return self.medians.get(" / ".join(map(str, key)))

    def row(self, what, judged, beside=""):
        self.rows.append([what, *judged, beside])

    def against_nchan(self, what, keys, limit, forms):
        """A ratio of the same figure of both sides; `forms`: of the ratio, and of the figures."""
        ratio_form, form = forms
        ours, theirs = (self.of(*(name if part == "SIDE" else part for part in keys)) for name in ("leida", "nchan"))
        if theirs is None:
            self.row(what, [f"≤ {ratio_form(limit)}", GONE], "")
        else:
            self.row(what, _at_most(ours / theirs, limit, ratio_form), f"{form(ours)} to {form(theirs)}")


def _memory(table, sizes):
    for size, count in sizes.items():
        resident, kernel = table.of("resident", "leida", size), table.of("kernel", "leida", size)
        table.row(f"resident for an idle socket, of {count:,}", _at_most(resident, 512, _bytes), f"kernel {_bytes(kernel)}")
        table.against_nchan("– of nchan's", ("resident", "SIDE", size), 1 / 15, (_part, _bytes))
        for theirs in EJABBERD_RESIDENT:
            table.row(f"– of ejabberd's {theirs / 1000:.0f} KB", _at_most(resident / theirs, 1 / 100, _part))


def _deliveries(table, sizes, half):
    for size, count in sizes.items():
        for in_flight in (1, 64):
            for name in ("p50", "p99"):
                told, answered = (table.of(what, name, "leida", size, in_flight) for what in ("delivery", "answer"))
                table.row(f"`send_msg` to `message`, {name}, {in_flight} in flight, {count:,} sockets: of its answer",
                          _at_most(told / answered, 1.2, _times), f"{_ms(told)} to {_ms(answered)}"
                          + _of_nchan(table, name, size, in_flight))
    for in_flight in (1, 64):
        for name in ("p50", "p99"):
            told, waited = (table.of("delivery", name, kind, "half", in_flight) for kind in ("leida", "waiting"))
            table.row(f"`send_msg` to `message`, {name}, {in_flight} in flight, {half:,} waiting: of long poll's",
                      _at_most(told / waited, 0.6, _times), f"{_ms(told)} to {_ms(waited)}")


def _of_nchan(table, name, size, in_flight):
    """nchan stores nothing: how far it is ahead is no mark."""
    told = table.of("delivery", name, "nchan", size, in_flight)
    return "" if told is None else f"; nchan, from memory, {_ms(told)}"


def _handshakes(table, sizes):
    for size, count in sizes.items():
        for which, who in (("first", "new clients"), ("again", "clients that come back")):
            table.against_nchan(f"processor time of a handshake, {count:,} {who}: of nchan's",
                                ("handshake", which, "SIDE", size), 1, (_times, _us))
            theirs = table.of("connects", which, "nchan", size)
            table.row("– a second", _at_least(table.of("connects", which, "leida", size), 8000, "{:,.0f}".format),
                      f"nchan {theirs:,.0f}" if theirs else "")


def _idle(table, many):
    nchan = table.of("idle", "nchan")
    table.row(f"{many:,} idle with beats: of a core", _at_most(table.of("idle", "leida"), 0.03, _core),
              f"nchan {_core(nchan)}" if nchan is not None else "")
    for name in ("p50", "p99"):
        beside, alone = (table.of("history", name, place) for place in ("beside", "alone"))
        judged = _at_most(beside / alone, 1.1, _times) if name == "p99" else ["", _times(beside / alone)]
        table.row(f"– history pages beside them, {name}: of that alone", judged, f"{_ms(beside)} to {_ms(alone)}")


def _ejabberd(table, few):
    for rate, marks in EJABBERD.items():
        what = f"{rate} sends a second" if rate == 200 else "200 beside 1,000 sends a second"
        for name, mark in marks.items():
            table.row(f"durable send to `message`, {what}, {few:,} sockets, {name}",
                      _at_most(table.of("at rate", name, rate), mark, _ms), "ejabberd's, on such a machine")


def table(medians, few, many):
    sizes = {"few": few, "many": many} if few < many else {"many": many}
    rows = Table(medians)
    _memory(rows, sizes)
    _deliveries(rows, sizes, many // 2)
    _handshakes(rows, sizes)
    _idle(rows, many)
    _ejabberd(rows, few)
    rows.row("a send without listeners: instructions", ["≤ 1.02", "`./leida bench --guard`"])
    return report.lines(["", "asked", "measured", "beside"], ["---", "---:", "---:", "---"], rows.rows)
