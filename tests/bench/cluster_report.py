# SPDX-License-Identifier: Apache-2.0
"""The tables of `./leida bench --cluster`, in Markdown."""

import statistics

import report

MOST = 1.05  # of what one Redis costs


def _marked(ratio):
    return f"{ratio:.2f}{'' if round(ratio, 2) <= MOST else ' **above**'}"


def _median(rounds, name):
    return statistics.median(each["cpu"][name] for each in rounds)


def _ratio(rounds, against, name):
    """The median of the rounds' ratios: those of one round were measured one after the other."""
    return statistics.median(each["cpu"][name] / other["cpu"][name] for each, other in zip(rounds, against))


def costs(times, counts, services, masters):
    """Processor time and instructions of gateway and service before a cluster, and of what they are before one Redis."""
    rows = []
    for name, service in services.items():
        one, many = times.get(("one", name)), times.get((f"masters-{masters}", name))
        if not one:
            continue
        for process in ("gateway", service):
            count, cost = counts["one", name][process], counts[f"masters-{masters}", name][process]
            rows.append([name, process, f"{_median(one, process):.1f}", f"{_median(many, process):.1f}",
                         _marked(_ratio(many, one, process)), f"{count:,}", f"{cost:,}", _marked(cost / count)])
    head = ["route", "process", "CPU us, one Redis", f"{masters} masters", f"times (≤ {MOST})", "instructions, one Redis",
            f"{masters} masters", f"times (≤ {MOST})"]
    return report.lines(head, ["---", "---", *["---:"] * 6], rows)


def shares(times, names, masters):
    """What each node has to do, as there are more: the busiest, and all together, of what one master has to do."""
    rows = []
    for name in names:
        alone = times.get(("masters-1", name))
        if not alone:
            continue
        base = _median(alone, "redis-1")
        for count in masters:
            rounds = times[f"masters-{count}", name]
            nodes = [_median(rounds, f"redis-{number}") for number in range(1, count + 1)]
            rows.append([name, str(count), f"{statistics.median(each['rps'] for each in rounds):,.0f}",
                         ", ".join(f"{spent:.1f}" for spent in nodes), f"{max(nodes) / base:.2f} (1/{count} = {1 / count:.2f})",
                         f"{sum(nodes) / base:.2f}", f"{1e6 / max(nodes):,.0f}"])
    head = ["route", "masters", "req/s, all on this machine", "Redis CPU us per request, by node", "busiest, of one master's",
            "all, of one master's", "req/s when the busiest fills a core"]
    return report.lines(head, ["---", "---:", "---:", "---", "---:", "---:", "---:"], rows)
