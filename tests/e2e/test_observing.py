# SPDX-License-Identifier: Apache-2.0
"""What ops/ has for Prometheus and Grafana names metrics that real processes export, and each alert has its test and its
runbook."""

import json
import re
import shutil
import subprocess

import pytest
from harness.metrics import scrape_text
from harness.stack import ROOT

ALERTS = (ROOT / "ops/prometheus/alerts.yml").read_text()
TESTS = (ROOT / "ops/prometheus/alerts_test.yml").read_text()
DASHBOARD = json.loads((ROOT / "ops/grafana/leida.json").read_text())
NAMES = re.findall(r"alert: (\w+)", ALERTS)


def metrics_in(text):
    """Names of series, as expressions write them; up is Prometheus' own."""
    return set(re.findall(r"\b(?:leida|process)_[a-z_]+", text))


def dashboard_expressions():
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", [])]


@pytest.fixture(scope="module")
def exported(stack):
    """By the processes of a stack without WeChat; those of leida-wechat are documented (tests/wechat/test_ctl.py)."""
    wechat = set(re.findall(r"^\| `(leida_wechat_\w+)`", (ROOT / "docs/metrics.md").read_text(), re.M))
    return wechat.union(*(metrics_in(scrape_text(process)) for process in stack.processes))


def test_alerts_name_metrics_that_exist(exported):
    found = metrics_in("\n".join(re.findall(r"expr: (.*)", ALERTS)))
    assert len(found) > 10 and found - exported == set()


def test_alerts_are_tested_on_metrics_that_exist(exported):
    found = metrics_in("\n".join(re.findall(r"series: '([^{]*)", TESTS)))
    assert len(found) > 10 and found - exported == set()


def test_dashboard_names_metrics_that_exist(exported):
    found = metrics_in("\n".join(dashboard_expressions()))
    assert len(found) > 30 and found - exported == set()


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed (Debian package prometheus)")
def test_dashboard_expressions_are_good_promql(tmp_path):
    expressions = [text.replace("$__rate_interval", "5m") for text in dashboard_expressions()]
    rules = [{"record": f"panel:{number}", "expr": text} for number, text in enumerate(expressions)]
    file = tmp_path / "rules.yml"  # JSON is YAML
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    done = subprocess.run(["promtool", "check", "rules", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_dashboard_panels_have_numbers_of_their_own():
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(numbers)) == len(numbers)


def test_each_alert_has_a_test_and_a_runbook():
    headings = re.findall(r"^## (\w+)$", (ROOT / "docs/runbooks.md").read_text(), re.M)
    assert headings == NAMES and 0 < len(NAMES) <= 28
    assert re.findall(r"runbook: docs/runbooks.md#(\w+)", ALERTS) == [name.lower() for name in NAMES]
    assert re.findall(r"- name: (\w+)", TESTS) == ["healthy", *NAMES]


def test_each_alert_says_what_and_how_bad():
    for rule in ALERTS.split("- alert: ")[1:]:
        assert re.search(r"severity: (critical|warning)\b", rule), rule
        assert "summary: " in rule and "description: " in rule, rule
