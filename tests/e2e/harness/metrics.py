# SPDX-License-Identifier: Apache-2.0
"""Reads Prometheus' text format (0.0.4) more strictly than Prometheus does: what is doubtful is an error."""

import re
import urllib.request

from .waiting import PATIENCE

_NAME = r"[a-z][a-z0-9_]*"
_SAMPLE = re.compile(rf"({_NAME})(?:\{{(.*)\}})? (\S+)")
_LABEL = re.compile(rf'({_NAME})="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
_SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("_sum", "_count"), "counter": ("",), "gauge": ("",)}


def _labels(text):
    found, at = {}, 0
    while at < len(text or ""):
        match = _LABEL.match(text, at)
        assert match, f"labels {text!r}"
        assert match[1] not in found, f"label {match[1]} twice in {text!r}"
        found[match[1]] = match[2]
        at = match.end()
    assert not (text or "").endswith(","), text
    return found


class Family:
    """One metric: its type and its samples, each {(suffix, labels as a sorted tuple): value}."""

    def __init__(self, name, kind):
        self.name, self.kind, self.samples = name, kind, {}
        assert (kind == "counter") == name.endswith("_total"), f"{name} is a {kind}"

    def add(self, name, labels, value):
        suffix = name[len(self.name):]
        assert name.startswith(self.name) and suffix in _SUFFIXES[self.kind], f"{name} below {self.name}"
        key = (suffix, tuple(sorted(labels.items())))
        assert key not in self.samples, f"{name}{labels} twice"
        assert value >= 0, f"{name}{labels} {value}"
        self.samples[key] = value

    @property
    def label_names(self):
        return {name for _, labels in self.samples for name, _ in labels} - {"le"}

    def check(self):
        """Histograms: the buckets rise up to the count, and no part is missing."""
        if self.kind != "histogram":
            return
        series = {tuple(pair for pair in labels if pair[0] != "le") for _, labels in self.samples}
        for labels in series:
            buckets = [(float(dict(key)["le"]), value) for (suffix, key), value in self.samples.items()
                       if suffix == "_bucket" and tuple(pair for pair in key if pair[0] != "le") == labels]
            assert buckets == sorted(buckets) and buckets[-1][0] == float("inf"), (self.name, labels)
            assert [value for _, value in buckets] == sorted(value for _, value in buckets), (self.name, labels)
            assert buckets[-1][1] == self.samples["_count", labels], (self.name, labels)
            assert ("_sum", labels) in self.samples, (self.name, labels)


def parse(text):
    """{name: Family}. Each begins with HELP and TYPE, in one piece."""
    assert text.endswith("\n")
    families, current, helped = {}, None, None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            helped, _, sentence = line[7:].partition(" ")
            assert helped not in families and sentence.endswith("."), line
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            assert name == helped, line
            current = families[name] = Family(name, kind)
        else:
            match = _SAMPLE.fullmatch(line)
            assert match, line
            current.add(match[1], _labels(match[2]), float(match[3]))
    for family in families.values():
        family.check()
    return families


def scrape_text(process):
    with urllib.request.urlopen(process.state["admin_url"] + "/metrics", timeout=10 * PATIENCE) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return answer.read().decode()


def scrape(process):
    return parse(scrape_text(process))


def total(families, name, **labels):
    """The sum of the samples of NAME (a histogram's with its suffix) that have these labels."""
    for family in families.values():
        if name in (family.name + suffix for suffix in _SUFFIXES[family.kind]):
            wanted = set(labels.items())
            return sum(value for (suffix, key), value in family.samples.items()
                       if family.name + suffix == name and wanted <= set(key))
    raise AssertionError(f"no metric {name}")
