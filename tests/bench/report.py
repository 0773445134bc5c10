# SPDX-License-Identifier: Apache-2.0
"""The table of a comparison, in Markdown."""

import routes

HEAD = ["route", "req/s", "p50 ms", "p99 ms", "CPU us per request", "of nginx", "of libmicrohttpd", "times Node"]


def _cpu(figures):
    """Processes that had no part in a route are left out."""
    return ", ".join(f"{name} {spent:.1f}" for name, spent in figures["cpu"].items() if spent >= 0.3)


def _row(name, figures, *ratios):
    speed = [f"{figures['rps']:,.0f}", f"{figures['p50'] / 1000:.2f}", f"{figures['p99'] / 1000:.2f}"]
    return [name, *speed, _cpu(figures), *ratios]


def _against(value, target, form):
    """A ratio with what was aimed at; marked where it falls short."""
    return f"{form(value)} ({form(target)}){'' if value >= target else ' **short**'}"


def _percent(value):
    return f"{100 * value:.0f} %"


def lines(head, columns, rows):
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, columns, *rows])


def table(medians):
    nginx, bare = medians["nginx: constant"], medians["libmicrohttpd: constant"]
    rows = [_row("nginx, constant", nginx, "", "", ""), _row("libmicrohttpd, constant", bare, "", "", "")]
    for name, policy, _, share, times in routes.ROUTES:
        full = f"{name} ({policy})"
        leida, node = medians.get(f"leida: {full}"), medians.get(f"node: {full}")
        if not leida:
            continue
        to_node = _against(leida["rps"] / node["rps"], times, "{:.1f}".format) if node else ""
        of_nginx = _against(leida["rps"] / nginx["rps"], share, _percent)
        rows.append(_row(full, leida, of_nginx, _percent(leida["rps"] / bare["rps"]), to_node))
        if node:
            rows.append(_row("– in Node", node, _percent(node["rps"] / nginx["rps"]), "", ""))
    return lines(HEAD, ["---", *["---:"] * 3, "---", *["---:"] * 3], rows)
