# SPDX-License-Identifier: Apache-2.0
"""Tags: what a company has, new ones made once whatever happens, and the tags that a staff user's customers bear."""

import threading

import pytest
from harness.records import World
from harness.threads import at_once


@pytest.fixture(scope="module")
def stack(shared_stacks):
    return shared_stacks()


@pytest.fixture
def world(stack):
    return World(stack)


def staff_of(world, company_id):
    return world.user(company_id=company_id)


def names(answer):
    return {group["name"]: [tag["name"] for tag in group["tags"]] for group in answer.rows}


def ids(answer):
    return {tag["name"]: tag["id"] for group in answer.rows for tag in group["tags"]}


def borne(client):
    answer = client.get("/tag_customer")
    assert answer.data["ret_count"] == len(answer.rows)
    return [(row["name"], row["customer_num"], [one["id"] for one in row["customer_list"]]) for row in answer.rows]


def clean(stack):
    result = stack.ctl("check")
    assert result.returncode == 0, result.stdout


def test_tag_list_shows_groups_and_what_the_customer_bears(world):
    of = world.company()
    pair = world.bind(staff_of(world, of), world.customer())
    first = pair.staff.id * 10
    world.add("tag", id=first, name="阶段", company_id=of)
    world.add("tag", id=first + 1, name="初次", parent_id=first, company_id=of)
    world.add("tag", id=first + 2, name="成交", parent_id=first, company_id=of)
    world.add("tag", id=first + 3, name="单独", company_id=of)
    world.add("tag", id=first + 4, name="自定义", company_id=of)
    world.add("customer_tag", customer_id=pair.customer.id, tag_id=first + 2)
    world.load()
    answer = pair.staff.get("/tag_list")
    data = answer.done("请求成功")
    own = {name: tags for name, tags in names(answer).items() if name in ("阶段", "单独", "自定义")}
    assert own == {"阶段": ["初次", "成交"], "单独": ["单独"], "自定义": []}
    assert data["tag_count"] == len(data["ret_data"])
    assert not any(tag["is_select"] for group in data["ret_data"] for tag in group["tags"])
    marked = pair.staff.get("/tag_list", customer_id=pair.customer.id)
    assert [tag["name"] for group in marked.rows for tag in group["tags"] if tag["is_select"]] == ["成交"]
    assert borne(pair.staff) == [("成交", 1, [pair.customer.id])]


def test_add_tag_makes_a_tag_under_its_group_and_gives_it(stack, world):
    pair = world.bind(staff_of(world, world.company()), world.customer())
    world.load()
    pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": "新客"}).done("添加成功")
    pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": "老客"}).done()
    assert names(pair.staff.get("/tag_list"))["自定义"] == ["新客", "老客"]
    assert pair.staff_reads("/customer").rows[0]["tag"] == ["新客", "老客"]
    assert sorted(borne(pair.staff)) == sorted([("新客", 1, [pair.customer.id]), ("老客", 1, [pair.customer.id])])
    pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": "新客"}).refused(301, "标签名已存在")
    pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": "自定义"}).refused(301, "标签名已存在")
    for name in ("", "x" * 65):
        assert pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": name}).code == 303
    clean(stack)


def test_tags_of_a_company_are_seen_by_it_alone(world):
    ours = world.bind(staff_of(world, world.company()), world.customer())
    theirs = world.bind(staff_of(world, world.company()), ours.customer)
    world.load()
    ours.staff.post(f"/tag_list/add_tag/{ours.customer.id}", {"name": "机密"}).done()
    ident = ids(ours.staff.get("/tag_list"))["机密"]
    assert "机密" not in ids(theirs.staff.get("/tag_list", customer_id=ours.customer.id))
    assert borne(theirs.staff) == []
    assert theirs.staff_reads("/customer").rows[0]["tag"] == []
    path = f"/tag_list/customer_tag/{ours.customer.id}"
    theirs.staff.post(path, {"tag_list": [ident]}).refused(301, "用户标签不存在")
    theirs.staff.post(f"/tag_list/add_tag/{ours.customer.id}", {"name": "机密"}).done()
    assert ours.staff_reads("/customer").rows[0]["tag"] == ["机密"]


def test_foreign_customers_are_out_of_reach(world):
    pair = world.bind(staff_of(world, world.company()), world.customer())
    other = world.customer()
    world.load()
    for path, fields in [
        (f"/tag_list/add_tag/{other.id}", {"name": "甲"}),
        (f"/tag_list/customer_tag/{other.id}", {"tag_list": []}),
        ("/tag_customer/add/0", {"name": "甲", "customer_list": [pair.customer.id, other.id]}),
    ]:
        pair.staff.post(path, fields).refused(307)
    pair.staff.get("/tag_list", customer_id=other.id).refused(307)
    assert "甲" not in ids(pair.staff.get("/tag_list"))


