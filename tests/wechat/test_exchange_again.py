# SPDX-License-Identifier: Apache-2.0
"""A gateway that lost the answer to an exchange asks once more, maybe another instance: that is the same call, and gets in."""

import pytest
from harness.client import Client
from harness.wire import IDS, Wire
from people import COMPANY, GZH, page_of

GZH_EXCHANGE = 62


@pytest.mark.parametrize("second", ["wechat-1", "wechat-2"])
def test_a_call_that_is_made_again_gets_in(people, second):
    browser = people.browser()
    code = page_of(browser.follow(people.returns(browser, people.person(), f"{GZH}/{COMPANY}")))[1]["login"]
    anybody, call = Client(people.stack.base_url, "anybody", 0, ""), next(IDS)
    with Wire(people.stack.service("wechat-1")) as first, Wire(people.stack.service(second)) as other:
        done = first.call(GZH_EXCHANGE, anybody, {"login": code}, call)
        assert done == other.call(GZH_EXCHANGE, anybody, {"login": code}, call, retries=1)
        refused = other.call(GZH_EXCHANGE, anybody, {"login": code})
        assert refused == first.call(GZH_EXCHANGE, anybody, {"login": "A" * 32}) != done
    people.exchange(code).refused(400, "token异常")
