# SPDX-License-Identifier: Apache-2.0
"""Browsers' sessions (docs/decisions/0035): a login link, the cookie, and its end."""

import pytest
from harness.sessions import KINDS, SessionClient, link


@pytest.fixture(params=["user", "customer"])
def client(request, pair):
    return pair.staff if request.param == "user" else pair.customer


@pytest.fixture
def browser(stack, client):
    return SessionClient.of(client).log_in_by_link(stack)


def test_login_link_opens_a_session(stack, client):
    origin, page, token = link(stack, client)
    assert (origin, page) == (stack.base_url, None if client.kind == "user" else "c.html")
    browser = SessionClient.of(client)
    browser.get("/chat/query_num/0").refused(400)
    browser.log_in(token).done("登录成功")
    data = browser.session().done("查询成功")
    assert (data["kind"], data["id"]) == (KINDS[client.kind], client.id)
    browser.log_out().done("退出成功")
    assert browser.cookies == {}
    browser.session().refused(400)
