# SPDX-License-Identifier: Apache-2.0
"""The tables of `./leida bench --cluster`, in Markdown."""

import statistics

import report

MOST = 1.05  # of what one Redis costs


def _marked(ratio):
    return f"{ratio:.2f}{'' if round(ratio, 2) <= MOST else ' **above**'}"


def _median(rounds, name):
    return statistics.median(each["cpu"][name] for each in rounds)


def _ratios(rounds, against, name):
    """Of each round: what it has measured one after the other."""
    return [each["cpu"][name] / other["cpu"][name] for each, other in zip(rounds, against)]


def _against_one(rounds, against, name):
    """The median of the rounds' ratios, and the range of them: what the machine does besides is in it."""
    ratios = _ratios(rounds, against, name)
    return f"{_marked(statistics.median(ratios))} ({min(ratios):.2f}–{max(ratios):.2f})"


def _calls(calls, sides, load, process):
    """System calls per request on each side, and how many of them send."""
    found = [calls[side, load] for side in sides]
    if None in found:
        return "–"
    return ", ".join(f"{each[process]['all']:.1f} ({each[process]['sends']:.2f})" for each in found)


def costs(times, calls, services, masters):
    """Processor time of gateway and service before clusters, and of what they are before one Redis."""
    rows, sides = [], ["one", *(f"masters-{count}" for count in masters)]
    for load, service in services.items():
        one = times["one", load]
        for process in ("gateway", service):
            ratios = [_against_one(times[side, load], one, process) for side in sides[1:]]
            rows.append([load, process, f"{_median(one, process):.1f}", *ratios, _calls(calls, sides, load, process)])
    head = ["load", "process", "CPU us, one Redis", *(f"times, {_masters(count)} (≤ {MOST})" for count in masters),
            "system calls (sends) of each"]
    return report.lines(head, ["---", "---", *["---:"] * (1 + len(masters)), "---"], rows)


def instructions(counts, masters):
    """The same of instructions outside the kernel, one request at a time."""
    rows = []
    for (side, route), count in counts.items():
        if side == "one":
            many = counts[f"masters-{masters}", route]
            rows += [[route, process, f"{count[process]:,}", f"{many[process]:,}", _marked(many[process] / count[process])]
                     for process in count]
    head = ["route", "process", "instructions, one Redis", _masters(masters), f"times (≤ {MOST})"]
    return report.lines(head, ["---", "---", *["---:"] * 3], rows)


def _masters(count):
    return f"{count} master{'s' if count > 1 else ''}"


def _figure(rounds, name, scale=1):
    return statistics.median(each[name] for each in rounds) / scale


def shares(times, services, masters):
    """Throughput, times, and what each node has to do as there are more: the busiest, and all together, of one master's."""
    rows = []
    for load in services:
        base = _median(times[f"masters-{masters[0]}", load], "redis-1")
        for side, count in (("one", 1), *((f"masters-{count}", count) for count in masters)):
            rounds = times[side, load]
            nodes = [_median(rounds, f"redis-{number}") for number in range(1, count + 1)]
            rows.append([load, "one Redis" if side == "one" else _masters(count), f"{_figure(rounds, 'rps'):,.0f}",
                         f"{_figure(rounds, 'p50', 1000):.2f}", f"{_figure(rounds, 'p99', 1000):.2f}",
                         ", ".join(f"{spent:.1f}" for spent in nodes), f"{max(nodes) / base:.2f}", f"{sum(nodes) / base:.2f}",
                         f"{1e6 / max(nodes):,.0f}"])
    head = ["load", "before", "req/s, all on this machine", "p50 ms", "p99 ms", "Redis CPU us per request, by node",
            "busiest, of one master's", "all, of one master's", "req/s when the busiest fills a core"]
    return report.lines(head, ["---", "---", *["---:"] * 3, "---", *["---:"] * 3], rows)
