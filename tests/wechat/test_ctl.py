# SPDX-License-Identifier: Apache-2.0
"""What operators have: leidactl wechat, before a stack that serves."""

import json
import re

import pytest
from conftest import DEFAULT_STAFF, settings_of
from harness.metrics import scrape
from harness.stack import ROOT
from harness.waiting import wait_until
from people import APPID, BARE_COMPANY, COMPANY, CORP, PUBLIC, People, write_companies
from wechat_sim import prove
from wechat_sim.client import Running

ACCOUNT = f"gzh:{APPID}"


@pytest.fixture(scope="module")
def asked(shared_stacks, tmp_path_factory):
    """Beside `people`: here tokens are renewed by force, which WeChat sees otherwise as a fault."""
    folder = tmp_path_factory.mktemp("wechat")
    write_companies(folder / "companies", DEFAULT_STAFF)
    simulator = Running(folder)
    try:
        settings = {"wechat": settings_of(simulator.roots, folder / "companies")}
        yield People(shared_stacks(wechat=2, settings=settings), simulator, DEFAULT_STAFF)
    finally:
        assert simulator.stop() == 0


def ctl(people, *words, code=0):
    done = people.stack.ctl("wechat", *words)
    assert done.returncode == code, done
    return done.stdout + done.stderr


def kept(people):
    """(kind, account) -> number, as check says."""
    found = json.loads(ctl(people, "check", "--json"))
    assert all(one["valid"] for one in found["accounts"])
    return {(one["kind"], one["account"]): one["number"] for one in found["accounts"]}


def need_token(people):
    """Has the service call WeChat with a token: for somebody's first code."""
    people.staff().get("/qr_code_auth", kind="gzh").done()


def tokens_given(people):
    return [entry for entry in people.sim.journal(kind="token", account=APPID, what="token") if entry["fresh"]]


def test_a_forced_refresh_gives_another_token_once(asked):
    need_token(asked)
    assert kept(asked)["token", ACCOUNT] == 1
    ctl(asked, "refresh", ACCOUNT)

    def renewed():
        need_token(asked)
        return kept(asked)["token", ACCOUNT] == 2

    wait_until(renewed, 60, "another token")
    calls = asked.sim.journal(kind="call", api="stable_token")
    assert [call.get("forced") for call in calls] == [False, True]
    assert [entry["why"] for entry in tokens_given(asked)] == ["first", "forced"]
    for _ in range(5):
        need_token(asked)
    assert kept(asked)["token", ACCOUNT] == 2
    assert asked.redis("HEXISTS", f"wx:token:{{{ACCOUNT}}}", "force") == 0
    complaints = prove.all_of(asked.sim.journal())
    assert len(complaints) == 1 and complaints[0].endswith("a refresh was forced")


def test_a_key_that_is_none_of_the_services_hides_nothing_else(asked):
    foreign = ["wx:in:{wx5}", "wx:dead:{wx3}"]
    need_token(asked)
    asked.redis("XADD", "wx:dead:{wx4}", "*", "p", "anna", "r", "x", "w", "dead", "k", "in")
    for key in foreign:
        asked.redis("SET", key, "x")
    try:
        found = json.loads(ctl(asked, "check", "--json", code=1))
        lines = ctl(asked, "check", code=1).splitlines()
    finally:
        for key in [*foreign, "wx:dead:{wx4}"]:
            asked.redis("DEL", key)
    wrong = [f"{key} is no stream as the service writes it: delete it" for key in reversed(foreign)]
    wrong.append("1 items are given up: ")
    assert [told[:len(text)] for told, text in zip(found["wrong"], wrong, strict=True)] == wrong
    assert [line for line in lines if line.startswith("wrong: ")] == [f"wrong: {told}" for told in found["wrong"]]
    assert found["dead"]["entries"] == 1 and found["in"]["entries"] == 0
    assert [one["account"] for one in found["accounts"] if one["kind"] == "token"] == [ACCOUNT]


def test_login_test_tells_where_logins_lead(people):
    told = ctl(people, "login-test", COMPANY)
    assert f"appid {APPID}, redirect_uri {PUBLIC}/zhugeleida/gongzhonghao/work_gongzhonghao_auth" in told
    assert f"appid {CORP}, redirect_uri {PUBLIC}/zhugeleida/qiyeweixin/work_weixin_auth/{COMPANY}" in told
    assert "gzh: not configured" in ctl(people, "login-test", BARE_COMPANY)
    assert ctl(people, "login-test", 4711, code=1).count("not configured") == 2


def test_metrics_are_as_documented(people):
    section = (ROOT / "docs" / "metrics.md").read_text().split("\n## WeChat\n")[1]
    rows = re.findall(r"^\| `(leida_wechat_\w+)` \| (\w+) \| ([\w, ]*)\|", section, re.M)
    documented = {name: (kind, set(labels.replace(",", " ").split())) for name, kind, labels in rows}
    families = scrape(people.stack.service("wechat-1"))
    exported = {name: (family.kind, family.label_names) for name, family in families.items() if name.startswith("leida_wechat_")}
    assert documented == exported