def test_new_tag_for_many_customers_and_the_order_of_tags(stack, world):
    of = world.company()
    staff, colleague = staff_of(world, of), staff_of(world, of)
    pairs = [world.bind(staff, world.customer()) for _ in range(12)]
    shared = pairs[0].customer
    world.bind(colleague, shared)
    world.load()
    everyone = [pair.customer.id for pair in pairs]
    staff.post("/tag_customer/add/0", {"name": "全部", "customer_list": everyone + everyone[:1]}).done("添加成功")
    staff.post("/tag_customer/add/0", {"name": "一个", "customer_list": [shared.id]}).done()
    (first, many, shown), second = borne(staff)
    assert (first, many, len(shown)) == ("全部", 12, 10) and second == ("一个", 1, [shared.id])
    assert sorted(borne(colleague)) == sorted([("全部", 1, [shared.id]), ("一个", 1, [shared.id])])
    colleague.post(f"/tag_list/customer_tag/{shared.id}", {"tag_list": []}).done()
    assert [(name, count) for name, count, _ in borne(staff)] == [("全部", 11)]
    assert borne(colleague) == []
    page = staff.get("/tag_customer", current_page=2, length=1)
    assert (page.rows, page.data["ret_count"]) == ([], 1)
    clean(stack)


def test_one_of_sixteen_gets_the_name(stack, world):
    of = world.company()
    pairs = [world.bind(staff_of(world, of), world.customer()) for _ in range(16)]
    world.load()
    codes = at_once(lambda pair: pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": "抢"}).code, pairs)
    assert sorted(codes) == [200] + [301] * 15
    for pair, code in zip(pairs, codes):
        assert pair.staff_reads("/customer").rows[0]["tag"] == (["抢"] if code == 200 else [])
    assert names(pairs[0].staff.get("/tag_list"))["自定义"] == ["抢"]
    clean(stack)


def test_import_fills_the_index_in_any_order_and_again(stack, world):
    of = world.company()
    pair = world.bind(staff_of(world, of), world.customer())
    tag = pair.staff.id
    world.add("tag", id=tag, name="标签", company_id=of)
    world.add("customer_tag", customer_id=pair.customer.id, tag_id=tag)
    lines = world.records[::-1]
    tagged = [line for line in lines if line["type"] in ("tag", "customer_tag", "company", "customer")]
    stack.load(tagged)
    for _ in range(2):
        stack.load(lines)
        assert borne(pair.staff) == [("标签", 1, [pair.customer.id])]
    clean(stack)
    exported = stack.ctl("export", "--user", pair.staff.id).stdout
    assert exported.count('"type":"customer_tag"') == 1


def test_update_of_one_customer_by_many_converges(stack, world):
    of = world.company()
    customer = world.customer()
    pairs = [world.bind(staff_of(world, of), customer) for _ in range(4)]
    world.load()
    staff = pairs[0].staff
    for name in "甲乙丙丁":
        staff.post("/tag_customer/add/0", {"name": name, "customer_list": []}).done()
    known = ids(staff.get("/tag_list"))

    def replace(pair_and_name):
        pair, name = pair_and_name
        for _ in range(10):
            pair.staff.post(f"/tag_list/customer_tag/{customer.id}", {"tag_list": [known[name]]}).done()

    at_once(replace, zip(pairs, "甲乙丙丁"))
    (left,) = staff.get("/customer", customer_id=customer.id).rows[0]["tag"]
    for pair in pairs:
        assert borne(pair.staff) == [(left, 1, [customer.id])]
    clean(stack)


DAMAGE = {
    "catalogue gone": lambda key: [("DEL", f"catalogue:{key['company']}")],
    "bound gone": lambda key: [("DEL", f"bound:{key['customer']}")],
    "index gone": lambda key: [("DEL", f"tags:{{u:{key['staff']}}}:of")],
    "bearers gone": lambda key: [("DEL", f"tags:{{u:{key['staff']}}}:t:{key['tag']}")],
    "count wrong": lambda key: [("ZADD", f"tags:{{u:{key['staff']}}}", 7, key["tag"])],
    "a stranger bears it": lambda key: [("ZADD", f"tags:{{u:{key['staff']}}}:t:{key['tag']}", 1, 999_999)],
    "nobody bears another": lambda key: [("ZADD", f"tags:{{u:{key['staff']}}}", 7, 888_888)],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_check_repairs_what_is_derived(stack, world, damage):
    of = world.company()
    pair = world.bind(staff_of(world, of), world.customer())
    world.load()
    pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": "标签"}).done()
    before = names(pair.staff.get("/tag_list")), borne(pair.staff)
    key = {"company": of, "customer": pair.customer.id, "staff": pair.staff.id, "tag": ids(pair.staff.get("/tag_list"))["标签"]}
    with stack.probe() as redis:
        for words in DAMAGE[damage](key):
            redis.call(*words)
    assert "can be repaired" in stack.ctl("check").stdout
    repaired = stack.ctl("check", "--repair")
    assert repaired.returncode == 0, repaired.stdout
    assert (names(pair.staff.get("/tag_list")), borne(pair.staff)) == before
    clean(stack)


def test_new_tags_are_whole_or_not_there_while_crm_is_killed(new_stack):
    stack = new_stack(crm=2)
    world = World(stack)
    of = world.company()
    pairs = [world.bind(staff_of(world, of), world.customer()) for _ in range(8)]
    world.load()
    answers = {}

    def add(pair):
        for number in range(15):
            name = f"{pair.staff.id}-{number}"
            answers[name] = pair.staff.post(f"/tag_list/add_tag/{pair.customer.id}", {"name": name})

    threads = [threading.Thread(target=add, args=(pair,)) for pair in pairs]
    for thread in threads:
        thread.start()
    for name in ("crm-1", "crm-2", "crm-1"):
        victim = stack.service(name)
        victim.kill()
        victim.start()
        victim.wait_ready()
    for thread in threads:
        thread.join()
    done = {name for name, answer in answers.items() if answer.code == 200}
    assert len(done) > len(answers) // 2
    assert all(answer.code in (200, 503, 504) for answer in answers.values()), answers
    seen = list(ids(pairs[0].staff.get("/tag_list")))
    assert len(seen) == len(set(seen)) and done <= set(seen) <= set(answers)
    for pair in pairs:
        given = {name for name in seen if name.startswith(f"{pair.staff.id}-")}
        assert set(pair.staff_reads("/customer").rows[0]["tag"]) == given
        assert {name for name, _, _ in borne(pair.staff)} == given
    with stack.probe() as redis:
        give_up(redis, of)
    repaired = stack.ctl("check", "--repair")
    assert repaired.returncode == 0, repaired.stdout
    clean(stack)
    assert list(ids(pairs[0].staff.get("/tag_list"))) == seen


def give_up(redis, company_id):
    """As if the calls that died in the catalogue (common/store/catalogue.h) had done so long ago."""
    key = f"catalogue:{company_id}"
    stored = bytearray(redis.call("GET", key))
    at = 6
    while at < len(stored):
        if any(stored[at + 22 : at + 28]):
            stored[at + 22 : at + 28] = (1).to_bytes(6, "big")
        at += 30 + int.from_bytes(stored[at + 28 : at + 30], "big")
    redis.call("SET", key, bytes(stored))


def test_call_that_died_in_the_middle_is_cleared_away_by_check(stack, world):
    of = world.company()
    pair = world.bind(staff_of(world, of), world.customer())
    world.load()
    staff, customer = pair.staff, pair.customer.id
    staff.post(f"/tag_list/add_tag/{customer}", {"name": "甲"}).done()
    with stack.probe() as redis:
        before = redis.call("GET", f"catalogue:{of}")
        staff.post(f"/tag_list/add_tag/{customer}", {"name": "乙"}).done()
        ident = ids(staff.get("/tag_list"))["乙"]
        redis.call("SET", f"catalogue:{of}", before)  # it was given up
        redis.call("DEL", f"tag:{ident}")
    assert staff.get("/customer", customer_id=customer).rows[0]["tag"] == ["甲"]
    repaired = stack.ctl("check", "--repair")
    assert repaired.returncode == 0 and f"tagged:{customer}: it names a key that is not there: tag:{ident}: repaired" in repaired.stdout
    clean(stack)
    staff.post(f"/tag_list/add_tag/{customer}", {"name": "乙"}).done()
    assert staff.get("/customer", customer_id=customer).rows[0]["tag"] == ["甲", "乙"]
    clean(stack)


@pytest.mark.parametrize("damage", ["no utf-8", "wrong type", "cut"])
def test_tags_of_a_damaged_catalogue_are_served_again_once_it_is_repaired(stack, world, damage):
    of = world.company()
    pair = world.bind(staff_of(world, of), world.customer())
    world.load()
    staff, customer, key = pair.staff, pair.customer.id, f"catalogue:{of}"
    for name in ("甲", "乙"):
        staff.post(f"/tag_list/add_tag/{customer}", {"name": name}).done()
    before = staff.get("/tag_list").rows
    with stack.probe() as redis:
        stored = redis.call("GET", key)
        redis.call("DEL", key)
        if damage == "wrong type":
            redis.call("SADD", key, "x")
        else:
            redis.call("SET", key, stored.replace("乙".encode(), b"\xff\xff\xff") if damage == "no utf-8" else stored[:-1])
    staff.get("/tag_list").gateway_error(503)
    repaired = stack.ctl("check", "--repair")
    assert repaired.returncode == 0 and repaired.stdout.count(": repaired\n") == 1, repaired.stdout
    clean(stack)
    assert staff.get("/tag_list").rows == before
