# SPDX-License-Identifier: Apache-2.0
"""Links that lead to a staff user, and pages that are signed for the JS-SDK."""

import concurrent.futures
import hashlib

import pytest
from people import APPID, BARE_COMPANY, COMPANY, CORP, GZH, PAGE, PUBLIC, page_of, query_of

SHARE = "/work_gongzhonghao_auth/create_gongzhonghao_share_auth_url"
STAFF_SHARE = "/work_weixin_auth/create_gongzhonghao_share_auth_url"
SIGN = "/work_gongzhonghao_auth/gongzhonghao_share_sign"
STAFF_SIGN = "/work_weixin_auth/gongzhonghao_share_sign"
ENTERPRISE_SIGN = "/enterprise_weixin_sign"
NO_TICKET = "没有生成生成签名所需的jsapi_ticket"


@pytest.fixture(scope="module")
def staff(people):
    return people.staff()


def bound(people, staff):
    """A customer who has come by the staff user's own link."""
    link = staff.get(STAFF_SHARE).done()["share_url"]
    return people.client(people.open_link(people.person(), link))


def test_a_staff_users_link_binds_to_them(people, staff):
    person = people.person()
    link = staff.get(STAFF_SHARE, article_id=7).done("请求成功")["share_url"]
    assert link.startswith(f"{PUBLIC}{GZH}/redirect_share_url?s=") and len(query_of(link)["s"]) == 12
    login = people.open_link(person, link)
    assert [login[name] for name in ("uid", "pid", "level", "article_id", "is_new")] == [staff.id, None, 1, 7, True]
    relation = people.relation(staff.id, login["user_id"])
    assert (relation["source"], relation["article_id"]) == ("4", "7") and "superior" not in relation
    assert people.redis("SISMEMBER", f"bound:{login['user_id']}", staff.id) == 1
    people.client(login).get("/chat", u_id=staff.id).done()


def test_a_customers_link_names_them_as_superior(people, staff):
    forwarder = bound(people, staff)
    link = forwarder.get(SHARE, uid=staff.id, level=1).done("请求成功")["share_url"]
    login = people.open_link(people.person(), link)
    assert [login[name] for name in ("uid", "pid", "level", "article_id")] == [staff.id, forwarder.id, 2, None]
    relation = people.relation(staff.id, login["user_id"])
    assert (relation["source"], relation["superior"]) == ("2", str(forwarder.id))


def test_a_relation_keeps_how_it_came_about(people, staff):
    forwarder, person = bound(people, staff), people.person()
    first = people.open_link(person, staff.get(STAFF_SHARE).done()["share_url"])
    again = people.open_link(person, forwarder.get(SHARE, uid=staff.id, article_id=9).done()["share_url"])
    assert (again["user_id"], again["is_new"]) == (first["user_id"], False)
    relation = people.relation(staff.id, first["user_id"])
    assert relation["source"] == "2" and not {"superior", "article_id"} & set(relation)


def test_nobody_is_their_own_superior(people, staff):
    person = people.person()
    own = people.client(people.open_link(person, staff.get(STAFF_SHARE).done()["share_url"]))
    other = people.staff()
    link = own.get(SHARE, uid=staff.id).done()["share_url"]
    login = people.open_link(person, link)
    assert "superior" not in people.relation(staff.id, login["user_id"])
    own.get(SHARE, uid=other.id).refused(307)


def test_openings_at_once_bind_once(people, staff):
    person = people.person()
    link = staff.get(STAFF_SHARE).done()["share_url"]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        logins = list(pool.map(lambda _: people.open_link(person, link), range(4)))
    assert len({login["user_id"] for login in logins}) == 1
    member = people.relation(staff.id, logins[0]["user_id"])["member"]
    assert people.redis("ZSCORE", f"rels:{{u:{staff.id}}}:created", member) == b"0"


@pytest.mark.parametrize("share", ["A" * 12, "short", "..%2F..%2F12", "A" * 13])
def test_a_guessed_link_leads_nowhere(people, share):
    there = people.browser().follow(f"{GZH}/redirect_share_url?s={share}")
    assert there == f"{PAGE}#/login_error?reason=state"
    assert page_of(people.browser().follow(f"{GZH}/{COMPANY}?s={share}"))[1] == {"reason": "state"}


def test_a_level_ends_at_a_hundred(people, staff):
    link = bound(people, staff).get(SHARE, uid=staff.id, level=100).done()["share_url"]
    assert people.open_link(people.person(), link)["level"] == 100


def test_clients_do_not_name_the_superior(people, staff):
    forwarder, other = bound(people, staff), bound(people, staff)
    link = forwarder.get(SHARE, uid=staff.id, pid=other.id).done()["share_url"]
    assert people.open_link(people.person(), link)["pid"] == forwarder.id


def signed_by(answer, ticket, location):
    text = f"jsapi_ticket={ticket}&noncestr={answer['nonceStr']}&timestamp={answer['timestamp']}&url={location}"
    return hashlib.sha1(text.encode()).hexdigest()


def test_pages_are_signed(people, staff):
    customer = bound(people, staff)
    for client, path, name, key, ident in [(customer, SIGN, "appid", f"gzh:{APPID}", APPID),
                                           (staff, STAFF_SIGN, "appid", f"qy:{CORP}:1000002", CORP),
                                           (staff, ENTERPRISE_SIGN, "appId", f"qy:{CORP}:1000002", CORP)]:
        answer = client.get(path, location_href="https://h5.example.com/leida?uid=7&x=%E5%BC%A0#/page").done("查询成功")
        ticket = people.redis("HGET", f"wx:ticket:{{{key}}}", "token").decode()
        assert answer["signature"] == signed_by(answer, ticket, "https://h5.example.com/leida?uid=7&x=%E5%BC%A0")
        assert answer[name] == ident


def test_all_instances_share_one_ticket(people, staff):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: staff.get(STAFF_SIGN, location_href=f"{PUBLIC}/").done(), range(16)))
    assert len(people.sim.journal(kind="call", api="qy_ticket")) == 1
    assert len(people.sim.journal(kind="call", api="qy_token")) == 1


@pytest.mark.parametrize("location", ["https://evil.example/", "https://h5.example.com.evil.example/",
                                      "https://h5.example.com@evil.example/", "javascript:alert(1)", "/web/c.html"])
def test_pages_of_others_are_not_signed(people, staff, location):
    staff.get(STAFF_SIGN, location_href=location).refused(402, NO_TICKET)


def test_a_company_without_the_account_says_so(people):
    people.staff(company=BARE_COMPANY).get(STAFF_SHARE).refused(301, "没有公众号app")
