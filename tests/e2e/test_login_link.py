# SPDX-License-Identifier: Apache-2.0
"""`leidactl login-link`: what it prints, and for whom it prints nothing."""

import os
import re
import subprocess

import pytest
from harness.records import World
from harness.sessions import SessionClient, link, now

MINUTE = 60_000


def said(stack, *words, **environment):
    command = [stack.programs.path("leidactl"), "login-link", *(str(word) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          env={**os.environ, "LEIDA_REDIS": stack.redis_address, "LEIDA_URL": stack.base_url, **environment})


def lasts(token):
    """(issued, expires) in ms from now."""
    asked = now()
    return tuple(int(part) - asked for part in token.split(".")[2:4])


@pytest.mark.parametrize("options, minutes", [([], 15), (["--ttl", "90s"], 1.5), (["--ttl", "15m"], 15), (["--ttl", "24h"], 1440)])
def test_link_lasts_as_long_as_was_asked(stack, pair, options, minutes):
    issued, expires = lasts(link(stack, pair.staff, *options)[2])
    assert -20_000 < issued <= 0 and expires - issued == minutes * MINUTE


@pytest.mark.parametrize("every, near", [("0.0.0.0", "127.0.0.1"), ("[::]", "[::1]")])
def test_link_of_a_gateway_on_every_address_logs_in(new_stack, every, near):
    """Browsers keep a session of a page that came in the clear from a loopback address, and from no other."""
    stack = new_stack(settings={"gateway": {"LEIDA_LISTEN": f"{every}:0"}})
    assert re.fullmatch(rf"http://{re.escape(near)}:\d+", stack.base_url)
    browser = SessionClient.of(World(stack).pair().staff).log_in_by_link(stack)
    assert "leida-s" in browser.cookies and browser.session().code == 200


def test_links_differ(stack, pair):
    assert len({link(stack, pair.staff)[2] for _ in range(3)}) == 3


@pytest.mark.parametrize("ttl", ["", "0m", "-1m", "15", "m", "1d", "25h", "86401s", "1.5h", "99999999999999999999h", "15 m"])
def test_wrong_times_are_named(stack, pair, ttl):
    result = said(stack, f"user:{pair.staff.id}", "--ttl", ttl)
    assert (result.returncode, result.stdout) == (2, "") and f"'{ttl}'" in result.stderr


@pytest.mark.parametrize("words", [[], ["7"], ["staff:7"], ["user:"], ["user:0"], ["user:x"], [":7"], ["user:7", "customer:9"],
                                   ["user:7", "--ttl"], ["--ttl", "5m"], ["user:7", "--with", "user:8"],
                                   ["customer:7", "--with", "customer:8"], ["customer:7", "--with", "8"], ["customer:7", "--with"]])
def test_wrong_words_are_refused(stack, words):
    result = said(stack, *words)
    assert (result.returncode, result.stdout) == (2, "") and result.stderr.startswith("leidactl: ")


def test_who_may_not_call_gets_no_link(stack, pair):
    for client in (pair.staff, pair.customer):
        who = f"{client.kind}:{client.id}"
        assert stack.ctl(client.kind, "disable", client.id).returncode == 0
        result = said(stack, who)
        assert (result.returncode, result.stdout) == (1, "") and f"{client.kind} {client.id} is disabled" in result.stderr
        assert stack.ctl("token", "revoke", client.kind, client.id).returncode == 0
        result = said(stack, who)
        assert (result.returncode, result.stdout) == (1, "") and f"{client.kind} {client.id} has no token" in result.stderr
    result = said(stack, "user:987654321")
    assert (result.returncode, result.stdout) == (1, "") and "there is no user 987654321" in result.stderr


def test_link_begins_with_the_first_origin_of_the_pages(stack, pair):
    origins = "  https://crm.example.com http://localhost:8000"
    for who, page in ((f"user:{pair.staff.id}", ""), (f"customer:{pair.customer.id}", f"c.html?u={pair.staff.id}")):
        result = said(stack, who, LEIDA_WEB_ORIGIN=origins)
        assert result.stdout.startswith(f"https://crm.example.com/web/{page}#/login/"), result
    assert said(stack, f"user:{pair.staff.id}", "--url", "http://127.0.0.1:9").stdout.startswith("http://127.0.0.1:9/web/#/login/")


def test_a_customer_s_page_is_that_of_one_staff_user(stack, world, pair):
    who, other = f"customer:{pair.customer.id}", world.pair().staff
    page = f"{stack.base_url}/web/c.html?u="
    assert said(stack, who).stdout.startswith(f"{page}{pair.staff.id}#/login/c.")
    assert said(stack, who, "--with", f"user:{pair.staff.id}").stdout.startswith(f"{page}{pair.staff.id}#/login/c.")
    result = said(stack, who, "--with", f"user:{other.id}")
    assert (result.returncode, result.stdout) == (1, "") and f"no relation with user {other.id}" in result.stderr
    assert stack.ctl("relation", "add", other.id, pair.customer.id, "source=1").returncode == 0
    result = said(stack, who)
    assert (result.returncode, result.stdout) == (1, "") and "has 2 staff users: user:" in result.stderr and "--with user:ID" in result.stderr
    assert said(stack, who, "--with", f"user:{other.id}", "--ttl", "1h").stdout.startswith(f"{page}{other.id}#/login/c.")


def test_a_customer_of_nobody_gets_no_link(stack, world):
    ident = world.pair().customer.id + 1_000_000
    assert stack.ctl("customer", "add", f"id={ident}", "username=x").returncode == 0
    result = said(stack, f"customer:{ident}")
    assert (result.returncode, result.stdout) == (1, "") and "has no relation with a staff user" in result.stderr
