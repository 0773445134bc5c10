# SPDX-License-Identifier: Apache-2.0
"""QR codes that lead to a staff user: what they say, how they are drawn, and who comes by them."""

import subprocess

import pytest
from harness.waiting import wait_until
from people import BARE_COMPANY, GREETING, GZH, PUBLIC, page_of

QR = "/qr_code_auth"


@pytest.fixture(scope="module")
def staff(people):
    return people.staff()


def drawn(people, address, folder):
    """What a picture says to who scans it."""
    answer = people.browser().get(address)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (folder / "code.png").write_bytes(answer.body)
    command = ["zbarimg", "--quiet", "--raw", folder / "code.png"]
    read = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return read.stdout.strip()


def scanned(people, person, url):
    """The id of the customer whom somebody is who has scanned a code of the official account."""
    assert people.sim.do("scan", openid=person, url=url)["statuses"] == [200]
    return wait_until(lambda: people.customer_of(person), 10, "the customer")


def wait_relation(people, staff, customer):
    wait_until(lambda: people.relation(staff.id, customer), 10, "the relation")
    return people.relation(staff.id, customer)


def test_a_code_of_the_account_says_what_wechat_gave(people, staff, tmp_path):
    code = staff.get(QR, kind="gzh").done("生成二维码成功")
    assert code["expire_seconds"] == 0 and code["qr_code"].startswith(f"{PUBLIC}/zhugeleida/qiyeweixin/qr_code_auth/image/")
    assert drawn(people, code["qr_code"], tmp_path) == code["url"]
    assert staff.get(QR, kind="gzh").done() == code
    asked = [entry for entry in people.sim.journal(kind="call", api="qrcode") if entry.get("scene") == f"u{staff.id}"]
    assert len(asked) <= 1


def test_a_code_of_the_pages_is_a_link(people, staff, tmp_path):
    code = staff.get(QR, kind="h5").done()
    assert drawn(people, code["qr_code"], tmp_path) == code["url"]
    assert code["url"].startswith(f"{PUBLIC}{GZH}/redirect_share_url?s=")
    person, browser = people.person(), people.browser()
    start = browser.follow(browser.follow(code["url"])).partition("#")[0]
    page = browser.follow(browser.follow(f"{start}&sim_person={person}"))
    assert people.exchange(page_of(page)[1]["login"]).done()["uid"] == staff.id


def test_who_scans_is_bound_and_greeted_once(people):
    staff, person = people.staff(), people.person()
    url = staff.get(QR, kind="gzh").done()["url"]
    customer = scanned(people, person, url)
    assert wait_relation(people, staff, customer)["source"] == "1"
    wait_until(lambda: people.texts(staff, customer) == [GREETING], 10, "the greeting")
    assert people.log_in(person)["is_subscribe"] == 1
    people.sim.do("scan", openid=person, url=url)
    people.sim.do("say", openid=person, text="你好")
    wait_until(lambda: "你好" in people.texts(staff, customer), 10, "the message")
    assert people.texts(staff, customer) == [GREETING, "你好"]


def test_who_hands_a_code_on_is_the_superior(people, staff):
    forwarder = scanned(people, people.person(), staff.get(QR, kind="gzh").done()["url"])
    wait_relation(people, staff, forwarder)
    code = staff.get(QR, kind="gzh", customer_id=forwarder).done()
    assert 29 * 86400 < code["expire_seconds"] <= 30 * 86400
    customer = scanned(people, people.person(), code["url"])
    relation = wait_relation(people, staff, customer)
    assert (relation["source"], relation["superior"]) == ("1", str(forwarder))


def test_who_follows_already_comes_by_scan(people):
    staff, person = people.staff(), people.person(follows=True)
    customer = scanned(people, person, staff.get(QR, kind="gzh").done()["url"])
    wait_relation(people, staff, customer)
    assert people.sim.journal(kind="said", person=person)[0]["what"] == "scan"


def test_a_scene_of_others_counts_as_none(people):
    foreign, person = people.staff(company=BARE_COMPANY), people.person()
    for scene in (f"u{foreign.id}", "u0", "u-1", "x", f"u{foreign.id}.c1", "u99999999999999999999"):
        people.sim.do("subscribe", openid=person, scene=scene)
    people.sim.do("say", openid=person, text="在吗")
    customer = wait_until(lambda: people.customer_of(person), 10, "the customer")
    wait_relation(people, people.default, customer)
    wait_until(lambda: "在吗" in people.texts(people.default, customer), 10, "the message")
    assert people.relation(foreign.id, customer) == {}


@pytest.mark.parametrize("whose", ["nobody", "another company"])
def test_who_scans_a_code_of_others_comes_as_without_one(people, staff, whose):
    other = people.staff(company=BARE_COMPANY).id if whose == "another company" else 999_999
    newcomer, known = people.person(), people.person()
    people.sim.do("subscribe", openid=newcomer, scene=f"u{other}")
    customer = wait_until(lambda: people.customer_of(newcomer), 10, "the customer")
    wait_relation(people, people.default, customer)
    people.sim.do("subscribe", openid=known, scene=f"u{staff.id}")
    customer = wait_until(lambda: people.customer_of(known), 10, "the customer")
    wait_relation(people, staff, customer)
    people.sim.do("scan", openid=known, scene=f"u{other}")
    people.sim.do("say", openid=known, text="在吗")
    wait_until(lambda: "在吗" in people.texts(staff, customer), 10, "the message")
    assert people.relation(other, customer) == {} == people.relation(people.default.id, customer)


def test_only_ones_own_customers_hand_codes_on(people, staff):
    staff.get(QR, kind="gzh", customer_id=999_999_999).refused(307)
    staff.get(QR, kind="other").invalid(kind="invalid")


@pytest.mark.parametrize("name", ["A" * 12, "A" * 11, "..%2F..%2Fx"])
def test_a_guessed_picture_is_none(people, name):
    assert people.browser().get(f"/zhugeleida/qiyeweixin/qr_code_auth/image/{name}").status == 404
