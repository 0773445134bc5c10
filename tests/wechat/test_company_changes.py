# SPDX-License-Identifier: Apache-2.0
"""Companies' files that change or go while something waits for them: it waits on, and goes where it was to go."""

import signal

import pytest
from conftest import TEMPLATE, _people
from harness import metrics
from harness.records import World
from harness.redis_routing import slot_of
from harness.waiting import wait_until
from meeting import Meeting
from people import APPID, COMPANY, CORP

OTHER_APPID, OTHER_CORP = "wx00000000000000ab", "ww000000000other"
INSTANCES = ("wechat-1", "wechat-2")


@pytest.fixture
def changing(new_stack, tmp_path):
    with _people(new_stack, tmp_path, template=TEMPLATE) as people:
        yield people, Files(people, tmp_path / "companies" / f"{COMPANY}.cfg")


class Files:
    """The company's file; each change is read before it goes on."""

    def __init__(self, people, path):
        self.people, self.path, self.first = people, path, path.read_text(encoding="utf-8")

    def write(self, text):
        """None: the file is gone."""
        instances = [self.people.stack.service(name) for name in INSTANCES]
        read = [one.log().count("companies read again") for one in instances]
        if text is None:
            self.path.unlink()
        else:
            self.path.write_text(text, encoding="utf-8")
        for one, before in zip(instances, read):
            one.child.send_signal(signal.SIGHUP)
            wait_until(lambda one=one, before=before: one.log().count("companies read again") > before, 5, "the companies to be read")


def put_off(people):
    """Tries of notices that nothing came of, since something that they need was away."""
    return sum(metrics.total(metrics.scrape(people.stack.service(name)), "leida_wechat_notices_total", result="away")
               for name in INSTANCES)


def fail_first_try(met, say, api):
    """Somebody says something, and the first try to tell the other of it fails, for certain."""
    met.fault("-1", api=api, times=1)
    say().done()
    wait_until(lambda: met.calls(api), 20, "the first try")


def test_notices_wait_for_a_file_that_is_gone_for_a_moment(changing):
    people, files = changing
    met = Meeting(people)
    fail_first_try(met, lambda: met.staff_says("你好"), "custom_send")
    files.write(None)
    wait_until(lambda: put_off(people) > 0, 20, "a try without a company")
    files.write(files.first)
    met.wait_noted(40)
    assert met.apis() == ["custom_send"]


def test_what_came_by_an_account_goes_to_nobody_of_another(changing):
    people, files = changing
    met = Meeting(people)
    people.stack.service("chat-1").kill()
    assert people.sim.do("say", openid=met.person, text="机密")["statuses"] == [200]
    files.write(files.first.replace(APPID, OTHER_APPID))
    people.stack.service("chat-1").start()
    people.stack.service("chat-1").wait_ready()
    files.write(files.first)
    wait_until(lambda: "机密" in people.texts(met.staff, met.customer.id), 40, "what they wrote")
    assert people.redis("KEYS", f"wx:open:*{OTHER_APPID}*") == []


def follows(met):
    return [row["is_subscribe"] for row in met.staff.get("/contact").rows]


def test_a_notice_goes_by_no_other_account_than_the_customer_s(changing):
    people, files = changing
    met = Meeting(people)
    fail_first_try(met, lambda: met.staff_says("机密"), "custom_send")
    files.write(files.first.replace(APPID, OTHER_APPID))
    wait_until(lambda: put_off(people) > 0, 20, "a try without the account")
    assert len(met.calls()) == 1 and tokens_of(people, OTHER_APPID) == [] and follows(met) == [1]
    files.write(files.first)
    met.wait_noted(40)
    assert met.apis() == ["custom_send"] and len(met.calls()) == 2


def test_a_card_goes_by_no_other_corp_than_the_one_it_was_made_for(changing):
    people, files = changing
    met = Meeting(people, says=None, userid=people.member())
    fail_first_try(met, lambda: met.customer_says("机密"), "qy_send")
    files.write(files.first.replace(CORP, OTHER_CORP))
    wait_until(lambda: put_off(people) > 0, 20, "a try without the corp")
    assert len(met.calls("qy_send")) == 1 and tokens_of(people, OTHER_CORP) == []
    files.write(files.first)
    met.wait_noted(40)
    assert met.apis() == ["qy_send"]


def tokens_of(people, account):
    """Whether anything was asked in the name of that account."""
    return people.redis("KEYS", f"wx:*{account}*")


def test_who_has_another_openid_by_now_is_not_told_at_the_first(changing):
    people, _ = changing
    met = Meeting(people)
    fail_first_try(met, lambda: met.staff_says("机密"), "custom_send")
    world = World(people.stack)
    world.customer(id=met.customer.id, openid=people.person(), appid=APPID)
    world.load()
    partition = f"{{wx{slot_of(met.person.encode()) % 16}}}"
    wait_until(lambda: people.redis("XLEN", f"wx:out:{partition}") == 0, 20, "the notice to be done with")
    assert len(met.calls()) == 1 and met.shown() == []
